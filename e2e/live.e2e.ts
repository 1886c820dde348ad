/**
 * `npm run live`: the address that it prints opens the site with the engine in Node, which gives the traces that a page's own engine gives;
 * and nothing is left of it, or of its stack, when it has ended, however it was ended.
 */
import { spawnSync } from 'node:child_process'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { loadSimulation } from '~/catalog'
import { runToEnd } from '~/host/node'
import { killingRun } from '~/host/testing/killing-run'
import { parseAction } from '~/kernel/action'
import { runOf } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import { vocabularyOf } from '~/kernel/simulation'
import { RedisSocket } from '~/infra/redis/live/socket-node'
import { startRealServer } from '~/infra/redis/testing/real-server'
import { axe, browserOfFile } from './browser'
import { spawnLive, startLive, type LiveCommand } from './live-command'

const browser = browserOfFile()

test('the address opens the site; the run that is played there is executed in Node, with the same trace', async () => {
  const simulation = await loadSimulation('rate-limiter')
  const run = killingRun(simulation, 11)
  const { traceHash } = await runToEnd(simulation, run)
  const { said, url } = await startLive()
  const { page } = await browser.newPage()
  let asked = 0
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => (asked += Number(String(payload).includes('"name":"advance"')))),
  )
  await page.goto(said.address)
  // The token is good for one connection, and gone from the address before anybody could copy it.
  await expect.poll(() => page.url()).toBe(url)
  await expect.poll(() => page.evaluate(() => sessionStorage.getItem('boxes-live-key'))).toMatch(/^[0-9a-f]{64}$/)
  for (const visit of ['first', 'after a reload']) {
    await page.goto(`${url}d/${run.simulation}/?${formatRunQuery(run)}`)
    await page.locator('.stage[data-live="true"]').waitFor()
    await page.getByLabel('Speed').selectOption('100')
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await page.getByRole('button', { name: 'Replay', exact: true }).waitFor()
    expect(await page.getByTestId('hash').innerText(), visit).toBe(traceHash)
    // The worker of this page only stands by, for when the server is gone.
    expect(asked, visit).toBeGreaterThan(0)
    asked = 0
  }

  // Whoever has seen the address is told that it is used up, and what to do.
  const { page: other } = await browser.newPage()
  await other.goto(`${url}d/rate-limiter/${new URL(said.address).hash}`)
  await other.getByText('This address was used before: press Enter in the terminal for a new one.').first().waitFor()
})

test.each([
  ['Ctrl+C, which everything in the terminal hears', 'SIGINT', true],
  ['SIGTERM to npm alone', 'SIGTERM', false],
  ['SIGKILL to everything of it at once', 'SIGKILL', true],
] as const)('nothing is left of it and of its stack after %s', async (_, signal, isHeardByAll) => {
  const { npm, said, url } = await startLive('--local')
  expect(said.stores.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['postgres', 'redis']))
  const ports = said.stores.flatMap(({ where }) => [...where.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => port!))
  expect(await Promise.all(ports.map(knock))).toEqual(ports.map(() => 'open'))
  expect((await fetch(url)).status).toBe(200)
  process.kill(isHeardByAll ? -npm.pid! : npm.pid!, signal)
  await expect.poll(() => knock(new URL(url).port)).toBe('ECONNREFUSED')
  await expect.poll(() => Promise.all(ports.map(knock))).toEqual(ports.map(() => 'ECONNREFUSED'))
  // Processes of a stack name the folder that they work in.
  await expect.poll(() => stackOn(ports)).toEqual([])
})

