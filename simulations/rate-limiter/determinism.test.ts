/** The same run gives the same trace, however it is asked for; and what is done while it plays is part of the run. */
import { expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import { testDeterminism } from '~/host/testing/determinism'
import { bundleThreadProgram } from '~/infra/redis/testing/valkey-thread'
import { runOf, type Run } from '~/kernel/run'
import simulation from './index'

const RATE = { verb: 'rate', target: { kind: 'box', box: 'clients' }, value: '600', atMs: 0 } as const
const REDIS = { kind: 'box', box: 'redis' } as const

testDeterminism(
  simulation,
  runOf('rate-limiter', {
    scenario: 'partition',
    seed: 7,
    actions: [RATE, { verb: 'freeze', target: REDIS, atMs: 300, untilMs: 700 }],
    durationMs: 1_200,
  }),
  [
    { verb: 'crash', target: { kind: 'box', box: 'gateway', instance: 1 }, forMs: 200 },
    { verb: 'command', target: REDIS, value: 'FLUSHALL' },
    { verb: 'loss', target: { kind: 'arrow', from: 'gateway', to: 'orders' }, value: '0.5' },
  ],
  [
    { box: 'redis', instance: 0, view: 'keys' },
    { box: 'gateway', instance: 1, view: 'state' },
  ],
)

test('Valkey in a thread of its own gives the same run, through every way to lose its data', async () => {
  const run: Run = runOf('rate-limiter', {
    scenario: 'steady',
    seed: 7,
    actions: [
      RATE,
      { verb: 'oom', target: REDIS, atMs: 900, untilMs: 1_100 },
      { verb: 'failover', target: REDIS, value: '700', atMs: 1_900 },
      { verb: 'crash', target: REDIS, atMs: 2_300, untilMs: 2_500 },
      { verb: 'crash-lose', target: REDIS, atMs: 2_800 },
      { verb: 'command', target: REDIS, value: 'CONFIG SET maxmemory-policy allkeys-lru', atMs: 2_900 },
    ],
    durationMs: 3_000,
  })
  const program = await bundleThreadProgram()
  try {
    const report = await runToEnd(simulation, run, { program: program.url })
    expect(report).toEqual(await runToEnd(simulation, run))
    expect(report.events).toBeGreaterThan(10_000)
  } finally {
    program.remove()
  }
})
