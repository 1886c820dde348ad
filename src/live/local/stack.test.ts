/** A disposable stack of what is installed here: there, harmed, back, and gone without a trace. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Machine } from '~/infra/live-disposable'
import { liveKinds, type LiveKind } from '../options'
import { thisMachine } from './machine'
import { startLocalStack, type LocalStack, type LocalStore } from './stack'
import { Watchdog } from './watchdog'

/** What `npm test` requires; a cluster in Java takes longer than all of this file. */
const REDIS = liveKinds.find(({ name }) => name === 'redis')!
const KINDS = liveKinds.filter(({ name }) => ['redis', 'postgres'].includes(name))

/** How a connection goes: refused, or open, or silent. */
function knock(store: LocalStore): Promise<string> {
  const { port } = store.processes[0]!.plan
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'error'))
    socket.on('connect', () => {
      resolve('open')
      socket.destroy()
    })
  })
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a stack', () => {
  let stack: LocalStack
  beforeAll(async () => {
    stack = await startLocalStack(KINDS, thisMachine(path.resolve('.cache')))
  })
  afterAll(() => stack.stop())

  test('has what is installed, where it says', async () => {
    expect(stack.missing).toEqual([])
    expect(stack.stores.map(({ kind }) => kind.name).toSorted()).toEqual(['postgres', 'redis'])
    for (const store of stack.stores) {
      const [server] = store.kind.option.read(store.url).servers
      expect(server).toEqual({ host: '127.0.0.1', port: store.processes[0]!.plan.port })
      expect(await knock(store)).toBe('open')
    }
  })

  test('each store can be killed and is back on its port with another process', async () => {
    for (const store of stack.stores) {
      const [server] = store.processes
      const { pid } = server!
      await server!.kill()
      expect(await knock(store)).toBe('ECONNREFUSED')
      await server!.start()
      expect(await knock(store)).toBe('open')
      expect(server!.pid).not.toBe(pid)
      expect(isAlive(pid!)).toBe(false)
    }
  })

  test('a frozen store answers nothing, and goes on where it was', async () => {
    const store = stack.stores.find(({ kind }) => kind.name === 'redis')!
    const [server] = store.processes
    const socket = connect({ host: '127.0.0.1', port: server!.plan.port })
    let heard = ''
    socket.on('data', (data) => (heard += data.toString()))
    socket.write('PING\r\n')
    await expect.poll(() => heard).toBe('+PONG\r\n')
    server!.freeze()
    await expect.poll(() => stateOf(server!.pid!)).toBe('T')
    socket.write('PING\r\n')
    expect(heard).toBe('+PONG\r\n')
    server!.thaw()
    await expect.poll(() => heard).toBe('+PONG\r\n+PONG\r\n')
    socket.destroy()
  })
})

test('a stack that is stopped leaves no process and no folder, even if a store is frozen', async () => {
  const stack = await startLocalStack(KINDS, thisMachine(path.resolve('.cache')))
  const pids = stack.stores.flatMap(({ processes }) => processes.map(({ pid }) => pid!))
  const folder = folderOf(stack)
  expect(existsSync(folder)).toBe(true)
  stack.stores[0]!.processes[0]!.freeze()
  await stack.stop()
  expect(pids.filter(isAlive)).toEqual([])
  expect(existsSync(folder)).toBe(false)
})

test('what is not installed is named with the line that installs it, and the rest is started', async () => {
  const here = thisMachine(path.resolve('.cache'))
  const bare: Machine = { ...here, program: (names) => (names.includes('postgres') ? null : here.program(names)) }
  const stack = await startLocalStack(KINDS, bare)
  expect(stack.stores.map(({ kind }) => kind.name)).toEqual(['redis'])
  expect(stack.missing).toEqual([expect.stringContaining('apt-get install postgresql')])
  await stack.stop()
})

test('every kind of store says what is missing on a machine that has nothing', () => {
  const nothing: Machine = { cache: '/nowhere', program: () => null, list: () => [] }
  expect(liveKinds.length).toBeGreaterThanOrEqual(4)
  for (const { label, disposable } of liveKinds) {
    expect(disposable.plan(nothing, '/nowhere', [1, 2, 3, 4, 5, 6])).toEqual({
      missing: expect.stringMatching(new RegExp(`^${label}: .*(install|npm)`)),
    })
  }
})

