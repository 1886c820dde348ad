/** The migrations and the claims' scenarios on a native PostgreSQL and a native Redis, which know nothing of any of this. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodeHost, runToEnd } from '~/host/node'
import { connectLiveEngine as connectPostgres } from '~/infra/postgres/live'
import { startRealServer as startPostgres } from '~/infra/postgres/testing/real-server'
import { connectLiveEngine as connectRedis } from '~/infra/redis/live'
import { startRealServer as startRedis } from '~/infra/redis/testing/real-server'
import type { RealServer } from '~/infra/testing/real-server'
import { parseAction } from '~/kernel/action'
import type { Host } from '~/kernel/engine'
import { runOf, type Run } from '~/kernel/run'
import { vocabularyOf } from '~/kernel/simulation'
import simulation from './index'

let servers: RealServer[] = []
let host: Host

beforeAll(async () => {
  servers = [await startPostgres(), await startRedis()]
  const [postgres, redis] = servers as [RealServer, RealServer]
  const clock = { nowMs: () => 0 }
  host = {
    ...nodeHost,
    engines: {
      postgres: await connectPostgres({ url: postgres.url, schema: 'run', hasVirtualTime: true }, clock),
      redis: await connectRedis({ url: redis.url, isDisposable: true }),
    },
  }
}, 60_000)
afterAll(() => Promise.all(servers.map((server) => server.stop())))

/** What only Valkey in WebAssembly can do, a live Redis does not: it fails over by itself, if at all. */
const NOT_LIVE = /^(failover|crash-lose|oom):keys/

function runWith(scenario: string, without: readonly string[]): Run {
  const vocabulary = vocabularyOf(simulation)
  return runOf(simulation.diagram.id, {
    scenario,
    seed: 5,
    // Redis keeps real time, of which a run takes little: marks must not outlast it.
    settings: { markMs: '20' },
    without,
    actions: [parseAction('rate:client=10@0', vocabulary)],
  })
}

/** The simulation without what a live server cannot do. */
const live = {
  ...simulation,
  scenarios: simulation.scenarios.map((scenario) => ({
    ...scenario,
    actions: scenario.actions.filter((action) => !NOT_LIVE.test(action)),
  })),
}

describe.each(Object.entries(simulation.claims))('%s', (claim, { scenario, invariant }) => {
  test('with its safeguard every invariant holds', async () => {
    const { invariants, metrics } = await runToEnd(live, runWith(scenario, []), { host })
    expect(invariants.filter(({ held }) => !held)).toEqual([])
    expect(Object.keys(metrics).length).toBeGreaterThan(0)
  })

  test(`without it ${invariant} is broken`, async () => {
    const { invariants } = await runToEnd(live, runWith(scenario, [claim]), { host, until: invariant })
    expect(invariants.find(({ id }) => id === invariant)!.held).toBe(false)
  })
})
