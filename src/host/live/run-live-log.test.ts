/** The event platform on a real cluster that this test starts: what it comes to, and that its recording is executed anew to the same hash. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLogClients, utf8Bytes } from '~/infra/log/client'
import { connectLiveLog, type LiveLog } from '~/infra/log/live'
import { live } from '~/infra/log/live-node'
import { inspectLive } from '~/infra/log/live/inspect'
import { LiveClock } from '~/infra/log/live/live-clock'
import type { LiveLogEngine } from '~/infra/log/live/live-log'
import type { LogRequest } from '~/infra/log/protocol/api'
import { type RealKafka, realKafkaJars, startRealKafka } from '~/infra/log/testing/real-kafka'
import { startRealServer as startPostgres } from '~/infra/postgres/testing/real-server'
import type { RealServer } from '~/infra/testing/real-server'
import type { CallOptions, InspectQuery, Message } from '~/kernel/component'
import { createRng } from '~/kernel/random'
import { runOf } from '~/kernel/run'
import type { AnySimulation, World } from '~/kernel/simulation'
import events from '~simulations/events/index'
import { runLive } from './run-live'
import { failedOf, playedInTime } from './testing/played-in-time'

/** Short and with little load: a test shares its machine. */
function shortened(durationMs: number, actions: readonly string[]): AnySimulation {
  const known = events.scenarios.find(({ id }) => id === 'steady')!
  return { ...events, scenarios: [{ ...known, durationMs, settleMs: 6_000, actions }] } as unknown as AnySimulation
}

/** However busy the machine is: this only ends what would never end. */
const SOON = { timeout: 150_000 }

// In CI a Kafka that is not there is a failure; elsewhere `npm test` names what was not run.
describe.skipIf(realKafkaJars() === null && !process.env['CI'])('a real cluster', () => {
  let kafka: RealKafka
  let postgres: RealServer
  let outside: LiveLog

  beforeAll(async () => {
    ;[kafka, postgres] = await Promise.all([startRealKafka(3), startPostgres()])
    outside = connectLiveLog({ bootstrapServers: kafka.bootstrapServers })
  })

  afterAll(async () => {
    outside?.close()
    await Promise.all([kafka?.stop(), postgres?.stop()])
  })

  function storeHere() {
    return { kind: 'log', url: kafka.bootstrapServers.join(','), isDisposable: true }
  }

  /** A real one, too: booting an engine in this process would hold up the run. */
  function warehouse() {
    return { kind: 'postgres', url: postgres.url, isDisposable: true }
  }

  async function topicsOf(suffix: string): Promise<string[]> {
    const topics = await outside.admin.describeTopics()
    return topics.map(({ name }) => name).filter((name) => name.startsWith(`boxes.${suffix}.`))
  }

  test('events go through it, it keeps nothing of them, and the recording gives the same trace', async (context) => {
    const simulation = shortened(8_000, ['rate:orders=10@0', 'rate:catalog=4@0', 'rate:users=4@0'])
    const names = { suffix: 'feed0001' }
    const report = await playedInTime(context, simulation, () => {
      return runLive(simulation, runOf('events', { scenario: 'steady' }), { stores: [storeHere(), warehouse()], names })
    })
    expect(failedOf(report)).toEqual([])
    expect(report.leftOut).toEqual([])
    const reached = report.invariants.find(({ id }) => id === 'nothing-lost')!.figures as {
      readonly acknowledged: number
    }
    expect(reached.acknowledged).toBeGreaterThan(100)
    expect(report.removed).toContain('log: 8 topics and 4 consumer groups boxes.feed0001.*')
    // A deletion is acknowledged before every broker has heard of it.
    await expect.poll(() => topicsOf('feed0001'), SOON).toEqual([])
    expect(await outside.admin.describeGroup('boxes.feed0001.search')).toMatchObject({ state: 'Dead' })
  })

  test('the inspector shows it as it shows any broker, and nothing that is not of the run', async () => {
    await outside.admin.createTopics([{ name: 'of-others', partitions: 1, replicationFactor: 1 }])
    const store = await live.open(storeHere(), { suffix: 'feed0002' })
    const engine = (await store.engine(NO_WORLD)) as LiveLogEngine
    const clients = clientsOf(engine)
    await clients.admin.createTopics([{ name: 'orders', partitions: 2, replicationFactor: 3 }])
    const producer = clients.producer()
    const { offset } = await producer.send({
      topic: 'orders',
      partition: 1,
      key: utf8Bytes('k'),
      value: utf8Bytes('v'),
    })
    expect(offset).toBe(0)
    await clients.admin.alterGroupOffsets('readers', [{ topic: 'orders', partition: 1, offset: 1 }])
    const seen = async (query: InspectQuery) => JSON.stringify(await inspectLive(engine, 0, query))
    expect(await seen({ view: 'state' })).toMatch(/broker 0 · leads \d of 2 replicas/)
    expect(await seen({ view: 'partitions' })).toContain('"orders-1"')
    expect(await seen({ view: 'groups' })).toContain('"readers"')
    expect(await seen({ view: 'records', topic: 'orders', partition: 1 })).toMatch(/\[0,"-?\d+\.\d{3} s","k","v",""/)
    expect(await seen({ view: 'line', line: 'consume orders' })).toContain('orders-1@0')
    expect(await topicsOf('feed0002')).toEqual(['boxes.feed0002.orders'])
    for (const view of ['state', 'partitions', 'groups']) expect(await seen({ view })).not.toMatch(/of-others|boxes\./)
    await producer.close()
    expect(await store.clean()).toEqual(['1 topics and 1 consumer groups boxes.feed0002.*'])
    await expect.poll(() => topicsOf('feed0002'), SOON).toEqual([])
    expect((await outside.admin.describeTopics()).map(({ name }) => name)).toContain('of-others')
    await store.close()
  })
})

/** A live engine looks at nothing of the run. */
const NO_WORLD = {} as World

/** A run that has just begun. */
class RunClock extends LiveClock {
  override nowMs(): number {
    return 0
  }
}

/** Clients over the engine, as boxes of a run have them over an arrow. */
function clientsOf({ live: brokers }: LiveLogEngine) {
  const clock = new RunClock()
  const caller = { from: 'test', fromInstance: 0 }
  const call = <Reply>(_box: string, message: Message, { instance = 0 }: CallOptions) =>
    brokers.ask(caller, instance, message as LogRequest) as Promise<Reply>
  return createLogClients({ call, clock, rng: createRng(1) }, 'cluster')
}
