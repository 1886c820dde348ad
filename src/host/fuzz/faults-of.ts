/** The faults among the acts of a run: all that are no levels of load. */
import { verbOf, type Action } from '~/kernel/action'
import type { Run } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'

/** In the order in which they stand in the run. */
export function faultsOf(simulation: AnySimulation, { actions }: Run): Action[] {
  const vocabulary = vocabularyOf(simulation)
  return actions.filter((action) => verbOf(vocabulary, action).isLoad !== true)
}
