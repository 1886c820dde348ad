/** Test of the testers: every invariant notices the defect that is made for it. Without one, `scenarios.test.ts` plays the same. */
import { testDefects } from '~/host/testing/defects'
import { runOf } from '~/kernel/run'
import simulation from './index'

testDefects(simulation, (scenario, without) => runOf(simulation.diagram.id, { scenario, seed: 5, without }), {
  areWhole: true,
})
