/** The same run gives the same trace, however it is asked for; and what is done while it plays is part of the run. */
import { testDeterminism } from '~/host/testing/determinism'
import simulation from './index'

testDeterminism(
  simulation,
  {
    simulation: 'rate-limiter',
    scenario: 'partition',
    seed: 7,
    settings: {},
    without: [],
    actions: [
      { verb: 'rate', target: { kind: 'box', box: 'clients' }, value: '600', atMs: 0 },
      { verb: 'freeze', target: { kind: 'box', box: 'redis' }, atMs: 300, untilMs: 700 },
    ],
    durationMs: 1_200,
    redis: 'valkey',
  },
  [
    { verb: 'crash', target: { kind: 'box', box: 'gateway', instance: 1 }, forMs: 200 },
    { verb: 'command', target: { kind: 'box', box: 'redis' }, value: 'FLUSHALL' },
    { verb: 'loss', target: { kind: 'arrow', from: 'gateway', to: 'orders' }, value: '0.5' },
  ],
  [
    { box: 'redis', instance: 0, view: 'keys' },
    { box: 'gateway', instance: 1, view: 'state' },
  ],
)
