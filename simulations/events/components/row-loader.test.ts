import { expect, test } from 'vitest'
import { playPostgresRun, type Doing } from '~/infra/postgres/testing/postgres-run'
import type { PostgresClient } from '~/infra/postgres/port'
import { type Clock, RUN_EPOCH_MS } from '~/kernel/time'
import { migrations } from '../warehouse-schema'
import { type Row, RowLoader } from './row-loader'

function row(event: string, given: Partial<Row> = {}): Row {
  const [aggregate, version] = event.split(':') as [string, string]
  const about = { topic: 'orders.v1', aggregate, version: Number(version), kind: 'paid', place: null }
  return { event, ...about, amount: 250, currency: 'EUR', at: RUN_EPOCH_MS, ...given }
}

/** What the work of one client comes to. */
async function play(
  work: (client: PostgresClient, loader: RowLoader, clock: Clock) => Promise<unknown>,
  actions: string[] = [],
) {
  const doing: Doing = [1_000, (client, { clock }) => work(client, new RowLoader(client, clock), clock)]
  const run = await playPostgresRun({ migrations, doings: [doing], actions, durationMs: 200_000 })
  return run.outcomes[0]!.result
}

async function countOf(client: PostgresClient, table: string): Promise<number> {
  return Number((await client.query(`SELECT count(*) AS count FROM ${table}`)).rows[0]!['count'])
}

test('an event is loaded and counted once, however often it comes', async () => {
  const result = await play(async (client, loader) => {
    const first = await loader.add([row('o1:2'), row('o2:2'), row('o1:2')])
    const second = await loader.add([row('o2:2'), row('o3:2', { amount: 100 })])
    const { rows } = await client.query('SELECT orders, paid::text FROM revenue')
    return { first, second, rows, events: await countOf(client, 'events') }
  })
  expect(result).toEqual({
    first: ['new', 'new', 'known'],
    second: ['known', 'new'],
    rows: [{ orders: 3, paid: expect.stringMatching(/^6\.0+$/) as string }],
    events: 3,
  })
})

test('a row that the database does not take is found, and keeps no other from being loaded', async () => {
  const result = await play(async (client, loader) => {
    const rows = ['o1:1', 'o2:1', 'o3:1', 'o4:1', 'o5:1'].map((event) => row(event))
    rows[3] = row('o4:1', { place: 'Pa\u0000ris' })
    const loaded = await loader.add(rows)
    return [loaded.map((each) => (each instanceof Error ? each.name : each)), await countOf(client, 'events')]
  })
  expect(result).toEqual([['new', 'new', 'new', 'PostgresError', 'new'], 4])
})

test('rows that come while a load is under way are one load', async () => {
  const result = await play(async (_client, loader) => {
    const first = loader.add([row('o1:1')])
    const others = ['o2:1', 'o3:1', 'o4:1'].map((event) => loader.add([row(event)]))
    await Promise.all([first, ...others])
    return loader.load
  })
  expect(result).toEqual({ loads: 2, waitingRows: 0 })
})

test('if the connection is lost nobody knows what became of the rows, and the next attempt tells', async () => {
  const result = await play(
    async (_client, loader, clock) => {
      await loader.add([row('o1:1')])
      await clock.sleep(2_000 - clock.monotonicMs())
      const failure = await loader.add([row('o2:1')]).catch((error: Error) => error.name)
      await clock.sleep(3_000 - clock.monotonicMs())
      return [failure, await loader.add([row('o2:1')])]
    },
    ['lost-at-commit:postgres=1@1500-2500'],
  )
  expect(result).toEqual(['CallError', ['known']])
})

test('rows of minutes ago make room, and their counts stay', async () => {
  const result = await play(async (client, loader, clock) => {
    const loads: number[] = []
    for (let halfMinute = 0; halfMinute < 6; halfMinute += 1) {
      await loader.add([row(`o${halfMinute}:1`, { at: RUN_EPOCH_MS + halfMinute * 30_000 })])
      loads.push(await countOf(client, 'events'))
      await clock.sleep(30_000)
    }
    return [loads, Number((await client.query('SELECT sum(events) AS sum FROM event_counts')).rows[0]!['sum'])]
  })
  expect(result).toEqual([[1, 2, 3, 3, 3, 3], 6])
})
