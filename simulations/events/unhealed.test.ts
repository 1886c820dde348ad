/** What the rest owes when a part stays broken is noticed when it is not done. */
import { testUnhealedDefects } from '~/host/testing/unhealed-defects'
import simulation from './index'

testUnhealedDefects(simulation, [
  {
    unhealed: 'search-halved',
    scenario: 'zombie-reader',
    without: 'no-rejoin',
    breaks: 'groups-stable',
    actions: ['rate:orders=40@0', 'rate:catalog=40@0', 'rate:users=40@0'],
    durationMs: 18_000,
  },
])
