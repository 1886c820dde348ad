/** What may be typed at the prompt of a real PostgreSQL that is somebody's own: it reads, and nothing else, whatever is tried. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RealServer } from '../../testing/real-server'
import { connectLiveEngine, LiveConnection } from '../live'
import { PostgresError, SQLSTATE, type SqlReply } from '../port'
import { startRealServer } from '../testing/real-server'
import { LivePostgresServer } from './server-node'

let server: RealServer
let live: LivePostgresServer

beforeAll(async () => {
  server = await startRealServer()
  live = new LivePostgresServer({ kind: 'postgres', url: server.url, isDisposable: false }, 'boxes_typed')
  await live.reset()
})

afterAll(async () => {
  await live?.close()
  await server?.stop()
})

beforeEach(() => typedOutside('DROP TABLE IF EXISTS public.theirs; CREATE TABLE public.theirs (note text);'))

async function typedOutside(text: string): Promise<SqlReply> {
  const outside = new LiveConnection({ url: server.url, schema: 'public' }, () => 0)
  try {
    return (await outside.execute([{ text }])).at(-1)!
  } finally {
    await outside.close()
  }
}

async function tablesOutside(): Promise<unknown> {
  const reply = await typedOutside(`SELECT relname FROM pg_class WHERE relkind = 'r' AND relname IN ('theirs', 'ours')`)
  return reply instanceof PostgresError ? reply : reply.rows
}

const REFUSED = [
  'COMMIT; CREATE TABLE public.ours (id int)',
  'COMMIT; DROP TABLE public.theirs',
  'SELECT 1; COMMIT; DROP TABLE public.theirs',
  'ROLLBACK; BEGIN READ WRITE; DROP TABLE public.theirs; COMMIT',
  `COPY (SELECT 'x') TO PROGRAM 'cat > /dev/null'`,
  `-- a remark\rCOPY (SELECT 'x') TO PROGRAM 'cat > /dev/null'\n`,
  `/* /* */ ' */ COPY (SELECT 'x') TO PROGRAM 'cat > /dev/null' --'`,
  `DO $$ BEGIN COPY (SELECT 'x') TO PROGRAM 'cat > /dev/null'; END $$`,
  'SELECT 1 INTO public.ours',
  'WITH gone AS (DELETE FROM public.theirs RETURNING 1) SELECT * FROM gone',
]

test.each(REFUSED)('refused: %s', async (text) => {
  expect(await live.peek({ text })).toBeInstanceOf(PostgresError)
  expect(await tablesOutside()).toEqual([{ relname: 'theirs' }])
  const engine = await connectLiveEngine({ url: server.url, schema: 'boxes_typed' }, { nowMs: () => 0 })
  expect(await engine.peek({ text })).toBeInstanceOf(PostgresError)
  expect(await tablesOutside()).toEqual([{ relname: 'theirs' }])
})

test.each([
  'COPY (SELECT 1) TO STDOUT',
  'DROP TABLE public.theirs',
  'SET search_path = public',
  'COMMIT',
  '-- only a remark',
])('what does not begin as a question does is told to be no reading: %j', async (text) => {
  expect(await live.peek({ text })).toMatchObject({ code: SQLSTATE.readOnlyTransaction })
})

test('what an analysis runs is undone', async () => {
  await live.peek({ text: 'EXPLAIN ANALYZE CREATE TABLE public.ours AS SELECT 1' })
  expect(await tablesOutside()).toEqual([{ relname: 'theirs' }])
})

test('what was typed leaves nothing in the session that the run goes on with', async () => {
  await live.peek({ text: 'COMMIT; SET search_path = public' })
  await live.peek({ text: `SELECT set_config('search_path', 'public', false)` })
  expect(await live.peek({ text: 'SELECT current_schema() AS is' })).toMatchObject({ rows: [{ is: 'boxes_typed' }] })
})

test.each([
  'SELECT 1 AS one',
  '  (select 1 as one);',
  '-- a remark\nSELECT 1 AS one',
  'WITH a AS (SELECT 1 AS one) TABLE a',
  `SELECT 1 AS one WHERE 'copy; drop' <> ''`,
])('answered: %s', async (text) => {
  expect(await live.peek({ text })).toMatchObject({ rows: [{ one: 1 }] })
})

test('nothing is made any more once the run is removed, also by a boot that still goes on', async () => {
  const late = new LivePostgresServer({ kind: 'postgres', url: server.url, isDisposable: true }, 'boxes_late')
  await late.reset()
  const moves = [late.migrate('CREATE TABLE item (id int)'), late.clean(), late.reset(), late.migrate('SELECT 1')]
  const [, cleaned, ...after] = await Promise.allSettled(moves)
  expect(cleaned!.status).toBe('fulfilled')
  expect(after.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  const left = await typedOutside(`SELECT nspname FROM pg_namespace WHERE nspname = 'boxes_late'`)
  expect(left).toMatchObject({ rows: [] })
  await late.close()
})
