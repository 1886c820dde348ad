import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { REDIS_EPOCH_MS, RedisError, type RedisReply } from '../port'
import { createValkeyEngine, type ValkeyConnection, type ValkeyEngine } from './engine'
import { loadValkeyFromPackage } from './load-node'
import { compileValkey, VALKEY_VERSION, ValkeyLoadError } from './module'

let module: WebAssembly.Module
let nowMs = 0
let engine: ValkeyEngine
let redis: ValkeyConnection
const clock = { nowMs: () => nowMs }

beforeAll(async () => {
  module = await loadValkeyFromPackage()
})

beforeEach(() => {
  nowMs = 0
  engine = createValkeyEngine(module, { clock })
  redis = engine.connect()
})

function run(line: string, connection = redis): RedisReply {
  return connection.execute([line.split(' ')])[0]!
}

describe('the module', () => {
  test('is the version that is recorded', () => {
    expect(run('INFO server')).toContain(`valkey_version:${VALKEY_VERSION}`)
  })

  test('is refused when its bytes are others', async () => {
    await expect(compileValkey(new Uint8Array([0, 97, 115, 109]))).rejects.toThrow(ValkeyLoadError)
  })
})

describe('virtual time', () => {
  test('is the server’s time, to the microsecond', () => {
    nowMs = 1234.5678
    expect(run('TIME')).toEqual([String(REDIS_EPOCH_MS / 1000 + 1), '234568'])
  })

  test('dates stream entries', () => {
    nowMs = 42.9
    expect([run('XADD log * event a'), run('XADD log * event b')]).toEqual([
      `${REDIS_EPOCH_MS + 42}-0`,
      `${REDIS_EPOCH_MS + 42}-1`,
    ])
  })

  test('expires keys at their instant', () => {
    run('SET key value PX 100')
    nowMs = 99.9
    expect([run('GET key'), run('PTTL key')]).toEqual(['value', 1])
    nowMs = 101
    expect([run('GET key'), run('PTTL key')]).toEqual([null, -2])
  })

  test('lets a tick expire what nobody asks for', () => {
    for (let key = 0; key < 10; key += 1) run(`SET key:${key} value PX 50`)
    nowMs = 60
    for (; nowMs < 2000; nowMs += 100) engine.tick()
    expect(run('INFO stats')).toContain('expired_keys:10')
  })

  test('can be another instant than now', () => {
    nowMs = 5000
    const at = redis.execute([['SET', 'key', 'value', 'PX', '100'], ['TIME']], { atMs: 1000 })
    expect(at[1]).toEqual([String(REDIS_EPOCH_MS / 1000 + 1), '0'])
    expect(run('GET key')).toBeNull()
  })
})

test('two engines give the same bytes for the same commands at the same times', () => {
  const lines = [
    'SADD set a b c d e f g h i j k l m',
    'SRANDMEMBER set 5',
    'SPOP set 2',
    'RANDOMKEY',
    'XADD log * field value',
    'HSET hash a 1 b 2 c 3',
    'HRANDFIELD hash 2',
    'SCAN 0',
    'INFO everything',
    'CLIENT LIST',
    'ACL GENPASS',
  ]
  const scripts = ['return {math.random(1, 1e6), math.random(1, 1e6)}', "return redis.call('TIME')"]
  const play = () => {
    nowMs = 0
    const own = createValkeyEngine(module, { clock })
    const connection = own.connect()
    return Array.from({ length: 5 }, () => {
      nowMs += 137.3
      own.tick()
      return [...lines.map((line) => line.split(' ')), ...scripts.map((source) => ['EVAL', source, '0'])].map(
        (command) => connection.execute([command])[0],
      )
    })
  }
  expect(play()).toEqual(play())
})

