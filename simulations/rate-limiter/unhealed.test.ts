/** What the rest owes when a part stays broken is noticed when it is not done. */
import { testUnhealedDefects } from '~/host/testing/unhealed-defects'
import simulation from './index'

testUnhealedDefects(simulation, [
  {
    unhealed: 'gateway-cut-off',
    scenario: 'redis-crash',
    without: 'no-probe',
    breaks: 'gateways-agree',
    actions: ['rate:clients=900@0'],
    durationMs: 5_000,
  },
])
