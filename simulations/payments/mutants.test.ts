/** Test of the testers: every invariant notices the defect that is made for it, and is content without it. */
import { testDefects } from '~/host/testing/defects'
import { parseAction } from '~/kernel/action'
import { runOf, type Run } from '~/kernel/run'
import { vocabularyOf } from '~/kernel/simulation'
import simulation from './index'

const CALM = 'rate:client=15@0'

/** A scenario with little load, cut to what it needs to show. */
function runWith(scenario: string, without: readonly string[]): Run {
  const vocabulary = vocabularyOf(simulation)
  const { actions } = simulation.scenarios.find(({ id }) => id === scenario)!
  const lastMs = Math.max(0, ...actions.map((text) => parseAction(text, vocabulary).atMs))
  return runOf(simulation.diagram.id, {
    scenario,
    seed: 3,
    without,
    actions: [parseAction(CALM, vocabulary)],
    durationMs: lastMs + 3_000,
  })
}

testDefects(simulation, runWith)
