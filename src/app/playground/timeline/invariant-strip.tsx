/** One row for each invariant: where it held, where it did not, what is ahead. */
import { memo, useMemo, useState } from 'react'
import type { SimulationDescription } from '~/host/describe'
import { useLive, useLiveShallow, useSession } from '../../session/session-context'
import { cellsOf } from './axis'

const CELLS = 60
/** So many rows are shown before somebody asks for all. */
const ROWS = 5
const NO_TIMES: readonly number[] = []
const NO_INVARIANTS: SimulationDescription['invariants'] = []

/** The strip. */
export function InvariantStrip() {
  const [showsAll, setShowsAll] = useState(false)
  const invariants = useLive(({ description }) => description?.invariants) ?? NO_INVARIANTS
  const ofClaims = useLive(({ description }) => description?.claims)
  const broken = useLive(({ frame }) =>
    (frame?.verdicts ?? [])
      .filter(({ held }) => !held)
      .map(({ id }) => id)
      .join(),
  )
  const ordered = useMemo(() => {
    const violated = broken.split(',')
    const claimed = Object.values(ofClaims ?? {}).map((proof) => proof?.invariant)
    // What is violated comes first, then what the claims are about.
    const rank = (id: string) => (violated.includes(id) ? 0 : claimed.includes(id) ? 1 : 2)
    return invariants.toSorted((one, other) => rank(one.id) - rank(other.id))
  }, [invariants, ofClaims, broken])
  const rows = showsAll ? ordered : ordered.slice(0, ROWS)
  return (
    <>
      <ul className={`strip ${showsAll ? 'strip-all' : ''}`} aria-label="Invariants">
        {rows.map(({ id, kind, label, statement }) => (
          <InvariantRow key={id} id={id} kind={kind} label={label} statement={statement} />
        ))}
      </ul>
      {ordered.length > ROWS && (
        <button
          type="button"
          className="link-button strip-more"
          aria-expanded={showsAll}
          onClick={() => setShowsAll(!showsAll)}
        >
          {showsAll ? `Show ${ROWS} of ${ordered.length} invariants` : `Show all ${ordered.length} invariants`}
        </button>
      )}
    </>
  )
}

interface RowProps {
  readonly id: string
  readonly kind: 'safety' | 'liveness'
  readonly label: string
  readonly statement: string
}

function InvariantRow({ id, kind, label, statement }: RowProps) {
  const session = useSession()
  const [held, count] = useLiveShallow(({ frame }) => {
    const verdict = frame?.verdicts.find((each) => each.id === id)
    return [verdict?.held ?? true, verdict?.violations ?? 0] as const
  })
  const cells = useLive(({ frame }) =>
    frame === null
      ? ''
      : cellsOf(
          frame.nowMs,
          frame.totalMs,
          frame.violationTimes[id] ?? NO_TIMES,
          CELLS,
          kind === 'safety' || frame.ended ? 0 : Infinity,
        )
          .map((cell) => cell[0])
          .join(''),
  )
  const isOver = useLive(({ frame }) => frame?.ended === true)
  const open = () => {
    const verdict = session.store.getState().frame?.verdicts.find((each) => each.id === id)
    if (verdict?.first) void session.openCase(verdict.first)
  }
  const isUntested = useLive(({ frame }) => frame === null || frame.events === 0)
  const standing = isUntested
    ? 'not tested yet'
    : held && kind === 'liveness' && !isOver
      ? 'judged at the end'
      : held
        ? 'holds so far'
        : `violated ${count} ${count === 1 ? 'time' : 'times'}`
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
