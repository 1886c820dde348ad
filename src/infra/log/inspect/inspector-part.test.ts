/** What the inspector gets of a broker, after a small shop has run on the cluster. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { InspectQuery } from '~/kernel/component'
import type { LanesPanel, Panel, TablePage } from '~/kernel/panel'
import { createLogClients, createRegistryClient } from '../client'
import type { LogRun } from '../testing/log-run'
import { playShop, SUBJECT, TOPIC } from '../testing/shop-run'

let run: LogRun
const CLASH = '{"type":"record","name":"Order","fields":[{"name":"sum","type":"long"}]}'

beforeAll(async () => {
  run = await playShop(
    [],
    [
      [
        18_000,
        async ({ context }) => {
          const registry = createRegistryClient(context, 'kafka', { timeoutMs: 5_000, retries: 0 })
          await registry.register(SUBJECT, CLASH).catch((error: Error) => error.name)
          const { admin, consumer, producer } = createLogClients(context, 'kafka')
          await admin.createTopics([{ name: 'quiet', partitions: 1, replicationFactor: 2 }])
          await producer().send({ topic: 'quiet', key: null, value: null, headers: [{ key: 'why', value: null }] })
          // Reads, and commits nothing.
          const reader = consumer({ groupId: 'silent', offsetReset: 'earliest' })
          reader.subscribe(['quiet'])
          for (;;) await reader.poll(500)
        },
      ],
    ],
  )
})

async function page(query: InspectQuery, broker = 0): Promise<TablePage> {
  return (await run.engine.inspect('kafka', broker, query)) as unknown as TablePage
}

async function panels(broker: number): Promise<readonly Panel[]> {
  const { panels: offered } = (await run.engine.inspect('kafka', broker, { view: 'state' })) as unknown as {
    panels: readonly Panel[]
  }
  return offered
}

async function lanes(topic: string, broker: number): Promise<LanesPanel['lanes']> {
  const choice = (await panels(broker)).find(({ kind }) => kind === 'choice')!
  const topics = choice.kind === 'choice' ? choice.choices[0]! : choice
  const panel = topics.kind === 'choice' ? topics.choices.find(({ label }) => label === topic)! : topics
  if (panel.kind !== 'lanes') throw new Error(`${topic} has no lanes`)
  return panel.lanes
}

test.each([0, 1, 2])('broker %i says what it is and holds', async (broker) => {
  const [line] = await panels(broker)
  expect(line).toMatchObject({
    kind: 'text',
    text: expect.stringMatching(`^broker ${broker} · leads \\d+ of \\d+ replicas`) as string,
  })
})

describe('a topic as lanes', () => {
  test('has the log and where each group stands in it, also at a follower', async () => {
    for (const broker of [0, 1, 2]) {
      const [lane] = await lanes(TOPIC, broker)
      expect(lane!.name).toMatch(/^0 · leader \d · ISR \d, \d, \d$/)
      expect(lane!.segments).toEqual([
        { name: 'committed', from: 0, to: 3, tone: 'allowed' },
        { name: 'not committed yet', from: 3, to: 3, tone: 'unknown' },
      ])
      expect(lane!.marks).toEqual([
        { name: 'log start', at: 0 },
        { name: 'high watermark', at: 3 },
        { name: 'log end', at: 3 },
        { name: 'search: lag 0', at: 3, tone: 'allowed' },
      ])
    }
  })

  test('tells a lag that nobody knows from none', async () => {
    const named = await Promise.all([0, 1, 2].map(async (broker) => (await lanes('quiet', broker))[0]!))
    for (const { name, marks } of named) {
      expect(name).toContain('silent: lag unknown')
      expect(marks.some(({ name: mark }) => mark.startsWith('silent'))).toBe(false)
    }
    // Two brokers of three have a replica.
    expect(named.filter(({ name }) => name.includes('no replica here'))).toHaveLength(1)
  })
})

describe('records', () => {
  test('are shown newest first, decoded by their schema', async () => {
    const { rows, next, text } = await page({ view: 'records', topic: TOPIC, partition: 0 })
    expect(text).toBe('log start 0 · high watermark 3 · log end 3')
    expect(rows.map(({ cells }) => [cells[0], cells[2], cells[3], cells[5]])).toEqual([
      [2, 'o-4', '{"id":"o-4","total":4} · schema 1', 'yes'],
      [1, 'o-2', '{"id":"o-2","total":2} · schema 1', 'yes'],
      [0, 'o-0', '{"id":"o-0","total":0} · schema 1', 'yes'],
    ])
    expect(next).toBeNull()
  })

  test('are paged by offset, back to the log start', async () => {
    const { rows, next } = await page({ view: 'records', topic: TOPIC, partition: 0, cursor: 2 })
    expect(rows.map(({ cells }) => cells[0])).toEqual([1, 0])
    expect(next).toBeNull()
    const all = []
    for (let cursor: unknown = undefined; ;) {
      const query = { view: 'records', topic: '__consumer_offsets', partition: 0 }
      const answer = await page(typeof cursor === 'number' ? { ...query, cursor } : query)
      all.push(...answer.rows.map(({ cells }) => Number(cells[0])))
      if (answer.next === null) break
      cursor = answer.next
    }
    expect(all).toEqual(all.toSorted((a, b) => b - a))
    expect(new Set(all).size).toBe(all.length)
  })

  test('are found by their offset', async () => {
    const { rows } = await page({ view: 'records', topic: TOPIC, partition: 0, match: '1' })
    expect(rows.map(({ cells }) => cells[0])).toEqual([2, 1, 0])
  })

  test('without key and value, with headers', async () => {
    const leader = (await lanes('quiet', 0))[0]!.name
    const broker = Number(/leader (\d)/.exec(leader)![1])
    const { rows } = await page({ view: 'records', topic: 'quiet', partition: 0 }, broker)
    expect(rows[0]!.cells.slice(2, 5)).toEqual([null, null, 'why=null'])
  })

  test('open field by field, and lead to their batch byte by byte, every byte once', async () => {
    const { rows } = await page({ view: 'records', topic: TOPIC, partition: 0 })
    const record = await page(rows[0]!.opens!.query)
    expect(record.rows.map(({ cells }) => cells)).toEqual(
      expect.arrayContaining([
        ['key', 'o-4'],
        ['value', '{"id":"o-4","total":4} · schema 1'],
        ['value.id', '"o-4"'],
        ['value.total', '4'],
      ]),
    )
    const batch = await page(record.rows[0]!.opens!.query)
    expect(batch.text).toMatch(/^offsets 2 to 2 · 1 records · \d+ bytes · epoch \d+ · producer \d+, sequence 2$/)
    const fields = batch.rows.map(({ cells }) => cells[2])
    expect(fields).toEqual(expect.arrayContaining(['base offset', 'magic', 'records[0].key', 'records[0].value']))
    expect(batch.rows[0]!.cells).toEqual([0, '00 00 00 00 00 00 00 02', 'base offset', '2'])
  })

  test.each([
    ['of a partition that is not there', { view: 'records', topic: TOPIC, partition: 9 }],
    ['of a topic that is not there', { view: 'records', topic: 'nothing', partition: 0 }],
    ['of an offset that is not there', { view: 'batch', topic: TOPIC, partition: 0, offset: 99 }],
    ['of a record that is not there', { view: 'record', topic: TOPIC, partition: 0, offset: 99 }],
    ['of no offset', { view: 'batch', topic: TOPIC, partition: 0 }],
    ['of a group that is not there', { view: 'group', group: 'nobody' }],
    ['of a subject that is not there', { view: 'versions', subject: 'nobody' }],
  ])('a page %s says so', async (_, query) => {
    expect(await page(query)).toMatchObject({ rows: [], next: null, empty: expect.stringMatching(/./) as string })
  })
})

test('groups, with what they own, have committed and lag, are known to every broker; the state to one', async () => {
  const pages = await Promise.all([0, 1, 2].map((broker) => page({ view: 'groups' }, broker)))
  for (const { rows } of pages) {
    expect(rows.map(({ cells }) => [cells[0], cells[2], cells[4], cells[5]])).toEqual([
      ['search', 1, 1, 0],
      ['silent', 1, 1, null],
    ])
  }
  const states = pages.map(({ rows }) => rows[0]!.cells[1])
  expect(states.filter((state) => state === 'Stable')).toHaveLength(1)
  expect(states.filter((state) => state === null)).toHaveLength(2)
  const { rows } = await page({ view: 'group', group: 'search' })
  expect(rows.map(({ cells }) => [cells[0], cells[1], cells[3], cells[4], cells[5]])).toEqual([
    [`${TOPIC}-0`, 'client/0', 3, 3, 0],
    [`${TOPIC}-1`, 'client/0', 3, 3, 0],
  ])
})

test('partitions can be looked for, and those that are held open their records', async () => {
  const { rows } = await page({ view: 'partitions', match: 'ORDERS' })
  expect(rows.map(({ cells, opens }) => [cells[0], cells[8], opens?.query['view']])).toEqual([
    [`${TOPIC}-0`, 3, 'records'],
    [`${TOPIC}-1`, 3, 'records'],
  ])
})

test("subjects have the last verdict, which names the field, at the registry's leader", async () => {
  const pages = await Promise.all([0, 1, 2].map((broker) => page({ view: 'subjects' }, broker)))
  expect(pages.map(({ rows }) => [rows[0]!.cells[0], ...rows[0]!.cells.slice(3)])).toEqual(
    [0, 1, 2].map(() => [SUBJECT, 1, 1, 1, 'BACKWARD']),
  )
  const verdicts = pages.map(({ rows }) => rows[0]!.cells.slice(1, 3)).filter(([verdict]) => verdict !== null)
  expect(verdicts).toEqual([['refused 2', expect.stringMatching(/field 'sum'.*version 1, BACKWARD/)]])
  const texts = await Promise.all(
    [0, 1, 2].map(async (broker) => (await page({ view: 'versions', subject: SUBJECT }, broker)).text),
  )
  expect(texts.filter((text) => text !== undefined)).toEqual([
    expect.stringMatching(/^last verdict: refused 2, .*field 'sum'/),
  ])
  const { rows } = await page({ view: 'versions', subject: SUBJECT })
  expect(rows.map(({ cells }) => cells.slice(0, 3))).toEqual([[1, 1, '']])
})
