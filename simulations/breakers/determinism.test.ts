/** The same run gives the same trace, however it is asked for; and what is done while it plays is part of the run. */
import { testDeterminism } from '~/host/testing/determinism'
import simulation from './index'
import { runOf } from '~/kernel/run'

testDeterminism(
  simulation,
  runOf('breakers', {
    scenario: 'picture',
    seed: 7,
    actions: [
      { verb: 'rate', target: { kind: 'box', box: 'edge' }, value: '80', atMs: 0 },
      { verb: 'brown-out', target: { kind: 'box', box: 'vendor' }, value: '12', atMs: 300, untilMs: 1_100 },
    ],
    durationMs: 1_500,
  }),
  [
    { verb: 'crash', target: { kind: 'box', box: 'search', instance: 1 }, forMs: 200 },
    { verb: 'override', target: { kind: 'box', box: 'orders-breaker' }, value: 'forced-open', forMs: 300 },
    { verb: 'loss', target: { kind: 'arrow', from: 'pricing-breaker', to: 'vendor' }, value: '0.5' },
  ],
  [
    { box: 'tiles', instance: 0, view: 'keys' },
    { box: 'pricing-breaker', instance: 1, view: 'state' },
  ],
)
