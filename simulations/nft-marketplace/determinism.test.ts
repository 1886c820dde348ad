/** The same run gives the same trace, however it is asked for; and what is done while it plays is part of the run. */
import { testDeterminism } from '~/host/testing/determinism'
import { runOf } from '~/kernel/run'
import simulation from './index'

testDeterminism(
  simulation,
  runOf('nft-marketplace', {
    scenario: 'steady',
    seed: 7,
    settings: { blockMs: '1 s' },
    actions: [
      { verb: 'rate', target: { kind: 'box', box: 'web' }, value: '8', atMs: 0 },
      { verb: 'freeze', target: { kind: 'box', box: 'indexer' }, atMs: 2_000, untilMs: 4_000 },
    ],
    durationMs: 6_000,
  }),
  [
    { verb: 'crash', target: { kind: 'box', box: 'chain' }, forMs: 1_500 },
    { verb: 'crash-at', target: { kind: 'box', box: 'indexer' }, value: 'after-commit' },
    { verb: 'silent-socket', target: { kind: 'box', box: 'chain' }, forMs: 3_000 },
    { verb: 'villain', target: { kind: 'box', box: 'web' } },
  ],
  [
    { box: 'chain', instance: 0, view: 'state' },
    { box: 'postgres', instance: 0, view: 'tables' },
    { box: 'cache', instance: 0, view: 'keys' },
  ],
)
