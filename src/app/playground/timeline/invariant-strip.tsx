/** One row for each invariant: where it held, where it did not, what is ahead. What was recorded stays while the past is shown. */
import { useMemo } from 'react'
import type { SimulationDescription } from '~/host/describe'
import { useLive, useLiveShallow, useSession } from '../../session/session-context'
import { cellsOf } from './axis'
import { Cells } from './cells'

const CELLS = 60
const NO_TIMES: readonly number[] = []
const NO_INVARIANTS: SimulationDescription['invariants'] = []

/** The strip. */
export function InvariantStrip() {
  const invariants = useLive(({ description }) => description?.invariants) ?? NO_INVARIANTS
  const ofClaims = useLive(({ description }) => description?.claims)
  const broken = useLive(({ head }) =>
    (head?.verdicts ?? [])
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
  return (
    <ul className="strip" aria-label="Invariants">
      {ordered.map(({ id, kind, label, statement }) => (
        <InvariantRow key={id} id={id} kind={kind} label={label} statement={statement} />
      ))}
    </ul>
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
  const [held, count] = useLiveShallow(({ head }) => {
    const verdict = head?.verdicts.find((each) => each.id === id)
    return [verdict?.held ?? true, verdict?.violations ?? 0] as const
  })
  const cells = useLive(({ head }) =>
    head === null
      ? ''
      : cellsOf(
          head.nowMs,
          head.totalMs,
          head.violationTimes[id] ?? NO_TIMES,
          CELLS,
          kind === 'safety' || head.ended ? 0 : Infinity,
        )
          .map((cell) => cell[0])
          .join(''),
  )
  const isOver = useLive(({ head }) => head?.ended === true)
  const open = () => {
    const verdict = session.store.getState().head?.verdicts.find((each) => each.id === id)
    if (verdict?.first) void session.openCase(verdict.first)
  }
  const isUntested = useLive(({ head }) => head === null || head.events === 0)
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
