/** Test of the testers: every invariant notices the defect that is made for it, and is content without it. */
import { testDefects } from '~/host/testing/defects'
import simulation from './index'
import { runOf } from '~/kernel/run'

testDefects(simulation, (scenario, without) =>
  runOf(simulation.diagram.id, {
    scenario,
    seed: 3,
    without,
  }),
)
