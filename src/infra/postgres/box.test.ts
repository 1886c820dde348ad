/** The Postgres box in a run: sessions queue, transactions hold, faults strike, and a standby takes over. */
import { expect, test } from 'vitest'
import { createEventBuffer } from '~/kernel/trace'
import type { PostgresClient } from './port'
import { playPostgresRun, startPostgresRun, type Doing, type PostgresRun } from './testing/postgres-run'

const MIGRATIONS = [
  `CREATE TABLE item (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE,
     key uuid NOT NULL DEFAULT gen_random_uuid(), at timestamptz NOT NULL DEFAULT now())`,
]

const insert = (name: string) => (client: PostgresClient) =>
  client.query('INSERT INTO item (name) VALUES ($1)', [name]).then(({ rowCount }) => rowCount)

const names = (client: PostgresClient) =>
  client.query('SELECT name FROM item ORDER BY id').then(({ rows }) => rows.map(({ name }) => name).join(' '))

const resultsOf = ({ outcomes }: PostgresRun) => outcomes.map(({ result }) => result)

function play(doings: readonly Doing[], ...actions: string[]) {
  return playPostgresRun({ doings, actions, migrations: MIGRATIONS })
}

test('a statement takes its time, and the next one waits for it', async () => {
  const { outcomes } = await playPostgresRun({
    doings: [
      [0, insert('a')],
      [0, insert('b')],
    ],
    migrations: MIGRATIONS,
    statementCostMs: 1,
    commitCostMs: 2,
  })
  expect(outcomes).toEqual([
    { doneMs: 5, result: 1 },
    { doneMs: 8, result: 1 },
  ])
})

test('a batch is done as a whole or not at all', async () => {
  const batch =
    (...texts: string[]) =>
    (client: PostgresClient) =>
      client
        .batch(texts.map((text) => ({ text: 'INSERT INTO item (name) VALUES ($1)', values: [text] })))
        .then(() => 'ok')
  const run = await play([
    [0, batch('a', 'b')],
    [10, batch('c', 'a')],
    [20, names],
  ])
  expect(resultsOf(run)).toEqual(['ok', '23505', 'a b'])
})

test('others wait while a transaction is open, and see all of it or nothing', async () => {
  const transfer = (client: PostgresClient) =>
    client.transaction(async (tx) => {
      await tx.query(`INSERT INTO item (name) VALUES ('first')`)
      await tx.query(`INSERT INTO item (name) VALUES ('second')`)
      return 'done'
    })
  const run = await play([
    [0, transfer],
    [1, names],
  ])
  expect(resultsOf(run)).toEqual(['done', 'first second'])
  expect(run.outcomes[1]!.doneMs).toBeGreaterThan(run.outcomes[0]!.doneMs - 1)
})

test('a transaction that throws is rolled back; one that is left open is ended by the server', async () => {
  const run = await play([
    [0, (client) => client.transaction(async (tx) => {
      await tx.query(`INSERT INTO item (name) VALUES ('thrown')`)
      await tx.query('SELECT 1 / 0')
    })],
    [100, (client, { clock }) => client.transaction(async (tx) => {
      await tx.query(`INSERT INTO item (name) VALUES ('idle')`)
      await clock.sleep(1_500)
      await tx.query('SELECT 1')
    })],
    [200, names],
  ]) // prettier-ignore
  expect(resultsOf(run)).toEqual(['22012', '25P03', ''])
  expect(run.outcomes[2]!.doneMs).toBeGreaterThan(1_100)
})

test.each([
  ['lost-before-commit', 'reset', ''],
  ['lost-at-commit', 'reset', 'a'],
  ['serialization', '40001', ''],
  ['deadlock', '40P01', ''],
])('%s=1: the client gets %s, and the table holds "%s"', async (verb, result, left) => {
  const run = await play([[100, insert('a')], [300, names]], `${verb}:postgres=1@50-200`) // prettier-ignore
  expect(resultsOf(run)).toEqual([result, left])
})

test('a full disk refuses what writes and lets read', async () => {
  const run = await play([[0, insert('a')], [100, insert('b')], [110, names], [300, insert('c')]], 'disk-full:postgres@50-200') // prettier-ignore
  expect(resultsOf(run)).toEqual([1, '53100', 'a', 1])
})

test('a failed statement of a transaction fails the transaction', async () => {
  const work = (client: PostgresClient) =>
    client.transaction(async (tx) => {
      await tx.query('SELECT 1')
      await tx.query(`INSERT INTO item (name) VALUES ('a')`).catch(() => undefined)
      await tx.query('SELECT 1')
    })
  expect(resultsOf(await play([[100, work], [300, names]], 'serialization:postgres=1@50-200'))).toEqual(['25P02', '']) // prettier-ignore
})

test('a crash keeps what was committed and forgets what was not', async () => {
  const open = (client: PostgresClient) =>
    client.transaction(async (tx) => {
      await tx.query(`INSERT INTO item (name) VALUES ('open')`)
      await tx.query(`SELECT 1`)
      await tx.query(`SELECT 1`)
    })
  const run = await play([[0, insert('a')], [20, open], [200, names]], 'crash:postgres@23-100') // prettier-ignore
  expect(resultsOf(run)[0]).toBe(1)
  expect(['refused', 'reset']).toContain(resultsOf(run)[1])
  expect(resultsOf(run)[2]).toBe('a')
})