/** The rate limiter for as long as the test needs, at a load that a busy machine bears. */
async function openLimiter(said: LiveCommand['said'], url: string, more: Readonly<Record<string, string>> = {}) {
  const simulation = await loadSimulation('rate-limiter')
  const load = ['rate:clients=200@0', 'rate:abuser=100@0']
  const actions = load.map((text) => parseAction(text, vocabularyOf(simulation)))
  const settings = { redisTimeoutMs: '500', ...more }
  const run = { ...runOf('rate-limiter', { scenario: 'steady', settings }), actions, durationMs: 400_000 }
  const { page, problems } = await browser.newPage()
  await page.goto(said.address)
  await expect.poll(() => page.url()).toBe(url)
  await page.goto(`${url}d/rate-limiter/?${formatRunQuery(run)}`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  return { page, problems, decidedBy: () => page.getByTestId('figure-shadow').innerText() }
}

/** Asks a Redis as anybody does. */
async function askRedis(where: string, ...command: readonly string[]): Promise<unknown> {
  const socket = new RedisSocket(where)
  const [reply] = await socket.send([command])
  socket.close()
  return reply
}

test('the limiter goes through a real Redis; killed by hand, the shadow cache decides until it is restarted; nothing stays', async () => {
  const { said, url } = await startLive('--local')
  const { where } = said.stores.find(({ kind }) => kind === 'redis')!
  const { page, decidedBy } = await openLimiter(said, url)
  await expect.poll(() => askRedis(where, 'KEYS', '*')).not.toEqual([])
  for (const key of (await askRedis(where, 'KEYS', '*')) as string[]) expect(key).toMatch(/^boxes:\w+:/)
  await expect.poll(decidedBy).toMatch(/standing by/)

  const pid = /process_id:(\d+)/.exec(String(await askRedis(where, 'INFO', 'server')))![1]!
  process.kill(Number(pid), 'SIGKILL')
  await expect.poll(decidedBy).toMatch(/deciding/)

  await page.locator('.react-flow__node[data-id="redis"]').click({ button: 'right' })
  const menu = page.getByRole('dialog', { name: 'Break it: Redis' })
  await menu.getByRole('button', { name: /^More/ }).click()
  await menu
    .getByRole('button', { name: /^Restart/ })
    .first()
    .click()
  await expect.poll(decidedBy).toMatch(/standing by/)
  await expect.poll(() => askRedis(where, 'KEYS', '*')).not.toEqual([])
  expect(/process_id:(\d+)/.exec(String(await askRedis(where, 'INFO', 'server')))![1]).not.toBe(pid)

  await page.close()
  await expect.poll(() => askRedis(where, 'KEYS', '*')).toEqual([])
})

test.each([
  ['removed', []],
  ['left where --keep says so', ['--keep']],
] as const)('what a run has created in somebody’s own Redis is %s when the server ends', async (what, args) => {
  const redis = await startRealServer()
  onTestFinished(() => redis.stop())
  await askRedis(redis.url, 'SET', 'precious', '1')
  const { npm, said, url } = await startLive('--redis', redis.url, ...args)
  expect(said.stores).toMatchObject([{ kind: 'redis', isDisposable: false }])
  expect(await askRedis(redis.url, 'KEYS', '*')).toEqual(['precious'])
  // Keys last for a window: here until somebody has looked.
  const { page, problems } = await openLimiter(said, url, { windowMs: '60000' })
  await expect.poll(() => askRedis(redis.url, 'DBSIZE')).toBeGreaterThan(5)
  const ended = new Promise((resolve) => npm.once('exit', resolve))
  process.kill(-npm.pid!, 'SIGINT')
  await ended
  // The page tells of the end, and so does its console, as often as it looks whether the server is back.
  await page.close()
  problems.length = 0
  const left = (await askRedis(redis.url, 'KEYS', '*')) as string[]
  expect(left).toContain('precious')
  const ours = left.filter((key) => /^boxes:\w+:/.test(key))
  expect(left).toHaveLength(1 + ours.length)
  if (what === 'removed') expect(ours).toEqual([])
  else expect(ours.length).toBeGreaterThan(5)
})

test('a Redis that somebody pauses by his own hands hangs in the picture, until he lets it go on', async () => {
  const redis = await startRealServer()
  onTestFinished(() => redis.stop())
  const { said, url } = await startLive('--redis', redis.url)
  const { decidedBy } = await openLimiter(said, url)
  await expect.poll(decidedBy).toMatch(/standing by/)
  // What only reads is answered: so is who lets it go on.
  await askRedis(redis.url, 'CLIENT', 'PAUSE', '600000', 'WRITE')
  await expect.poll(decidedBy).toMatch(/deciding/)
  await askRedis(redis.url, 'CLIENT', 'UNPAUSE')
  await expect.poll(decidedBy).toMatch(/standing by/)
  await expect.poll(() => askRedis(redis.url, 'DBSIZE')).toBeGreaterThan(5)
})

test('a Redis that turns us away by and by is said to refuse, and why, until it lets us in again', async () => {
  const redis = await startRealServer()
  onTestFinished(() => redis.stop())
  const { said, url } = await startLive('--redis', redis.url)
  const { page, decidedBy } = await openLimiter(said, url)
  await expect.poll(decidedBy).toMatch(/standing by/)
  await page.locator('.live-entry > summary').click()
  const entry = page.locator('.live-sheet li')
  await entry.getByText(/connected/).waitFor()
  const administrator = new RedisSocket(redis.url)
  onTestFinished(() => administrator.close())
  await administrator.send([
    ['CONFIG', 'SET', 'requirepass', 'hunter2'],
    ['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'],
  ])
  await expect.poll(decidedBy).toMatch(/deciding/)
  await entry.getByText(/refused/).waitFor()
  await entry.getByText(/^It wants a password \(NOAUTH Authentication required\): write it into the address/).waitFor()
  await page.locator('.live-entry > summary').getByText('1 not connected').waitFor({ state: 'attached' })
  expect(await axe(page, {})).toEqual([])
  await administrator.send([['CONFIG', 'SET', 'requirepass', '']])
  await entry.getByText(/back/).waitFor()
  await expect.poll(decidedBy).toMatch(/standing by/)
})

/** How a connection goes. */
function knock(port: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port) })
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'error'))
    socket.on('connect', () => {
      socket.destroy()
      resolve('open')
    })
  })
}

/** Processes of a stack that listens on these ports. */
function stackOn(ports: readonly string[]): string[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' })
  const rows = stdout.split('\n').filter((row) => row.includes('boxes-live-'))
  return rows.filter((row) => ports.some((port) => row.includes(port)))
}

test('a comparison ends by itself once it has said what it found', async () => {
  const asked = ['--local', '--compare', 'rate-limiter', '--scenario', 'concurrent-burst', '--duration', '2s', '--json']
  const npm = spawnLive(...asked)
  let text = ''
  npm.stdout.on('data', (data: Buffer) => (text += data.toString()))
  const code = await new Promise((resolve) => npm.on('close', resolve))
  // A machine that is too late for the run judges nothing, and then nothing agrees.
  const { agrees } = JSON.parse(text) as { readonly agrees: boolean }
  expect(code).toBe(agrees ? 0 : 1)
})
