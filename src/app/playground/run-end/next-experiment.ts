/** What is worth trying after a run. Pure. */
import type { Diagram } from '~/kernel/diagram'
import type { Run } from '~/kernel/run'
import type { SimulationDescription } from '~/host/describe'
import { sideOf, type ClaimResult, type Side } from '../../session/claim-result'

/** One side of one claim. */
export interface Experiment {
  readonly claim: string
  readonly side: Side
}

/**
 * The other side of the claim that was just tested; else the first claim that was not tested with its safeguard off. Null once
 * everything was.
 */
export function nextExperiment(
  diagram: Diagram,
  proofs: SimulationDescription['claims'],
  run: Run,
  results: Readonly<Record<string, ClaimResult>>,
): Experiment | null {
  for (const { id } of diagram.claims) {
    const proof = proofs[id]
    const side = proof === undefined ? null : sideOf(run, id, proof)
    if (side === null) continue
    const other = side === 'with' ? 'without' : 'with'
    if (results[id]?.[other] === undefined) return { claim: id, side: other }
  }
  const untested = diagram.claims.find(({ id }) => proofs[id] !== undefined && results[id]?.without === undefined)
  return untested === undefined ? null : { claim: untested.id, side: 'without' }
}
