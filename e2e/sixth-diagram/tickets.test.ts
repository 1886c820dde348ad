/** The tests that every diagram may have for the asking. */
import { testDeterminism } from '~/host/testing/determinism'
import simulation from './index'
import { runOf } from '~/kernel/run'

testDeterminism(
  simulation,
  runOf('tickets', {
    scenario: 'crowds',
    seed: 7,
    actions: [{ verb: 'crash', target: { kind: 'box', box: 'office', instance: 1 }, atMs: 300, untilMs: 600 }],
    durationMs: 1_000,
  }),
  [
    { verb: 'slow', target: { kind: 'box', box: 'seats' }, value: '20', forMs: 200 },
    { verb: 'loss', target: { kind: 'arrow', from: 'fans', to: 'office' }, value: '0.5' },
  ],
  [{ box: 'seats', instance: 0, view: 'state' }],
)
