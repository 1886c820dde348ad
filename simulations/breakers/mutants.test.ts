/** Test of the testers: every invariant notices the defect that is made for it, and is content without it. */
import { testDefects } from '~/host/testing/defects'
import simulation from './index'

testDefects(simulation, (scenario, without) => ({
  simulation: simulation.diagram.id,
  scenario,
  seed: 3,
  settings: {},
  without,
  actions: [],
  redis: 'valkey',
}))