test.each([
  [0, 'a b c'],
  [150, 'a b'],
  [2_000, ''],
])('a fail-over that loses %i ms leaves "%s", exactly as it was', async (lossMs, left) => {
  const all = (client: PostgresClient) =>
    client.query('SELECT id, name, key, at::text FROM item ORDER BY id').then(({ rows }) => JSON.stringify(rows))
  const run = await play(
    [[0, insert('a')], [100, insert('a')], [200, insert('b')], [250, all], [400, insert('c')], [450, all], [600, names], [650, all]],
    `failover:postgres=${lossMs}@500`,
  ) // prettier-ignore
  const results = resultsOf(run)
  expect(results[6]).toBe(left)
  if (lossMs === 0) expect(results[7]).toBe(results[5])
  if (lossMs === 150) expect(results[7]).toBe(results[3])
})

test('the feed states each change once, and goes on after a fail-over', async () => {
  const { engine } = await playPostgresRun({
    doings: [[0, insert('a')], [10, names], [20, insert('b')], [600, insert('c')]], // prettier-ignore
    actions: ['failover:postgres=490@500'],
    migrations: MIGRATIONS,
    feed: { fact: 'item', text: 'SELECT id AS cursor, name FROM item WHERE id > $1 ORDER BY id' },
  })
  const event = createEventBuffer()
  const stated: unknown[] = []
  for (let n = 1; n <= engine.trace.length; n++) {
    engine.trace.read(n, event)
    if (event.kind === 'state' && event.key === 'item') stated.push((event.data as { name: string }).name)
  }
  expect(stated).toEqual(['a', 'b', 'c'])
})

test('a prompt runs at once and is part of the run; looking is not', async () => {
  const run = await play(
    [[300, names]],
    `sql:postgres=${encodeURIComponent(`INSERT INTO item (name) VALUES ('typed')`)}@100`,
  )
  expect(resultsOf(run)).toEqual(['typed'])
  const inspected = (line: string) => run.engine.inspect('postgres', 0, { view: 'sql', line })
  expect(await inspected('SELECT name FROM item')).toEqual({ text: 'name\n-----\ntyped\n(1 row)', isWrite: false })
  expect(await inspected('\\dt')).toEqual({ text: 'item', isWrite: false })
  expect(await inspected('\\d item;')).toEqual({
    text: expect.stringMatching(/^id \w+ \(key\)\nname text$/m),
    isWrite: false,
  })
  expect(await inspected('\\d moon')).toMatchObject({
    text: expect.stringMatching(/relation named "moon"; \\dt lists/),
  })
  expect(await inspected('\\q')).toMatchObject({
    text: expect.stringMatching(/invalid command \\q; there are \\dt and \\d/),
  })
  expect(await inspected('DELETE FROM item')).toEqual({ text: expect.stringContaining('25006'), isWrite: true })
  expect(await run.engine.inspect('postgres', 0, { view: 'rows', table: 'item' })).toMatchObject({
    text: '1 row, newest first',
    columns: [{ name: 'id' }, { name: 'name' }, { name: 'key' }, { name: 'at' }],
    rows: [{ cells: [1, 'typed', expect.any(String), expect.any(String)] }],
    next: null,
  })
  expect(await run.engine.inspect('postgres', 0, { view: 'state' })).toMatchObject({
    panels: [
      { kind: 'text', text: expect.stringMatching(/^PostgreSQL .* in WebAssembly · 0 waiting$/) },
      { kind: 'choice', choices: [{ kind: 'table', label: 'item', query: { view: 'rows', table: 'item' } }] },
      { kind: 'text', style: 'note' },
    ],
  })
})

test('a fail-over near the start of the run loses no more than there was', async () => {
  const { engine } = await play([[100, insert('a')]], 'failover:postgres=2000@500')
  expect(factsOf(engine, 'failover')).toEqual([{ lostMs: 500, lostStatements: 1, feedCursor: 0 }])
})

test('a fail-over after more than the log keeps loses nothing, and says so', async () => {
  const write = (letter: string) => (client: PostgresClient) =>
    client.query('INSERT INTO item (name) VALUES (left($1, 1))', [letter.repeat(33_000_000)])
  const run = await play([[0, write('x')], [50, write('y')], [400, insert('a')], [600, names]], 'failover:postgres=200@500') // prettier-ignore
  expect(factsOf(run.engine, 'failover')).toMatchObject([
    { lostMs: 0, lostStatements: 0, because: expect.stringMatching(/^more has been written .* everything$/) as string },
  ])
  expect(resultsOf(run).at(-1)).toBe('x y a')
})

test('a box of several instances is refused before the run begins: there is one session', async () => {
  await expect(startPostgresRun({ doings: [], instances: 2 })).rejects.toThrow(
    /"postgres" has 2 instances: it can have one/,
  )
})

function factsOf({ trace }: PostgresRun['engine'], name: string): unknown[] {
  const event = createEventBuffer()
  return Array.from({ length: trace.length }, (_, index) => {
    trace.read(index + 1, event)
    return event.kind === 'state' && event.key === name ? event.data : undefined
  }).filter((data) => data !== undefined)
}
