/** A page's engine on a real Redis: played in real time, looked back at, recorded, harmed, and cleaned up after. */
import { base64 } from '@scure/base'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createDesk } from '~/host/desk'
import { nodeHost } from '~/host/node'
import { recordedHost } from '~/host/recording/recorded-host'
import { readRecording } from '~/host/recording/recording-file'
import { loadSimulation } from '~/catalog'
import { RedisSocket } from '~/infra/redis/live/socket-node'
import { formatAction, parseAction } from '~/kernel/action'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import { LiveStack } from './live-stack'
import { thisMachine } from './local/machine'
import { startLocalStack, type LocalStack } from './local/stack'
import { liveKinds } from './options'
import { createStackDesk } from './stack-desk'
import { openDesk, quietRun } from './testing/live-desk'

const REDIS = liveKinds.find(({ name }) => name === 'redis')!
const REDIS_BOX = { kind: 'box', box: 'redis' } as const
const TO_REDIS = { kind: 'arrow', from: 'gateway', to: 'redis' } as const
const NOTHING = () => undefined

let local: LocalStack
let limiter: AnySimulation
beforeAll(async () => {
  local = await startLocalStack([REDIS], thisMachine(path.resolve('.cache')))
  limiter = await loadSimulation('rate-limiter')
})
afterAll(() => local.stop())

/** Keys on the real server, seen by another client. */
async function keysThere(): Promise<string[]> {
  const socket = new RedisSocket(local.stores[0]!.url)
  const [keys] = await socket.send([['KEYS', '*']])
  socket.close()
  return keys as string[]
}

test('keys bear a prefix that was announced, and are gone when the run is', async () => {
  const { desk, stack, said, goOn } = openDesk(local)
  const [{ creates }] = (await stack.survey()) as [Awaited<ReturnType<LiveStack['survey']>>[0]]
  expect(await keysThere()).toEqual([])
  await desk.open(quietRun(limiter), NOTHING)
  expect(await keysThere()).toEqual([])
  await goOn(500)
  const prefix = /boxes:\w+:/.exec(creates.join())![0]
  const keys = await keysThere()
  expect(keys.length).toBeGreaterThan(5)
  expect(keys.filter((key) => !key.startsWith(prefix))).toEqual([])
  // So does the page, which somebody looks at to find them.
  expect((await stack.connectors())[0]!.creates.join()).toContain(`${prefix}*`)
  await desk.end()
  expect(await keysThere()).toEqual([])
  expect(said.join('\n')).toMatch(/Run 1 of rate-limiter creates keys boxes:.*\n.*has removed redis: \d+ keys/)
})

test('what of ours is there is told while a run goes on; what another has left is told apart, and how to remove it', async () => {
  const { desk, stack, goOn } = openDesk(local, { isOwn: true })
  const socket = new RedisSocket(local.stores[0]!.url)
  onTestFinished(async () => {
    await socket.send([['DEL', 'boxes:0badcafer1:k']])
    socket.close()
  })
  await socket.send([['SET', 'boxes:0badcafer1:k', '1']])
  await desk.open(quietRun(limiter, { settings: { redisTimeoutMs: '500', windowMs: '60000' } }), NOTHING)
  await goOn(500)
  const here = () => stack.connectors().then(([redis]) => redis!.here ?? [])
  const left = { what: '1 key boxes:0badcafer1:*', remove: expect.stringContaining("'boxes:0badcafer1:*'") as string }
  await expect.poll(here).toEqual(expect.arrayContaining([left, { what: expect.stringMatching(/^\d+ keys boxes:\w+r1:\*$/) as string }])) // prettier-ignore
  await desk.end()
  await expect.poll(here).toEqual([left])
  expect(await keysThere()).toEqual(['boxes:0badcafer1:k'])
})

test('a run that is ended from outside while it goes on leaves nothing, also of what was on its way', async () => {
  const { desk, stack, goOn } = openDesk(local)
  // Keys last for a window: they would still be there.
  const actions = ['rate:clients=600@0'].map((text) => parseAction(text, vocabularyOf(limiter)))
  await desk.open(quietRun(limiter, { actions, settings: { redisTimeoutMs: '500', windowMs: '60000' } }), NOTHING)
  await goOn(500)
  expect(await keysThere()).not.toEqual([])
  const going = goOn(1_500)
  await stack.close()
  await going
  expect(await keysThere()).toEqual([])
})

test('whoever closes the stack waits for a run whose things are being removed already, and for one that begins', async () => {
  const { stack, said } = openDesk(local)
  const ended = await stack.play(limiter, quietRun(limiter))
  const begun = stack.play(limiter, quietRun(limiter))
  void ended.end()
  await stack.close()
  expect(said.filter((line) => line.includes('has removed'))).toHaveLength(2)
  await begun
  await expect(stack.play(limiter, quietRun(limiter))).rejects.toThrow(/ending/)
})

