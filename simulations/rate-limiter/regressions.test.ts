/** Seeds that fuzzing has found. */
import { testFoundSeeds } from '~/host/testing/found-seeds'
import simulation from './index'

testFoundSeeds(simulation, [
  {
    seed: 777023,
    scenario: 'concurrent-burst',
    actions: ['rate:abuser=164@0', 'freeze:gateway@530-890'],
    broke: 'within-limit',
    because: 'a gateway that woke acted on a decision of long ago',
  },
  {
    seed: 777068,
    scenario: 'clock-skew',
    actions: ['crash-lose:redis@1468', 'slow-script:redis=9.6@115-1709'],
    broke: 'decided-in-time',
    because: 'to load a script and ask again had a deadline each',
  },
  {
    seed: 5100077,
    scenario: 'abusive-actor',
    actions: ['skew:redis=-1004.36@680'],
    broke: 'atomic-consumption',
    because: 'the timer of a Redis with a wrong clock expired its keys by the right one',
  },
  {
    seed: 5000106,
    scenario: 'redis-failover',
    actions: ['partition:gateway/2~redis=both@731-786'],
    durationMs: 1_500,
    settings: { searchPolicy: 'fail-open' },
    broke: 'outage-contract',
    because: 'the checker counted what a route that fails open lets through against the limits of others',
  },
  {
    seed: 5400758,
    scenario: 'retry-storm',
    actions: ['rate:clients=3000@0', 'duplicate:gateway/0~redis=0.29@2503-3179'],
    durationMs: 3_150,
    broke: 'honest-answers',
    because: 'the checker took the second of two answers for the one that the gateway got',
  },
  {
    seed: 28,
    scenario: 'concurrent-burst',
    actions: ['rate:clients=266@0', 'rate:abuser=144@0', 'crash:gateway@1042-1783'],
    durationMs: 3_000,
    settings: { algorithm: 'sliding-counter' },
    broke: 'recovers',
    because: 'the checker counted a window request by request where the algorithm estimates',
  },
])
