/** S3, its other half: while one dependency fails, its neighbours are as fast and as successful as they are without. */
import { expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import type { TraceEvent } from '~/kernel/trace'
import { DEPENDENCIES, type Dependency } from './dependencies'
import simulation from './index'
import type { CallFact } from './requests'
import { runOf } from '~/kernel/run'

/** How far a neighbour's p99 and success may be from what they are without the fault. */
const TOLERANCE = 0.05
const SEEDS = [1, 2, 3]

interface Quality {
  readonly p99Ms: number
  readonly success: number
}

/** What callers of each dependency saw between 3 s and 7 s of a run, over all seeds. */
async function watch(actions: string): Promise<Record<Dependency, Quality>> {
  const latencies: Record<string, number[]> = {}
  const successes: Record<string, number> = {}
  for (const seed of SEEDS) {
    const step = ({ key, t, data }: TraceEvent) => {
      if (key !== 'call' || t < 3_000 || t > 7_000) return
      const { dependency, outcome, latencyMs } = data as CallFact
      ;(latencies[dependency] ??= []).push(latencyMs)
      if (outcome === 'success' || outcome === 'ignored') successes[dependency] = (successes[dependency] ?? 0) + 1
    }
    await runToEnd(
      simulation,
      runOf('breakers', {
        scenario: 'steady',
        seed,
        actions: actions === '' ? [] : [{ verb: 'crash', target: { kind: 'box', box: actions }, atMs: 2_000 }],
        durationMs: 7_000,
        settleMs: 0,
      }),
      { observers: [{ step }] },
    )
  }
  return Object.fromEntries(
    DEPENDENCIES.map((dependency) => {
      const all = latencies[dependency]!.toSorted((a, b) => a - b)
      return [
        dependency,
        { p99Ms: all[Math.floor(all.length * 0.99)]!, success: (successes[dependency] ?? 0) / all.length },
      ]
    }),
  ) as Record<Dependency, Quality>
}

test('a dependency that is down costs its neighbours nothing', async () => {
  const baseline = await watch('')
  for (const culprit of DEPENDENCIES) {
    const seen = await watch(culprit)
    expect(seen[culprit].success).toBeLessThan(0.1)
    for (const neighbour of DEPENDENCIES.filter((each) => each !== culprit)) {
      const [now, before] = [seen[neighbour], baseline[neighbour]]
      expect(Math.abs(now.p99Ms / before.p99Ms - 1), `${culprit} down: p99 of ${neighbour}`).toBeLessThan(TOLERANCE)
      expect(Math.abs(now.success - before.success), `${culprit} down: success of ${neighbour}`).toBeLessThan(TOLERANCE)
    }
  }
})
