/** Seeds that fuzzing has found. */
import { testFoundSeeds } from '~/host/testing/found-seeds'
import simulation from './index'

testFoundSeeds(simulation, [
  {
    seed: 880113,
    scenario: 'flapping',
    actions: ['rate:edge=372@0', 'crash:search/1@1627-2350', 'declines:maps=0.89@1950-2800'],
    broke: 'cuts-in-time',
    because: 'the checker counted business errors as answers, the breaker rightly does not',
  },
])
