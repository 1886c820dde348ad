/** A scenario cut short: at little load, long enough to meet its first fault, with a second to settle. */
import { parseAction } from '~/kernel/action'
import { runOf, type Run } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'

/** No load with a rate has more requests per second than this; one that usually has fewer keeps what it has. */
const RATE_MAX = 150
/** How long the run goes on after its first fault, in milliseconds; and when that is taken to be if there is none. */
const AFTER_FAULT_MS = 700
const NO_FAULT_MS = 500
const SETTLE_MS = 1_000

/** The short run of a scenario. Its trace hash is pinned in the simulation's `hashes.json`. */
export function shortRun(simulation: AnySimulation, scenario: string): Run {
  const vocabulary = vocabularyOf(simulation)
  const { actions } = simulation.scenarios.find(({ id }) => id === scenario)!
  const faultsMs = actions.map((text) => parseAction(text, vocabulary).atMs)
  const firstMs = faultsMs.length === 0 ? NO_FAULT_MS : Math.min(...faultsMs)
  const calm = Object.entries(vocabulary.verbs).flatMap(([box, own]) =>
    own.flatMap(({ verb, isLoad, value }) =>
      verb === 'rate' && isLoad === true && value?.kind === 'number'
        ? [`rate:${box}=${Math.min(RATE_MAX, value.default)}@0`]
        : [],
    ),
  )
  return runOf(simulation.diagram.id, {
    scenario,
    seed: 7,
    actions: calm.map((text) => parseAction(text, vocabulary)),
    durationMs: firstMs + AFTER_FAULT_MS,
    settleMs: SETTLE_MS,
  })
}
