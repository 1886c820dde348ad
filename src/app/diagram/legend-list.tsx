/** What the marks of a drawing mean; in groups, where it marks more than one sort of thing. */
import type { Diagram } from '~/kernel/diagram'
import { ToneMark } from './tone-mark'

/** The list, without a look of its own. */
export function LegendList({ diagram, className }: { readonly diagram: Diagram; readonly className?: string }) {
  return (
    <ul aria-label="Legend" {...(className === undefined ? {} : { className })}>
      {diagram.legend.map(({ tone, text, of }, index) => (
        <li key={`${of} ${text}`}>
          {of !== undefined && of !== diagram.legend[index - 1]?.of && <strong>{of}</strong>}
          <ToneMark tone={tone} />
          {text}
        </li>
      ))}
    </ul>
  )
}
