/** The run's summary as JSON: what it is, how its invariants stand, and the figures of the moment shown. Pure. */
import { formatRunQuery } from '~/kernel/run-query'
import type { Moment } from '~/projections/frame'

/** Writes the summary; `address` is that of the playground, to which the run's link is added. */
export function summaryOf(moment: Moment, address: string): string {
  const { run, nowMs, events, hash, ended, verdicts, boxes, arrows, marks } = moment
  const figures = <Part extends { readonly figures: unknown }>(parts: Readonly<Record<string, Part>>) =>
    Object.fromEntries(Object.entries(parts).map(([id, part]) => [id, part.figures]))
  return JSON.stringify(
    {
      run,
      link: `${address}?${formatRunQuery(run)}`,
      virtualMs: nowMs,
      ended,
      events,
      traceHash: hash,
      invariants: verdicts.map(({ id, kind, held, violations, first, figures: own }) => {
        return { id, kind, held, violations, first, figures: own }
      }),
      faults: marks,
      figures: { overMs: 1000, boxes: figures(boxes), arrows: figures(arrows) },
    },
    null,
    2,
  )
}
