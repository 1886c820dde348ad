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
  {
    seed: 7000065,
    scenario: 'maps-down',
    actions: [],
    durationMs: 6_000,
    settings: { failureRate: '0.95' },
    unhealed: 'tiles-gone',
    broke: 'recovers',
    because: 'without the cache the provider has another load than before',
  },
  {
    seed: 7000129,
    scenario: 'payments-errors',
    actions: ['restart:payments@248'],
    durationMs: 750,
    settings: { slowCallMs: '103' },
    broke: 'closes-again',
    because: 'a breaker to which a cold provider is a slow one never lets it get warm',
  },
  {
    seed: 7100089,
    scenario: 'maps-down',
    actions: ['restart:search/1@4393'],
    durationMs: 6_000,
    settings: { tryTimeoutMs: '178', windowMs: '3900', openMaxMs: '2327', jitter: '1' },
    broke: 'closes-again',
    because: 'callers who come back sooner than in the drawing keep a cold provider down',
  },
  {
    seed: 7100100,
    scenario: 'caller-timeout',
    actions: ['rate:edge=219@0'],
    durationMs: 6_000,
    settings: { tryTimeoutMs: '179', window: 'count', failureRate: '0.81', jitter: '1' },
    broke: 'recovers',
    because: 'callers who wait less than in the drawing see a cold provider fail',
  },
  {
    seed: 7400757,
    scenario: 'write-during-outage',
    actions: ['rate:edge=146@0'],
    durationMs: 6_000,
    broke: 'closes-again',
    because: 'a provider lost what one round of probes had warmed before the next one came',
  },
  {
    seed: 7400926,
    scenario: 'caller-timeout',
    actions: ['rate:edge=489@0'],
    durationMs: 6_000,
    broke: 'recovers',
    because: 'the provider with the least load needed as many answers as the others to be warm',
  },
])
