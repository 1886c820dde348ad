/** Acts of a menu on a real store: on its processes, and on the ways to it. */
import { once } from 'node:events'
import { connect } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { LiveAct } from '~/kernel/live'
import { StackControl } from './control'
import { thisMachine } from './local/machine'
import type { ServerProcess } from './local/server-process'
import { startLocalStack, type LocalStack } from './local/stack'
import { liveKinds } from './options'
import { Proxies, type Way } from './proxy/proxies'

const KIND = 'redis'
const FIRST: Way = { from: 'gateway', fromInstance: 0, to: 'store', toInstance: 0 }
const SECOND: Way = { ...FIRST, fromInstance: 1 }

let stack: LocalStack
beforeAll(async () => {
  stack = await startLocalStack(
    liveKinds.filter(({ name }) => name === KIND),
    thisMachine(path.resolve('.cache')),
  )
})
afterAll(() => stack.stop())

function control() {
  const proxies = new Proxies()
  onTestFinished(() => proxies.close())
  const { processes } = stack.stores[0]!
  const made = new StackControl({ proxies, processes: new Map([[KIND, processes]]) })
  const server = { host: '127.0.0.1', port: processes[0]!.plan.port }
  /** A line of the store's own protocol along a way: the first thing that is heard of it, or how the connection ended. */
  const ping = async (way: Way): Promise<string> => {
    const socket = connect(await made.address(way, server))
    onTestFinished(() => void socket.destroy())
    socket.write('PING\r\n')
    const heard = once(socket, 'data').then(String, (error: NodeJS.ErrnoException) => error.code ?? 'error')
    return (await heard).trim()
  }
  return { control: made, ping }
}

function onBox(verb: string, value?: string): LiveAct {
  const action = {
    verb,
    target: { kind: 'box', box: 'store' },
    atMs: 1,
    ...(value === undefined ? {} : { value }),
  } as const
  return { action, box: 'store', kind: KIND }
}

function onArrow(verb: string, fromInstance?: number, value?: string): LiveAct {
  const target = {
    kind: 'arrow',
    from: 'gateway',
    to: 'store',
    ...(fromInstance === undefined ? {} : { fromInstance }),
  } as const
  return { action: { verb, target, atMs: 1, ...(value === undefined ? {} : { value }) }, box: 'store', kind: KIND }
}

/** Along the arrow from a cluster to itself. */
function amongBrokers(verb: string): LiveAct {
  const target = { kind: 'arrow', from: 'kafka', fromInstance: 1, to: 'kafka', toInstance: 0 } as const
  return { action: { verb, target, atMs: 1 }, box: 'kafka', kind: 'log' }
}

test('a crash kills the server, and its end starts it again', async () => {
  const { control: made, ping } = control()
  const [server] = stack.stores[0]!.processes
  const { pid } = server!
  expect(await ping(FIRST)).toBe('+PONG')
  await made.begin(onBox('crash'))
  expect(server!.pid).toBeUndefined()
  await expect.poll(() => ping(FIRST)).toBe('ECONNREFUSED')
  await made.end(onBox('crash'))
  await expect.poll(() => ping(FIRST)).toBe('+PONG')
  expect(server!.pid).not.toBe(pid)
})

test('a server that does not come back keeps no other from being restored, and is told', async () => {
  const undone: string[] = []
  const server = (name: string, isBroken: boolean) =>
    ({
      freeze: () => undefined,
      keepDead: () => Promise.resolve(),
      thaw: () => void undone.push(`${name} thawed`),
      letLive: () => (isBroken ? Promise.reject(new Error(`${name} did not start`)) : undone.push(`${name} started`)),
    }) as unknown as ServerProcess
  const processes = new Map([[KIND, [server('first', true), server('second', false)]]])
  const made = new StackControl({ proxies: new Proxies(), processes })
  await made.begin(onBox('crash'))
  await made.begin(onBox('freeze'))
  await expect(made.restore()).rejects.toThrow('first did not start')
  expect(undone.toSorted()).toEqual(['first thawed', 'second started', 'second thawed'])
})

test('a restart is over when the server is back', async () => {
  const { control: made, ping } = control()
  const [server] = stack.stores[0]!.processes
  const { pid } = server!
  await made.begin(onBox('restart'))
  expect(server!.pid).not.toBe(pid)
  expect(await ping(FIRST)).toBe('+PONG')
})

test('a frozen server neither answers nor refuses, and then goes on', async () => {
  const { control: made, ping } = control()
  await made.begin(onBox('freeze'))
  const waiting = ping(FIRST)
  await made.end(onBox('freeze'))
  expect(await waiting).toBe('+PONG')
})

test('what is done to one end of an arrow is not done to the others, and ends', async () => {
  const { control: made, ping } = control()
  await made.begin(onArrow('reply-lost', 0, '1'))
  expect(await ping(FIRST)).toBe('ECONNRESET')
  expect(await ping(SECOND)).toBe('+PONG')
  await made.end(onArrow('reply-lost', 0, '1'))
  expect(await ping(FIRST)).toBe('+PONG')
})

test('two acts on one arrow add up, and each ends by itself', async () => {
  const { control: made, ping } = control()
  await made.begin(onArrow('delay', undefined, '30'))
  await made.begin(onBox('slow', '30'))
  const startedMs = performance.now()
  expect(await ping(SECOND)).toBe('+PONG')
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(89)
  await made.end(onArrow('delay', undefined, '30'))
  const again = performance.now()
  expect(await ping(SECOND)).toBe('+PONG')
  expect(performance.now() - again).toBeGreaterThanOrEqual(29)
})

test.each([
  [onBox('crash'), /your own.*--local/],
  [onBox('freeze'), /your own/],
  [onBox('skew'), /clock of its machine/],
  [onBox('errors'), /up to it/],
  [onBox('anything'), /"anything"/],
  [onArrow('duplicate'), /TCP/],
  [amongBrokers('partition'), /directly, and not through a proxy/],
])('what cannot be done is refused with the reason: %j', async (act, why) => {
  const made = new StackControl({ proxies: new Proxies(), processes: new Map() })
  expect(made.refusal(act)).toMatch(why)
  await expect(made.begin(act)).rejects.toThrow(why)
})