test('its past is executed from the recording so far, the recording is a file, and it goes no other way', async () => {
  const { desk, goOn } = openDesk(local)
  expect(await desk.can('rate-limiter')).toEqual({ rewind: true, fork: false, isRealTime: true })
  expect(await desk.can('events')).toEqual({ rewind: true, fork: true })
  await desk.open(quietRun(limiter), NOTHING)
  const then = await goOn(400)
  await goOn(800)
  const past = await desk.travel(quietRun(limiter), { atMs: then.nowMs, events: then.events }, NOTHING)
  expect(past!.hash).toBe(then.hash)
  await expect(desk.fork()).rejects.toThrow(/happens once/)
  await expect(desk.inject({ verb: 'freeze', target: REDIS_BOX, forMs: 100 })).rejects.toThrow(/happens once/)
  await desk.leave()
  const now = await goOn(900)
  const pieces: Uint8Array[] = []
  const { bytes } = (await desk.recording(({ base64: piece }) => void pieces.push(base64.decode(piece))))!
  const file = Buffer.concat(pieces)
  expect(file.length).toBe(bytes)
  const recording = readRecording(file, limiter)
  expect(recording).toMatchObject({ traceHash: now.hash, endMs: now.nowMs, stores: { redis: { title: expect.stringMatching(/^Redis \d/) } } }) // prettier-ignore
  const host = await recordedHost(recording, nodeHost)
  const again = createDesk({ ...host, simulation: loadSimulation, hearProgress: () => NOTHING })
  await again.open(recording.run, NOTHING)
  const stop = { at: [], after: 0 }
  const { frame } = await again.advance({
    untilMs: recording.endMs,
    eventsMax: Infinity,
    wallMs: Infinity,
    speed: 1,
    stop,
  })
  expect(frame.hash).toBe(now.hash)
})

test('what the menus offer is done to the real thing, and undone when the run ends', async () => {
  const { desk, goOn } = openDesk(local)
  const [server] = local.stores[0]!.processes
  await desk.open(quietRun(limiter, { settings: {} }), NOTHING)
  await goOn(300)
  await desk.inject({ verb: 'partition', target: TO_REDIS })
  const cut = await goOn(900)
  expect(cut.boxes['shadow']!.figures.counters['allowed']).toBeGreaterThan(0)
  const { pid } = server!
  await desk.inject({ verb: 'crash', target: REDIS_BOX })
  await expect.poll(async () => (await goOn((await goOn(0)).nowMs + 50)) && server!.pid).toBeUndefined()
  await desk.end()
  expect(server!.pid).toEqual(expect.any(Number))
  expect(server!.pid).not.toBe(pid)
  expect(await keysThere()).toEqual([])
})

test('a server that was killed by hand and started again has forgotten its counts, and no answer of it is called a lie for that', async () => {
  const { desk, goOn } = openDesk(local)
  // What it had counted would still count.
  const settings = { redisTimeoutMs: '500', windowMs: '60000' }
  await desk.open(quietRun(limiter, { settings }), NOTHING)
  await goOn(500)
  const [server] = local.stores[0]!.processes
  await server!.kill()
  await server!.start()
  expect((await goOn(2_500)).violationCount).toBe(0)
  await desk.end()
})

test('a server that is somebody’s own is neither killed nor frozen nor written to by hand, and the reason is given', async () => {
  const { desk, goOn } = openDesk(local, { isOwn: true })
  const { live } = await desk.open(quietRun(limiter, { scenario: 'redis-hangs' }), NOTHING)
  // All of that is known before anybody presses anything: by target, by instance, and of what the scenario is to do.
  const { cannot, leftOut } = live!
  expect(cannot['redis']).toMatchObject({ crash: expect.stringMatching(/your own/), freeze: expect.stringMatching(/your own/) }) // prettier-ignore
  expect(cannot['gateway~redis']).not.toHaveProperty('delay')
  expect(cannot['gateway/1~redis']).toHaveProperty('delay', expect.stringMatching(/in common/))
  expect(leftOut.map(({ action, why }) => `${formatAction(action)} ${why}`)).toEqual([
    expect.stringMatching(/^freeze:redis@\d+-\d+ This server is your own/),
  ])
  await goOn(200)
  for (const verb of ['crash', 'freeze']) {
    await expect(desk.inject({ verb, target: REDIS_BOX })).rejects.toThrow(/your own/)
  }
  await expect(desk.inject({ verb: 'command', target: REDIS_BOX, value: 'SET a 1' })).rejects.toThrow(
    /not started for this run/,
  )
  await expect(desk.inject({ verb: 'delay', target: { ...TO_REDIS, fromInstance: 1 }, value: '5' })).rejects.toThrow(
    /in common/,
  )
  await desk.inject({ verb: 'delay', target: TO_REDIS, value: '5' })
  await desk.end()
  expect(await keysThere()).toEqual([])
})

test('a back end that answers garbage is named, and the engine goes on answering', async () => {
  const garbage = createServer((socket) => void socket.on('error', NOTHING).end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  await new Promise<void>((resolve) => garbage.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void garbage.close())
  const url = `redis://127.0.0.1:${(garbage.address() as AddressInfo).port}`
  const stack = new LiveStack({ stores: [{ kind: REDIS, place: REDIS.option.read(url), processes: [] }] })
  await expect(stack.survey()).rejects.toThrow(/redis/i)
  const desk = createStackDesk(stack)
  await expect(desk.open(quietRun(limiter), NOTHING)).rejects.toThrow(/redis/i)
  await expect(desk.describe('rate-limiter')).resolves.toMatchObject({ id: 'rate-limiter' })
})

test('a run that was held stands still while Redis’ clock goes on: what it lets in then is no more than its limit', async () => {
  const { desk, goOn } = openDesk(local)
  const actions = ['rate:clients=20@0', 'rate:abuser=300@0'].map((text) => parseAction(text, vocabularyOf(limiter)))
  await desk.open(quietRun(limiter, { actions }), NOTHING)
  await goOn(1_300)
  // As long as somebody at the screen pauses it: the window of Redis is empty after that.
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const { nowMs, verdicts } = await goOn(2_300)
  expect(nowMs).toBeGreaterThanOrEqual(2_300)
  expect(verdicts.filter(({ held }) => !held).map(({ first }) => first?.evidence.summary)).toEqual([])
  await desk.end()
})
