/** How the run stands, in one line for the last row of the room: the worst violation, or the invariant of its claim with its figure. Pure. */
import type { Snapshot } from '~/projections/frame'
import { formatFigures, formatNumber } from '../../session/claim-result'
import type { SimulationDescription } from '~/host/describe'

/** The line. */
export interface Ribbon {
  readonly standing: 'holds' | 'violated' | 'open'
  readonly text: string
  /** One sentence in figures about a violation; empty otherwise. */
  readonly evidence: string
}

type Described = Pick<SimulationDescription, 'claims' | 'invariants'>

/** Writes the line of a moment in a scenario; null before there is anything to say. */
export function ribbonOf(
  { verdicts, events, ended }: Pick<Snapshot, 'verdicts' | 'events' | 'ended'>,
  scenario: string,
  { claims, invariants }: Described,
): Ribbon | null {
  const labelOf = (id: string) => invariants.find((each) => each.id === id)?.label ?? id
  const own = Object.values(claims)
    .filter((claim) => claim.scenario === scenario)
    .map(({ invariant }) => invariant)
  const isOwn = ({ id }: { readonly id: string }) => own.includes(id)
  const violated = verdicts.filter(({ held }) => !held)
  const worst = violated.find(isOwn) ?? violated.toSorted((one, other) => other.violations - one.violations)[0]
  if (worst !== undefined) {
    const evidence = worst.worst ?? worst.first?.evidence
    const measure = evidence?.measure
    const figure = measure === undefined ? '' : `, ${formatNumber(measure.value)} of ${formatNumber(measure.bound)}`
    return { standing: 'violated', text: `Violated: ${labelOf(worst.id)}${figure}`, evidence: evidence?.summary ?? '' }
  }
  const shown = verdicts.find(isOwn) ?? verdicts.find(({ kind }) => kind === 'safety')
  if (shown === undefined) return null
  const label = labelOf(shown.id)
  if (events === 0) return { standing: 'open', text: `Not tested yet: ${label}`, evidence: '' }
  if (shown.kind === 'liveness' && !ended) {
    return { standing: 'open', text: `Judged at the end: ${label}`, evidence: '' }
  }
  const [figure] = formatFigures(shown.figures).split(' · ')
  return { standing: 'holds', text: `Holds: ${label}${figure === '' ? '' : `, ${figure}`}`, evidence: '' }
}
