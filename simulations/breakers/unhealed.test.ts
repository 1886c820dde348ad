/** What the rest owes when a part stays broken is noticed when it is not done. */
import { testUnhealedDefects } from '~/host/testing/unhealed-defects'
import simulation from './index'

testUnhealedDefects(simulation, [
  {
    unhealed: 'vendor-dead',
    scenario: 'maps-down',
    without: 'no-probing',
    breaks: 'closes-again',
    actions: ['rate:edge=200@0'],
    durationMs: 6_000,
  },
])
