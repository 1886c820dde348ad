/** Batches that follow each other: a mark for each thing in them, what each took, and the one that is filling at the end. */
import { memo } from 'react'
import type { BodyBatch, BodyBatches } from '~/kernel/body'
import './batches.css'

/** So many marks are drawn; of further ones it is said how many there are. */
const MARKS_MAX = 15

/** Drawn anew only if it is another one, word for word. */
export const Batches = memo(BatchesView, (one, other) => JSON.stringify(one.part) === JSON.stringify(other.part))

function BatchesView({ part: { batches, unit, text } }: { readonly part: BodyBatches }) {
  const most = Math.max(1, ...batches.map(({ cost }) => cost))
  return (
    <div className="batches mono">
      <div className="batches-row">
        {batches.map((batch, index) => (
          <Batch
            key={batch.name}
            batch={batch}
            share={batch.cost / most}
            unit={unit}
            isOpen={index === batches.length - 1}
          />
        ))}
      </div>
      <div className="batches-text">{text}</div>
    </div>
  )
}

interface BatchProps {
  readonly batch: BodyBatch
  /** Of the largest cost in the row. */
  readonly share: number
  readonly unit: string
  readonly isOpen: boolean
}

function Batch({ batch: { name, items, cost }, share, unit, isOpen }: BatchProps) {
  const shown = items.length > MARKS_MAX ? items.slice(0, MARKS_MAX - 3) : items
  const title = `${name}: ${items.length}, ${cost.toLocaleString('en')} ${unit}`
  return (
    <div className={`batch ${isOpen ? 'batch-open' : ''}`} title={title}>
      <div className="batch-frame">
        <div className="batch-marks">
          {shown.map((tone, index) => (
            <i key={index} className={`batch-mark tone-${tone}`} />
          ))}
          {items.length > shown.length && <span className="batch-more">+{items.length - shown.length}</span>}
        </div>
        <i className="batch-cost" style={{ width: `${Math.round(share * 100)}%` }} />
      </div>
      <span className="batch-name">{name}</span>
    </div>
  )
}
