/** Seeds that fuzzing has found. */
import { testFoundSeeds } from '~/host/testing/found-seeds'
import simulation from './index'

testFoundSeeds(simulation, [
  {
    seed: 9000023,
    scenario: 'below-minimum',
    settings: { lingerMs: '7' },
    actions: [
      'rate:orders=54@0',
      'rate:catalog=248@0',
      'rate:users=438@0',
      'crash:users@1546-1920',
      'reply-lost:kafka~notifications/0=0.71@525-2354',
    ],
    broke: 'nothing-lost',
    because: 'a reader waited half a minute for one lost answer about metadata, and owned partitions meanwhile',
  },
  {
    seed: 9000020,
    scenario: 'steady',
    settings: { lingerMs: '8', stopShare: '0.56', replayAttemptsMax: '4', replayEveryMs: '8125' },
    actions: ['rate:orders=101@0', 'rate:catalog=341@0', 'rate:users=302@0', 'retention-cut:kafka=543@2500'],
    broke: 'nothing-lost',
    because: 'the checker asked for what retention had deleted',
  },
  {
    seed: 9000051,
    scenario: 'dependency-down',
    actions: ['rate:orders=75@0', 'rate:catalog=85@0', 'rate:users=105@0', 'crash:kafka/1@153-2559'],
    broke: 'groups-stable',
    because: 'topics that could not be made with too few brokers were not asked for again',
  },
  {
    seed: 9000091,
    scenario: 'lost-acknowledgements',
    unhealed: 'broker-gone',
    actions: ['rate:orders=119@0', 'rate:catalog=119@0', 'rate:users=150@0', 'freeze:kafka/2@889'],
    broke: 'groups-stable',
    because: 'a broker that never was there makes topics of three replicas impossible, and the contract did not say so',
  },
])
