/**
 * The limiter on a real Redis in real time, at its steady load of 10,000 requests a second. What is reached is told by the clock of the
 * wall: a machine that cannot keep up takes longer for the same run.
 */
import { runLive } from '~/host/live/run-live'
import { startRealServer } from '~/infra/redis/testing/real-server'
import { runOf } from '~/kernel/run'
import limiter from '~simulations/rate-limiter/index'

const DURATION_MS = 6_000
const SETTLE_MS = 1_000

const server = await startRealServer()
try {
  const run = runOf('rate-limiter', {
    scenario: 'steady', // So that a busy machine goes on asking Redis, and what is measured is the way to it.
    settings: { redisTimeoutMs: '1000' },
    durationMs: DURATION_MS,
    settleMs: SETTLE_MS,
  })
  const fromMs = performance.now()
  const before = process.cpuUsage()
  const report = await runLive(limiter, run, { stores: [{ kind: 'redis', url: server.url, isDisposable: true }] })
  const tookMs = performance.now() - fromMs
  const { user, system } = process.cpuUsage(before)
  const { arrows } = report.metrics as unknown as {
    readonly arrows: Readonly<
      Record<string, { readonly sent: number; readonly ok: number; readonly p50Ms: number; readonly p99Ms: number }>
    >
  }
  const toRedis = arrows['gateway~redis']!
  const requests = arrows['clients~gateway']!.sent + arrows['abuser~gateway']!.sent
  process.stdout.write(
    JSON.stringify({
      store: report.recording.stores['redis']!.title,
      requestsPerSecond: Math.round((requests * 1000) / tookMs),
      decisionsPerSecond: Math.round((toRedis.ok * 1000) / tookMs),
      secondsOfRun: (DURATION_MS + SETTLE_MS) / 1000,
      secondsTaken: Math.round(tookMs / 100) / 10,
      cpuSeconds: Math.round((user + system) / 100_000) / 10,
      p50Ms: toRedis.p50Ms,
      p99Ms: toRedis.p99Ms,
      unanswered: toRedis.sent - toRedis.ok,
      lagMs: report.recording.lag,
      violated: report.invariants.filter(({ held }) => !held).map(({ id }) => id),
    }),
  )
} finally {
  await server.stop()
}
