/** What `npm run live` says in its terminal: what it will create before anything is there, what it has removed, and no credential. */
import { expect, onTestFinished, test } from 'vitest'
import { startRealServer as startPostgres } from '~/infra/postgres/testing/real-server'
import { LiveConnection } from '~/infra/postgres/live'
import { PostgresError } from '~/infra/postgres/port'
import { RedisSocket } from '~/infra/redis/live/socket-node'
import { startRealServer as startRedis } from '~/infra/redis/testing/real-server'
import { runOf } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import { browserOfFile } from './browser'
import { spawnLive } from './live-command'
import { freePort } from './serve-folder'

const browser = browserOfFile()
const PASSWORD = 'c0rrect&horse%battery'

/** The command, and what it has written so far. */
function listenTo(...args: readonly string[]) {
  const npm = spawnLive(...args)
  const said = { out: '', err: '' }
  npm.stdout.on('data', (data: Buffer) => (said.out += data.toString()))
  npm.stderr.on('data', (data: Buffer) => (said.err += data.toString()))
  const ended = new Promise<number | null>((resolve) => npm.on('close', resolve))
  return { npm, said, ended }
}

test('what a run will create is listed for each store before anything is there, then what was removed; the password nowhere', async () => {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()])
  onTestFinished(() => Promise.all([redis.stop(), postgres.stop()]).then(() => undefined))
  const socket = new RedisSocket(redis.url)
  onTestFinished(() => socket.close())
  await socket.send([['CONFIG', 'SET', 'requirepass', PASSWORD]])
  const session = new LiveConnection({ url: postgres.url, schema: 'public' }, () => 0)
  onTestFinished(() => session.close())
  const schemas = async () => {
    const [reply] = await session.execute([
      { text: "SELECT count(*)::int AS n FROM pg_namespace WHERE nspname LIKE 'boxes%'" },
    ])
    if (reply === undefined || reply instanceof PostgresError) throw new Error(String(reply))
    return Number(reply.rows[0]!['n'])
  }
  const where = redis.url.replace('redis://', `redis://:${encodeURIComponent(PASSWORD)}@`)
  const { npm, said, ended } = listenTo(
    '--port',
    String(await freePort()),
    '--redis',
    where,
    '--postgres',
    postgres.url,
  )
  await expect.poll(() => said.out).toMatch(/live: http.*#token=/)
  expect(said.out).toMatch(/^Redis .* at .*\n {2}the first run creates keys boxes:\w+:\*/m)
  expect(said.out).toMatch(
    /^PostgreSQL .* at .*\n {2}the first run creates schema boxes_\w+, with the tables of the diagram$/m,
  )
  expect(said.out).toContain('A run removes that when it ends.')
  expect([(await socket.send([['DBSIZE']]))[0], await schemas()]).toEqual([0, 0])
  const announced = /creates schema (boxes_\w+)/.exec(said.out)![1]!

  const { page, problems } = await browser.newPage()
  const address = /http\S+#token=\w+/.exec(said.out)![0]
  await page.goto(address)
  await page.waitForFunction(() => sessionStorage.getItem('boxes-live-key') !== null)
  const run = runOf('payments', { scenario: 'steady' })
  await page.goto(`${address.replace(/#.*$/, '')}d/payments/?${formatRunQuery(run)}`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await expect.poll(schemas).toBe(1)
  expect(said.err).toMatch(/Run 1 of payments creates .*keys boxes:\w+:\*.*/)
  expect(said.err).toContain(`schema ${announced}`)
  process.kill(-npm.pid!, 'SIGINT')
  // The signal ends npm as well: what counts is that all of it has ended, and what was said until then.
  await ended
  await page.close()
  problems.length = 0
  expect(said.err).toMatch(/Run 1 of payments has removed .*schema boxes_\w+/)
  expect([(await socket.send([['DBSIZE']]))[0], await schemas()]).toEqual([0, 0])
  for (const form of [PASSWORD, encodeURIComponent(PASSWORD), btoa(PASSWORD)]) {
    expect(said.out + said.err).not.toContain(form)
  }
})

test.each([
  [
    'a store that is elsewhere',
    ['--redis', 'redis://:hunter2@192.0.2.1:6379'],
    /192\.0\.2\.1:6379.* is not on this machine.*--i-own-this-backend/,
  ],
  ['an option that nobody knows', ['--frobnicate'], /frobnicate/],
  ['a store that is no store', ['--kafka', 'nowhere'], /--kafka/],
])('%s is refused with 2, on stderr, in a sentence, and nothing is served', async (_, args, why) => {
  const { said, ended } = listenTo(...args)
  expect(await ended).toBe(2)
  expect(said.err).toMatch(why)
  expect(said.err).not.toMatch(/ {4}at |hunter2/)
  expect(said.out).toBe('')
})
