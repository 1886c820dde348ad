/** The same run gives the same trace, however it is asked for; and what is done while it plays is part of the run. */
import { testDeterminism } from '~/host/testing/determinism'
import { runOf } from '~/kernel/run'
import simulation from './index'

testDeterminism(
  simulation,
  runOf('events', {
    scenario: 'steady',
    seed: 7,
    actions: [
      { verb: 'rate', target: { kind: 'box', box: 'orders' }, value: '30', atMs: 0 },
      { verb: 'rate', target: { kind: 'box', box: 'catalog' }, value: '30', atMs: 0 },
      { verb: 'rate', target: { kind: 'box', box: 'users' }, value: '30', atMs: 0 },
      { verb: 'freeze', target: { kind: 'box', box: 'search', instance: 1 }, atMs: 2_600, untilMs: 3_100 },
    ],
    durationMs: 4_000,
  }),
  [
    { verb: 'crash', target: { kind: 'box', box: 'kafka', instance: 1 }, forMs: 200 },
    { verb: 'poison', target: { kind: 'box', box: 'users' }, value: '2' },
    { verb: 'loss', target: { kind: 'arrow', from: 'orders', to: 'kafka' }, value: '0.5' },
  ],
  [
    { box: 'kafka', instance: 0, view: 'state' },
    { box: 'search', instance: 1, view: 'state' },
  ],
)
