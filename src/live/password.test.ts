/**
 * A store with a password: nothing that leaves the live server holds it, neither the socket of a page, nor a trace, a recording, or what is
 * told in the terminal; not while all goes well, and not when the store turns us away.
 */
import { gunzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket as NodeSocket } from 'ws'
import { askOver } from '~/host/links/asking'
import { SOCKET_PATH } from '~/host/links/entrance'
import { linkOverSocket } from '~/host/links/socket'
import { RedisSocket } from '~/infra/redis/live/socket-node'
import { startRealServer } from '~/infra/redis/testing/real-server'
import { parseAction } from '~/kernel/action'
import { runOf } from '~/kernel/run'
import { vocabularyOf } from '~/kernel/simulation'
import { loadSimulation } from '~/catalog'
import { LiveStack } from './live-stack'
import { liveKinds } from './options'
import { createRedactor } from './redact'
import { createStackDesk } from './stack-desk'
import { serveSite } from './testing/serve-site'

const PASSWORD = 'c0rrect&horse%"battery'
const OTHER = 'n0t-the-one'
const REDIS = liveKinds.find(({ name }) => name === 'redis')!

/** Every form in which somebody might read it. */
function formsOf(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1)
  return [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    btoa(secret),
  ]
}

/** A Redis with a password, and an administrator who has it. */
async function lockedRedis() {
  const redis = await startRealServer()
  onTestFinished(redis.stop)
  const administrator = new RedisSocket(redis.url)
  onTestFinished(() => administrator.close())
  await administrator.send([['CONFIG', 'SET', 'requirepass', PASSWORD]])
  const [, where = ''] = redis.url.split('//')
  return { administrator, url: `redis://:${encodeURIComponent(PASSWORD)}@${where}`, open: redis.url }
}

/** A page of a live server on it, and everything that has left that. */
async function openPage(url: string) {
  const left: string[] = []
  const place = REDIS.option.read(url)
  const redact = createRedactor(place.secrets)
  const stack = new LiveStack({ stores: [{ kind: REDIS, place, processes: [] }], tell: (line) => left.push(redact(line)) })
  onTestFinished(() => stack.close())
  const server = await serveSite({ desk: () => createStackDesk(stack), redact })
  const origin = `http://127.0.0.1:${server.port}`
  class Heard extends NodeSocket {
    constructor(at: string, protocols: string[]) {
      super(at, protocols, { origin })
      this.on('message', (data: Buffer) => left.push(data.toString()))
    }
  }
  const link = linkOverSocket({ token: server.token() }, {
    url: `ws://127.0.0.1:${server.port}${SOCKET_PATH}`,
    keep: () => undefined,
    forget: () => undefined,
    WebSocket: Heard as unknown as typeof WebSocket,
  })
  onTestFinished(() => link.close())
  return { engine: askOver(link).engine, left, stack }
} // prettier-ignore

async function quietRun() {
  const vocabulary = vocabularyOf(await loadSimulation('rate-limiter'))
  const actions = ['rate:clients=100@0', 'rate:abuser=50@0'].map((text) => parseAction(text, vocabulary))
  return { ...runOf('rate-limiter', { scenario: 'steady', settings: { redisTimeoutMs: '500' } }), actions }
}

function expectSilence(left: readonly string[]): void {
  const all = left.join('\n')
  for (const form of formsOf(PASSWORD)) expect(all.includes(form), `what has left holds ${form}`).toBe(false)
}

test('a run on it goes well, and neither socket, trace, recording nor terminal hold the password', async () => {
  const { administrator, url, open } = await lockedRedis()
  // Without it nobody gets in, so it was used.
  const stranger = new RedisSocket(open)
  onTestFinished(() => stranger.close())
  expect(String((await stranger.send([['GET', 'a']]))[0])).toMatch(/NOAUTH/)
  const { engine, left } = await openPage(url)
  const run = await quietRun()
  await engine.open(run, () => undefined)
  for (let nowMs = 0; nowMs < 800;) {
    const stop = { at: [], after: 0 }
    nowMs = (await engine.advance({ untilMs: 800, eventsMax: 5_000, wallMs: 50, speed: 1, stop })).frame.nowMs
  }
  expect((await administrator.send([['DBSIZE']]))[0]).toBeGreaterThan(5)
  expect(await engine.stores()).toMatchObject([{ state: 'connected' }])
  for (const view of ['state', 'keys', 'cli']) {
    const line = view === 'cli' ? 'CONFIG GET requirepass' : undefined
    left.push(
      JSON.stringify(await engine.inspect('redis', 0, line === undefined ? { view } : { view, line }).catch(String)),
    )
  }
  const pieces: Buffer[] = []
  await engine.recording(({ base64 }) => pieces.push(Buffer.from(base64, 'base64')))
  const recording = gunzipSync(Buffer.concat(pieces)).toString()
  expect(recording).toContain('rate-limiter')
  let trace = ''
  await engine.exportTrace(run, 500, 'ndjson', (event) => void (trace += 'text' in event ? event.text : ''))
  expect(trace.split('\n').length).toBeGreaterThan(100)
  expect(left.join()).toContain('Run 1 of rate-limiter creates keys')
  expectSilence([...left, recording, trace])
})

test('a store that turns us away is told of without the password, in the page and in the terminal', async () => {
  const { administrator, url } = await lockedRedis()
  await administrator.send([['CONFIG', 'SET', 'requirepass', OTHER]])
  const { engine, left, stack } = await openPage(url)
  await expect.poll(() => engine.stores()).toMatchObject([{ state: 'refused' }])
  left.push(await engine.open(await quietRun(), () => undefined).then(() => 'opened', String))
  left.push(await stack.survey().then(() => 'found', String))
  expect(left.join('\n')).toMatch(/does not take this user and password/)
  expect(left.join('\n')).not.toMatch(/opened|found$/m)
  expectSilence(left)
})
