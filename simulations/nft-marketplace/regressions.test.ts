/** Seeds that fuzzing has found. */
import { testFoundSeeds } from '~/host/testing/found-seeds'
import simulation from './index'

testFoundSeeds(simulation, [
  {
    seed: 312,
    scenario: 'silent-socket',
    actions: ['restart:web@2125'],
    broke: 'every-tx-ends',
    because: 'what a page had sent that was restarted was still waited for by the checker',
  },
])
