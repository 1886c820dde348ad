/** One row for each invariant: where it held, where it did not, what is ahead. */
import { memo } from 'react'
import { useLive, useLiveShallow, useSession } from '../../session/session-context'
import { cellsOf } from './axis'

const CELLS = 60
const NO_TIMES: readonly number[] = []

/** The strip. */
export function InvariantStrip() {
  const invariants = useLive(({ description }) => description?.invariants)
  return (
    <ul className="strip" aria-label="Invariants">
      {invariants?.map(({ id, label, statement }) => (
        <InvariantRow key={id} id={id} label={label} statement={statement} />
      ))}
    </ul>
  )
}

interface RowProps {
  readonly id: string
  readonly label: string
  readonly statement: string
}

function InvariantRow({ id, label, statement }: RowProps) {
  const session = useSession()
  const [held, count] = useLiveShallow(({ frame }) => {
    const verdict = frame?.verdicts.find((each) => each.id === id)
    return [verdict?.held ?? true, verdict?.violations ?? 0] as const
  })
  const cells = useLive(({ frame }) =>
    frame === null
      ? ''
      : cellsOf(frame.nowMs, frame.totalMs, frame.violationTimes[id] ?? NO_TIMES, CELLS)
          .map((cell) => cell[0])
          .join(''),
  )
  const open = () => {
    const verdict = session.store.getState().frame?.verdicts.find((each) => each.id === id)
    if (verdict?.first) void session.openCase(verdict.first)
  }
  const standing = held ? 'holds so far' : `violated ${count} ${count === 1 ? 'time' : 'times'}`
  return (
    <li className="strip-row">
      <button
        type="button"
        className={`strip-label mono ${held ? '' : 'strip-violated tone-failed'}`}
        title={`${statement}${held ? '' : ' Open the evidence.'}`}
        aria-disabled={held}
        onClick={open}
      >
        <span className="strip-name">
          {held ? '' : '✕ '}
          {label}
        </span>
        <span className="visually-hidden">: {standing}</span>
      </button>
      <Cells cells={cells} />
    </li>
  )
}

const Cells = memo(function Cells({ cells }: { readonly cells: string }) {
  return (
    <span className="strip-cells" aria-hidden="true">
      {[...cells].map((cell, index) => (
        <i key={index} className={`strip-cell strip-cell-${cell}`} />
      ))}
    </span>
  )
})
