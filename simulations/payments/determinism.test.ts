/** The same run gives the same trace, however it is asked for; and what is done while it plays is part of the run. */
import { testDeterminism } from '~/host/testing/determinism'
import simulation from './index'
import { runOf } from '~/kernel/run'

testDeterminism(
  simulation,
  runOf('payments', {
    scenario: 'publish-crash',
    seed: 7,
    actions: [
      { verb: 'rate', target: { kind: 'box', box: 'client' }, value: '40', atMs: 0 },
      { verb: 'freeze', target: { kind: 'box', box: 'keys' }, atMs: 300, untilMs: 700 },
    ],
    durationMs: 2_500,
  }),
  [
    { verb: 'crash', target: { kind: 'box', box: 'ledger' }, forMs: 200 },
    { verb: 'crash-at', target: { kind: 'box', box: 'api' }, value: 'after-commit' },
    { verb: 'failover', target: { kind: 'box', box: 'ledger' }, value: '300' },
    { verb: 'sql', target: { kind: 'box', box: 'ledger' }, value: 'UPDATE outbox SET available_at = now()' },
  ],
  [
    { box: 'ledger', instance: 0, view: 'tables' },
    { box: 'outbox', instance: 0, view: 'state' },
    { box: 'keys', instance: 0, view: 'keys' },
  ],
)