test('the watchdog ends what it holds when the pipe to it is closed, also what does not listen to signals', async () => {
  const deaf = spawn(process.execPath, [
    '-e',
    `process.on('SIGTERM', () => {}); process.stdout.write('up'); setInterval(() => {}, 1000)`,
  ])
  await new Promise((resolve) => deaf.stdout.once('data', resolve))
  const watchdog = new Watchdog()
  watchdog.hold(deaf.pid!, 'SIGTERM')
  const ended = new Promise((resolve) => deaf.once('exit', (_, signal) => resolve(signal)))
  await watchdog.finish()
  expect(await ended).toBe('SIGKILL')
})

test('the watchdog ends what a process has started, too, frozen or not, and thaws it if it is not to be killed', async () => {
  const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; wait'], { detached: true })
  const child = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)))
  const watchdog = new Watchdog()
  watchdog.hold(parent.pid!, 'SIGTERM')
  for (const pid of [child, parent.pid!]) process.kill(pid, 'SIGSTOP')
  await watchdog.finish()
  expect(await stateOf(child)).not.toMatch(/[TS]/)
  expect(await stateOf(parent.pid!)).not.toMatch(/[TS]/)
})

test('whoever starts a server again waits for its end, and for a start that is under way', async () => {
  const stack = await startLocalStack([REDIS], thisMachine(path.resolve('.cache')))
  onTestFinished(() => stack.stop())
  const [store] = stack.stores
  const [server] = store!.processes
  const killed = server!.kill()
  await server!.start()
  await killed
  expect(await knock(store!)).toBe('open')
  await server!.kill()
  const first = server!.start()
  await server!.start()
  expect(await knock(store!)).toBe('open')
  await first
})

test('a server that several runs keep dead, or frozen, is back when the last of them lets go', async () => {
  const stack = await startLocalStack([REDIS], thisMachine(path.resolve('.cache')))
  onTestFinished(() => stack.stop())
  const [store] = stack.stores
  const [server] = store!.processes
  await Promise.all([server!.keepDead(), server!.keepDead()])
  await server!.revive()
  await server!.letLive()
  expect(await knock(store!)).toBe('ECONNREFUSED')
  await server!.letLive()
  expect(await knock(store!)).toBe('open')
  server!.freeze()
  server!.freeze()
  server!.thaw()
  await expect.poll(() => stateOf(server!.pid!)).toBe('T')
  server!.thaw()
  await expect.poll(() => stateOf(server!.pid!)).not.toBe('T')
})

test('where one kind of store does not start, nothing of the others is left, nor begun', async () => {
  const folders: string[] = []
  const broken: LiveKind = {
    ...REDIS,
    name: 'broken',
    disposable: {
      ...REDIS.disposable,
      plan: (machine, folder, ports) => {
        folders.push(path.dirname(folder))
        const plan = REDIS.disposable.plan(machine, folder, ports)
        if ('missing' in plan) return plan
        return { ...plan, servers: plan.servers.map((each) => ({ ...each, args: ['--no-such-setting'] })) }
      },
    },
  }
  await expect(startLocalStack([...KINDS, broken], thisMachine(path.resolve('.cache')))).rejects.toThrow(/has ended/)
  expect(existsSync(folders[0]!)).toBe(false)
  const ps = spawn('ps', ['-A', '-o', 'args='])
  let said = ''
  for await (const data of ps.stdout) said += String(data)
  expect(said).not.toContain(folders[0]!)
})

function folderOf(stack: LocalStack): string {
  const { args } = stack.stores[0]!.processes[0]!.plan
  return /\/[^ =]*boxes-live-[^/]+/.exec(args.join(' '))![0]
}

/** The state of a process, as `ps` says it. */
async function stateOf(pid: number): Promise<string> {
  const ps = spawn('ps', ['-o', 'stat=', '-p', String(pid)])
  let said = ''
  for await (const data of ps.stdout) said += String(data)
  return said.trim().slice(0, 1)
}
