import { afterAll, beforeAll, expect, test } from 'vitest'
import { PostgresError, type SqlReply } from '../port'
import { PgliteRuntime, type PgliteEngine } from './engine'
import { loadPgliteFromPackage } from './load-node'
import { checkPinned, PGLITE_DATA } from './module'

const clock = { nowMs: () => 0 }
let server: PgliteRuntime
let engine: PgliteEngine

beforeAll(async () => {
  server = await PgliteRuntime.boot(await loadPgliteFromPackage())
  engine = server.open(clock)
}, 60_000)
afterAll(() => server?.close())

function rowsOf(reply: SqlReply) {
  if (reply instanceof PostgresError) throw reply
  return reply.rows
}

test('time is the run’s, to the microsecond, and stands still within a statement', () => {
  const text = `SELECT now()::text AS now, clock_timestamp()::text AS clock FROM pg_sleep(0)`
  expect(rowsOf(engine.run({ text }, 1_500.1))).toEqual([
    { now: '2026-01-01 12:00:01.5001+00', clock: '2026-01-01 12:00:01.5001+00' },
  ])
})

test('a statement that waits for the clock has it pass, and no other statement notices', () => {
  const slept = `SELECT clock_timestamp() - now() >= interval '1 hour' AS slept FROM pg_sleep(3600)`
  expect(rowsOf(engine.run({ text: slept }, 2_000))).toEqual([{ slept: true }])
  expect(rowsOf(engine.peek({ text: `SELECT 1 AS one FROM pg_sleep(86400)` }))).toEqual([{ one: 1 }])
  expect(rowsOf(engine.run({ text: `SELECT now()::text AS now` }, 2_000))).toEqual([{ now: '2026-01-01 12:00:02+00' }])
})

test('chance is the same after every reset, and looking does not move it', () => {
  const draw = () => rowsOf(engine.run({ text: 'SELECT gen_random_uuid() AS id, random() AS number' }))
  engine.reset()
  const first = [draw(), draw()]
  expect(first[0]).not.toEqual(first[1])
  engine.reset()
  const again = draw()
  engine.peek({ text: 'SELECT gen_random_uuid()' })
  expect([again, draw()]).toEqual(first)
})

test('a reset ends transactions, drops what was made and counts from one again', () => {
  engine.reset()
  engine.script('CREATE TABLE made (id bigint GENERATED ALWAYS AS IDENTITY)')
  engine.run({ text: 'BEGIN' })
  expect(engine.status).toBe('open')
  engine.reset()
  expect(engine.status).toBe('idle')
  expect(engine.run({ text: 'SELECT * FROM made' })).toMatchObject({ code: '42P01' })
})

test('peeking works in the middle of a transaction and leaves it as it was', () => {
  engine.reset()
  engine.script('CREATE TABLE item (id int)')
  engine.run({ text: 'BEGIN' })
  engine.run({ text: 'INSERT INTO item VALUES (1)' })
  expect(engine.peek({ text: 'SELECT id FROM item' })).toMatchObject({ rows: [{ id: 1 }] })
  expect(engine.peek({ text: 'DELETE FROM item' })).toMatchObject({ code: '25006' })
  engine.run({ text: 'INSERT INTO item VALUES (2)' })
  engine.run({ text: 'COMMIT' })
  expect(rowsOf(engine.run({ text: 'SELECT id FROM item ORDER BY id' }))).toEqual([{ id: 1 }, { id: 2 }])
})

test('runs share a server, not their tables, their chance or their parsed statements', () => {
  const [one, other] = [server.open(clock), server.open(clock)]
  const texts = ['CREATE TABLE item (id int, key uuid DEFAULT gen_random_uuid())', 'INSERT INTO item VALUES ($1)']
  for (const text of texts) {
    for (const run of [one, other]) run.run({ text, values: text.includes('$1') ? [run === one ? 1 : 2] : [] })
  }
  const all = { text: 'SELECT * FROM item' }
  const key = (run: PgliteEngine) => rowsOf(run.run(all)).map(({ key }) => key)
  expect(rowsOf(one.run(all))).toMatchObject([{ id: 1 }])
  expect(rowsOf(other.run(all))).toMatchObject([{ id: 2 }])
  expect(key(one)).toEqual(key(other))
  one.run({ text: 'BEGIN' })
  other.run(all)
  expect(() => one.run(all)).toThrow(/another execution/)
  server.open(clock)
  server.open(clock)
  expect(() => one.run(all)).toThrow(/tables of this run were dropped/)
})

test('another build is refused', async () => {
  await expect(checkPinned(PGLITE_DATA, Uint8Array.of(1, 2, 3))).rejects.toThrow(
    /pglite\.data is not of the pinned build/,
  )
})
