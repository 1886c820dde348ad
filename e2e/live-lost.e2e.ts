/**
 * The live server is lost. Killed while a run plays, it leaves the run on the page as a recording, and the page says how to get back; where
 * only the connection is lost, the run goes on over another one.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { readRecording } from '~/host/recording/recording-file'
import { startRealServer } from '~/infra/redis/testing/real-server'
import { parseAction } from '~/kernel/action'
import { runOf } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import { vocabularyOf } from '~/kernel/simulation'
import { LiveStack } from '~/live/live-stack'
import { liveKinds } from '~/live/options'
import { startLiveServer, type LiveServerOptions } from '~/live/server/live-server'
import { createStackDesk } from '~/live/stack-desk'
import limiter from '~simulations/rate-limiter/index'
import { ROOT } from '../scripts/root.mjs'
import { axe, browserOfFile, type WatchedPage } from './browser'
import { startLive } from './live-command'

const browser = browserOfFile()

async function redisUrl(): Promise<string> {
  const redis = await startRealServer()
  onTestFinished(redis.stop)
  return redis.url
}

/** The limiter at a load that a busy machine bears, for longer than any test takes. */
function longRun(): string {
  const actions = ['rate:clients=60@0', 'rate:abuser=20@0'].map((text) => parseAction(text, vocabularyOf(limiter)))
  const settings = { redisTimeoutMs: '500' }
  return formatRunQuery({ ...runOf('rate-limiter', { scenario: 'steady', settings }), actions, durationMs: 400_000 })
}

/** Lets a page in, and plays the run for a second and a half. */
async function play(address: string): Promise<WatchedPage> {
  const watched = await browser.newPage()
  const { page } = watched
  await page.goto(address)
  await page.waitForFunction(() => sessionStorage.getItem('boxes-live-key') !== null)
  await page.goto(`${address.replace(/#.*/, '')}d/rate-limiter/?${longRun()}`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(() => timeOf(page)).toBeGreaterThan(1.5)
  return watched
}

async function timeOf(page: Page): Promise<number> {
  const [minutes, seconds] = (await page.getByTestId('time').innerText()).split(':').map(Number)
  return minutes! * 60 + seconds!
}

/** Sockets that find nobody are an error on the console, which is what these tests are about. */
function forgive({ problems }: WatchedPage): void {
  const others = problems.filter((each) => !/WebSocket connection to .* failed/.test(each))
  problems.splice(0, problems.length, ...others)
}

test('killed, it leaves the run on the page: a recording to go back in and to save; one that is started anew does not know the page', async () => {
  const url = await redisUrl()
  const { npm, said } = await startLive('--redis', url)
  const watched = await play(said.address)
  const { page } = watched
  const lost = page.getByRole('status', { name: 'The live server' })
  process.kill(-npm.pid!, 'SIGKILL')
  await lost.getByText('The connection to the live server is lost.').waitFor()
  await lost.getByText('The live server is gone').waitFor()
  await page.locator('.recorded > summary').waitFor()
  await page.getByRole('button', { name: 'Replay', exact: true }).waitFor()
  expect(await timeOf(page)).toBeGreaterThan(1.5)
  expect(await axe(page, {})).toEqual([])

  const download = page.waitForEvent('download')
  await lost.getByRole('button', { name: 'Save the recording' }).click()
  const file = await buffer(await (await download).createReadStream())
  const recording = readRecording(file, limiter)
  // Executed anew in the page, it has come to the very moment that the server had got to.
  expect(await page.getByTestId('hash').innerText()).toBe(recording.traceHash)
  expect((await page.getByTestId('events').innerText()).replaceAll(',', '')).toBe(String(recording.events))
  expect(recording.stores['redis']!.title).toMatch(/^Redis|^Valkey/)

  await page.keyboard.press('Home')
  await page.locator('.react-flow__node[data-id="redis"]').click({ button: 'right' })
  await page.getByRole('dialog').getByText('Nothing can be done to a recording').waitFor()
  await page.keyboard.press('Escape')

  await startLive('--redis', url, '--port', new URL(said.address).port)
  await lost.getByText('open the address that it has printed').waitFor()
  forgive(watched)
})

/** A live server in this process, and a way to it that can be cut. */
async function behindRelay(options: Partial<LiveServerOptions> = {}) {
  const kind = liveKinds.find(({ name }) => name === 'redis')!
  const stack = new LiveStack({ stores: [{ kind, place: kind.option.read(await redisUrl()), processes: [] }] })
  const desk = () => createStackDesk(stack)
  const server = await startLiveServer({ folder: path.join(ROOT, 'dist'), desk, ...options })
  const relay = await startRelay(server.port)
  onTestFinished(async () => {
    await server.close()
    await stack.close()
  })
  return { relay, address: server.newAddress().replace(String(server.port), String(relay.port)) }
}

/** Passes bytes on, under its own port in the place of the other one: the server answers to its own name only. */
async function startRelay(port: number) {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect({ host: '127.0.0.1', port })
    pass(near, far, own, port)
    pass(far, near, port, own)
  })
  const pass = (from: Socket, to: Socket, before: number, after: number) => {
    sockets.add(from)
    from.on('error', () => undefined)
    from.on('close', () => to.destroy())
    from.on('data', (data: Buffer) => {
      const text = data.toString('latin1')
      to.write(Buffer.from(text.replaceAll(`127.0.0.1:${before}`, `127.0.0.1:${after}`), 'latin1'))
    })
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const own = (server.address() as AddressInfo).port
  expect(String(own).length).toBe(String(port).length)
  const drop = () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  onTestFinished(() => {
    drop()
    server.close()
  })
  return {
    port: own,
    drop,
    cut: (cuts: boolean) => {
      isCut = cuts
      drop()
    },
  }
}

test('a connection that is lost for a moment comes back by itself, and the same run goes on', async () => {
  const { relay, address } = await behindRelay()
  const watched = await play(address)
  const { page } = watched
  for (let time = 0; time < 3; time++) {
    const before = await timeOf(page)
    relay.drop()
    await expect.poll(() => timeOf(page)).toBeGreaterThan(before + 0.5)
  }
  await expect.poll(() => page.getByRole('status', { name: 'The live server' }).count()).toBe(0)
  // Nothing was lost on the way: executed anew from its record, a moment of its past is the same.
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByRole('button', { name: 'Step back one event' }).click()
  await page.locator('.react-flow__node[data-id="redis"]').click()
  await page.locator('.prompt input').first().waitFor()
  forgive(watched)
})

test('one that has let the run go is found again, and runs it once more', async () => {
  const { relay, address } = await behindRelay({ awayMsMax: 1 })
  const watched = await play(address)
  const { page } = watched
  const lost = page.getByRole('status', { name: 'The live server' })
  relay.cut(true)
  await lost.getByText('The live server is gone').waitFor()
  await page.locator('.recorded > summary').waitFor()
  relay.cut(false)
  await lost.getByText('The live server is back').waitFor()
  await lost.getByRole('button', { name: 'Run it live again' }).click()
  await page.locator('.recorded > summary').waitFor({ state: 'detached' })
  await page.getByText('1× live').waitFor()
  await expect.poll(() => timeOf(page)).toBeGreaterThan(0.5)
  expect(await page.locator('.box-live').count()).toBe(1)
  forgive(watched)
})
