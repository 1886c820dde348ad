/** Test of the testers: every invariant notices the defect that is made for it, and is content without it. */
import { testDefects } from '~/host/testing/defects'
import { parseAction } from '~/kernel/action'
import { runOf, type Run } from '~/kernel/run'
import { vocabularyOf } from '~/kernel/simulation'
import simulation from './index'

const CALM = 'rate:clients=900@0'
/** A tenant that goes over its limit by itself, so that there is something to stay blocked. */
const HOT = 'hot-tenant:clients=0.6@0'

/** A scenario with little load, cut to what it needs to show. */
function runWith(scenario: string, without: readonly string[]): Run {
  const vocabulary = vocabularyOf(simulation)
  const isFlood = scenario === 'abusive-actor'
  const { actions } = simulation.scenarios.find(({ id }) => id === scenario)!
  const lastMs = Math.max(0, ...actions.map((text) => parseAction(text, vocabulary).atMs))
  return runOf(simulation.diagram.id, {
    scenario,
    seed: 3,
    without,
    actions: isFlood ? [] : [parseAction(without.includes('sticky-block') ? HOT : CALM, vocabulary)],
    durationMs: Math.max(2_500, lastMs + 1_500),
  })
}

testDefects(simulation, runWith)
