/** What the engine in a thread has besides the port, which the conformance suite tests on it. */
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest'
import { REDIS_EPOCH_MS, RedisError, type RedisReply } from '../../port'
import { bundleThreadProgram, type ThreadProgram } from '../../testing/valkey-thread'
import { loadValkeyFromPackage } from '../load-node'
import type { ThreadConnection } from './engine'
import { openValkeyThread, type OpenThread } from './open-node'

let program: ThreadProgram
let module: WebAssembly.Module
let thread: OpenThread
let redis: ThreadConnection
let nowMs = 0

beforeAll(async () => {
  program = await bundleThreadProgram()
  module = await loadValkeyFromPackage()
})

afterAll(() => program.remove())

beforeEach(async () => {
  nowMs = 0
  thread = await openValkeyThread(program.url, module, { nowMs: () => nowMs })
  redis = thread.engine.connect()
})

afterEach(() => thread.close())

function run(line: string): RedisReply {
  return (redis.execute([line.split(' ')]) as RedisReply[])[0]!
}

test('begins many requests before the first reply is read, each at its own time', () => {
  const begun = Array.from({ length: 500 }, (_, index) => redis.begin([['INCR', 'n'], ['TIME']], { atMs: index }))
  const last = begun.at(-1)!.take()
  expect(last).toEqual([500, [String(REDIS_EPOCH_MS / 1000), '499000']])
  expect(begun.every((each) => each.isReady())).toBe(true)
  expect(begun.map((each) => each.take()[0])).toEqual(begun.map((_, index) => index + 1))
})

test('passes what is larger than its pipes, both ways and while others wait', () => {
  const value = 'x'.repeat(5_000_000)
  const before = Array.from({ length: 50 }, () => redis.begin([['ECHO', 'y'.repeat(100_000)]]))
  const large = redis.begin([
    ['SET', 'large', value],
    ['GET', 'large'],
  ])
  expect(large.take()).toEqual(['OK', value])
  expect(before.every((each) => String(each.take()[0]).length === 100_000)).toBe(true)
})

test('reads bytes and words as each request asks', () => {
  const [bytes, words] = [redis.begin([['ECHO', 'a']], { binary: true }), redis.begin([['ECHO', 'a']])]
  expect([bytes.take(), words.take()]).toEqual([[new Uint8Array([97])], ['a']])
})

test('restores any snapshot that was not released', () => {
  run('SET key first')
  const first = thread.engine.snapshot()
  run('SET key second')
  const second = thread.engine.snapshot()
  run('FLUSHALL')
  thread.engine.restore(second)
  expect(run('GET key')).toBe('second')
  second.release()
  thread.engine.restore(first)
  expect(run('GET key')).toBe('first')
  const foreign = { engine: 'valkey', takenAtMs: 0, release: () => {} } as const
  expect(() => thread.engine.restore(foreign)).toThrow('another')
})

test('looks without leaving a mark', () => {
  run('SET key value')
  expect(thread.engine.peek([['DEL', 'key']])).toEqual([1])
  expect(run('GET key')).toBe('value')
  expect(thread.engine.memoryBytes()).toBeGreaterThan(1_000_000)
})

test('answers for the server what the port refuses, and what a server that hung up did not', () => {
  expect(redis.execute([['SUBSCRIBE', 'a'], ['PING']])).toEqual([expect.any(RedisError), 'PONG'])
  expect(redis.execute([['QUIT'], ['PING']])).toEqual(['OK', new RedisError('ERR the server closed the connection')])
})

test('a script that never ends fails the request, not its thread', () => {
  const snapshot = thread.engine.snapshot()
  const endless = redis.begin([['EVAL', "while true do redis.call('PING') end", '0']])
  expect(() => endless.take()).toThrow('it waits for time')
  expect(() => endless.take()).toThrow('it waits for time')
  expect(() => run('PING')).toThrow('Valkey stopped')
  thread.engine.restore(snapshot)
  expect(run('PING')).toBe('PONG')
})

test('a closed connection is refused', () => {
  redis.close()
  expect(() => run('PING')).toThrow('closed')
})
