/** The run's summary as JSON: what it is, how its invariants stand, and the figures of the moment shown. Pure. */
import type { Moment } from '~/projections/annals'
import { formatRunUrl } from '../../run-url'

/** Writes the summary; `address` is that of the playground, to which the run's link is added. */
export function summaryOf(moment: Moment, address: string): string {
  const { run, nowMs, events, hash, ended, verdicts, boxes, arrows, marks } = moment
  const figures = <Part extends { readonly figures: unknown }>(parts: Readonly<Record<string, Part>>) =>
    Object.fromEntries(Object.entries(parts).map(([id, part]) => [id, part.figures]))
  // A run of too many acts fits into no address; `run` has them all.
  const query = formatRunUrl(run)
  return JSON.stringify(
    {
      run,
      link: query === null ? null : `${address}?${query}`,
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
