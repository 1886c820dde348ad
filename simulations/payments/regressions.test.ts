/** Seeds that fuzzing has found. */
import { testFoundSeeds } from '~/host/testing/found-seeds'
import simulation from './index'

testFoundSeeds(simulation, [
  {
    seed: 880128,
    scenario: 'api-crash',
    actions: ['skew:keys=9983.02@1669-2625'],
    broke: 'no-endless-conflict',
    because: 'a mark in Redis outlived the jump of its clock',
  },
  {
    seed: 880128,
    scenario: 'api-crash',
    actions: ['skew:ledger=9983.02@1669-2625'],
    broke: 'no-endless-conflict',
    because: 'a lease in Postgres outlived the jump of its clock',
  },
])
