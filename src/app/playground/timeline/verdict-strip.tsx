/** All invariants as one: each stretch of the run shows the worst of what they say about it. */
import { useMemo } from 'react'
import { useLive, useLiveShallow } from '../../session/session-context'
import { cellsOf, worstCells } from './axis'
import { Cells } from './cells'

const CELLS = 60

/** The strip, with the standing in words. */
export function VerdictStrip() {
  const invariants = useLive(({ description }) => description?.invariants)
  // What was recorded stays, wherever the playhead is.
  const [times, nowMs, totalMs, isOver] = useLiveShallow(({ head }) => [
    head?.violationTimes ?? null,
    head?.nowMs ?? 0,
    head?.totalMs ?? 0,
    head?.ended === true,
  ])
  const [violated, count, isTested] = useLiveShallow(({ head }) => [
    head?.verdicts.filter(({ held }) => !held).length ?? 0,
    head?.verdicts.length ?? 0,
    head !== null && head.events > 0,
  ])
  const cells = useMemo(() => {
    if (times === null || invariants === undefined || totalMs === 0) return ''
    // What is judged only at the end says nothing before; what is judged all along has held until now.
    const rows = invariants.map(({ id, kind }) =>
      cellsOf(nowMs, totalMs, times[id] ?? [], CELLS, kind === 'safety' || isOver ? 0 : Infinity),
    )
    return worstCells(rows)
      .map((cell) => cell[0])
      .join('')
  }, [times, invariants, nowMs, totalMs, isOver])
  return (
    <>
      <p className={`verdict-words tone-${violated > 0 ? 'failed' : 'allowed'}`}>
        {!isTested ? (
          <span className="verdict-untested">{count} invariants</span>
        ) : violated > 0 ? (
          `✕ ${violated} of ${count} violated`
        ) : (
          `✓ ${count} of ${count} hold`
        )}
      </p>
      <Cells cells={cells} />
    </>
  )
}
