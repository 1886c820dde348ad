/** The stretches of a strip: held, violated, or ahead. */
import { memo } from 'react'
import './strip.css'

/** One letter for each stretch: `h`, `v` or `a`. */
export const Cells = memo(function Cells({ cells }: { readonly cells: string }) {
  return (
    <span className="strip-cells" aria-hidden="true">
      {[...cells].map((cell, index) => (
        <i key={index} className={`strip-cell strip-cell-${cell}`} />
      ))}
    </span>
  )
})