describe('a snapshot', () => {
  test('brings back data, scripts and configuration after FLUSHALL', () => {
    run('SET key value')
    run('CONFIG SET maxmemory 50mb')
    const sha = redis.execute([['SCRIPT', 'LOAD', 'return 7']])[0] as string
    const snapshot = engine.snapshot()
    run('FLUSHALL')
    run('SCRIPT FLUSH')
    run('CONFIG SET maxmemory 0')
    engine.restore(snapshot)
    expect([run('GET key'), run(`EVALSHA ${sha} 0`), run('CONFIG GET maxmemory')]).toEqual([
      'value',
      7,
      ['maxmemory', String(50 * 1024 * 1024)],
    ])
  })

  test('brings back connections in the middle of a transaction', () => {
    const other = engine.connect()
    run('SELECT 3')
    run('MULTI')
    run('SET key mine')
    run('WATCH watched', other)
    const snapshot = engine.snapshot()
    run('DISCARD')
    const late = engine.connect()
    run('SET watched late', late)
    engine.restore(snapshot)
    expect(run('EXEC')).toEqual(['OK'])
    expect(run('GET key')).toBe('mine')
    expect(other.execute([['MULTI'], ['PING'], ['EXEC']])[2]).toEqual(['PONG'])
    expect(run('GET watched', late)).toBeNull()
  })

  test('is right after the memory has grown, and can be used again', () => {
    const other = engine.connect()
    run('SET key before', other)
    const snapshot = engine.snapshot()
    const sizeBytes = engine.memoryBytes()
    for (let round = 0; round < 2; round += 1) {
      redis.execute([['SET', 'large', new Uint8Array(8_000_000)]])
      run('SET key after', other)
      expect(engine.memoryBytes()).toBeGreaterThan(sizeBytes)
      engine.restore(snapshot)
      expect(engine.memoryBytes()).toBe(sizeBytes)
      expect([run('GET key'), run('EXISTS large', other)]).toEqual(['before', 0])
    }
  })

  test('makes a run from it repeat itself', () => {
    const play = () => {
      nowMs = 100
      return ['SADD set a b c d e f', 'SRANDMEMBER set', 'XADD log * f v', 'INFO everything'].map((line) => run(line))
    }
    run('SET key value')
    const snapshot = engine.snapshot()
    const first = play()
    engine.restore(snapshot)
    expect(play()).toEqual(first)
  })

  test('does not bring back a connection that was closed since', () => {
    const other = engine.connect()
    run('PING', other)
    const snapshot = engine.snapshot()
    other.close()
    engine.restore(snapshot)
    expect(run('INFO clients')).toContain('connected_clients:1')
    expect(() => run('PING', other)).toThrow('closed')
  })

  test('is refused by another engine’s restore', () => {
    const foreign = { engine: 'mock', takenAtMs: 0, release: () => {} } as const
    expect(() => engine.restore(foreign)).toThrow('cannot be restored into valkey')
  })
})

test('reset empties the server and open connections go on', () => {
  run('SELECT 3')
  run('SET key value')
  run('CONFIG SET maxmemory 1')
  engine.reset()
  expect([run('GET key'), run('SET key value'), run('CLIENT INFO')]).toEqual([
    null,
    'OK',
    expect.stringContaining(' db=0 '),
  ])
})

test('a connection that the server closes is opened anew', () => {
  const replies = redis.execute([['SELECT', '3'], ['QUIT'], ['PING']])
  expect(replies).toEqual(['OK', 'OK', new RedisError('ERR the server closed the connection')])
  expect(run('CLIENT INFO')).toContain(' db=0 ')
})

test('closing a connection ends its transaction', () => {
  run('MULTI')
  run('SET key value')
  redis.close()
  const other = engine.connect()
  expect([run('GET key', other), run('INFO clients', other)]).toEqual([
    null,
    expect.stringContaining('connected_clients:1'),
  ])
})

test('a script that loops over commands for ever is stopped, and a restore heals', () => {
  run('SET key value')
  const snapshot = engine.snapshot()
  expect(() => redis.execute([['EVAL', "while true do redis.call('PING') end", '0']])).toThrow('time')
  expect(() => run('PING')).toThrow('Valkey stopped')
  engine.restore(snapshot)
  expect(run('GET key')).toBe('value')
})

test('a server without memory refuses writes in its own words', () => {
  run('SET key value')
  run('CONFIG SET maxmemory 1')
  expect([run('SET key other'), run('GET key')]).toEqual([
    new RedisError("OOM command not allowed when used memory > 'maxmemory'."),
    'value',
  ])
})
