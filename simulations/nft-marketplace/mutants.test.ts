/** Test of the testers: every invariant notices the defect that is made for it, and is content without it. */
import { testDefects } from '~/host/testing/defects'
import { runOf, type Run } from '~/kernel/run'
import simulation from './index'

/** A scenario on a chain with a block each second, which shows in a sixth of the time what six-second blocks do. */
function runWith(scenario: string, without: readonly string[]): Run {
  const { durationMs } = simulation.scenarios.find(({ id }) => id === scenario)!
  return runOf(simulation.diagram.id, { scenario, seed: 3, without, settings: { blockMs: '1 s' }, durationMs })
}

// What holds without a defect, in the same runs, stands in scenarios.test.ts.
testDefects(simulation, runWith, { areWhole: true })
