/** What the rest owes when a part stays broken is noticed when it is not done. */
import { testUnhealedDefects } from '~/host/testing/unhealed-defects'
import simulation from './index'

testUnhealedDefects(simulation, [
  {
    unhealed: 'redis-gone',
    scenario: 'api-crash',
    without: 'endless-lease',
    breaks: 'no-endless-conflict',
    actions: ['rate:client=15@0'],
    durationMs: 6_000,
  },
])
