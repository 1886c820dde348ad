/**
 * The conformance suite: what every server behind the port must answer, as data. A case is a row of commands with
 * their replies, or a function that observes something; nothing in it knows which engine it runs on.
 */
import {
  RedisError,
  type RedisClient,
  type RedisCommand,
  type RedisConnection,
  type RedisEngine,
  type RedisReply,
} from './port'
import { clientOfConnection } from './client-of-connection'
import { defineScript, runScript } from './script'

/** An engine under test, and its time. */
export interface ConformanceWorld {
  readonly engine: RedisEngine
  /** Lets time pass for the server, in milliseconds: virtual time at once, real time by waiting. */
  advance(durationMs: number): Promise<void>
}

/** What a case works with: a fresh, empty server and two connections to it. */
export interface ConformanceBench {
  readonly client: RedisClient
  readonly other: RedisClient
  readonly connection: RedisConnection
  advance(durationMs: number): Promise<void>
}

/** Something every server must answer alike. */
export interface ConformanceCase {
  readonly name: string
  readonly expected: unknown
  /** What the server did, as plain data: errors are shown as `(error) CODE`. */
  observe(bench: ConformanceBench): Promise<unknown>
}

/** Runs a case on an emptied engine and gives what was observed. */
export async function observeCase(world: ConformanceWorld, subject: ConformanceCase): Promise<unknown> {
  await world.engine.reset()
  const connections = [world.engine.connect(), world.engine.connect()] as const
  try {
    return await subject.observe({
      client: clientOfConnection(connections[0]),
      other: clientOfConnection(connections[1]),
      connection: connections[0],
      advance: (durationMs) => world.advance(durationMs),
    })
  } finally {
    for (const connection of connections) connection.close()
  }
}

type Words = string | RedisCommand
type Row = readonly [command: Words, reply: unknown]

/** A command as words separated by single spaces, or as it is. */
function commandOf(words: Words): RedisCommand {
  return typeof words === 'string' ? words.split(' ') : words
}

/** A reply as plain data. */
function show(reply: RedisReply): unknown {
  if (reply instanceof RedisError) return `(error) ${reply.code}`
  if (Array.isArray(reply)) return reply.map(show)
  return reply
}

/** Rows of commands and replies, one after the other on one connection. */
function table(name: string, rows: readonly Row[]): ConformanceCase {
  return {
    name,
    expected: rows.map(([, reply]) => reply),
    async observe({ client }) {
      const replies: unknown[] = []
      for (const [words] of rows) replies.push(show((await client.pipeline([commandOf(words)]))[0]!))
      return replies
    },
  }
}

/** Anything that takes more than rows. */
function observation(
  name: string,
  expected: unknown,
  observe: (bench: ConformanceBench) => Promise<unknown>,
): ConformanceCase {
  return { name, expected, observe }
}

async function failure(attempt: Promise<unknown>): Promise<unknown> {
  try {
    return await attempt
  } catch (error) {
    return error instanceof RedisError ? show(error) : error
  }
}

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, index) => index)
const HOSTILE_BYTES = new TextEncoder().encode('$3\r\n*1\r\n\0-ERR\r\n')
const UNICODE = 'žluťoučký 漢字 🦄'
const MEBIBYTE = 1_048_576

const incrementBounded = defineScript({
  name: 'increment-bounded',
  keys: ['counter'],
  source: `local value = redis.call('INCR', KEYS[1])
if value > tonumber(ARGV[1]) then return {0, value} end
return {1, value}`,
})

const strings = [
  table('SET and GET a string, and null for none', [
    ['SET greeting hello', 'OK'],
    ['GET greeting', 'hello'],
    ['GET nothing', null],
    ['STRLEN greeting', 5],
    ['APPEND greeting !', 6],
    ['GETRANGE greeting 1 3', 'ell'],
    ['EXISTS greeting nothing greeting', 2],
    ['DEL greeting nothing', 1],
  ]),
  table('SET obeys NX, XX and GET', [
    ['SET key first NX', 'OK'],
    ['SET key second NX', null],
    ['SET key third XX GET', 'first'],
    ['SET absent value XX', null],
    ['GET key', 'third'],
  ]),
  table('MSET and MGET answer in order', [
    ['MSET a 1 b 2', 'OK'],
    ['MGET b nothing a', ['2', null, '1']],
    ['MSETNX b 3 c 4', 0],
    ['GET c', null],
  ]),
  table('counters count', [
    ['INCR counter', 1],
    ['INCRBY counter 41', 42],
    ['DECR counter', 41],
    ['DECRBY counter 50', -9],
    ['INCRBYFLOAT counter 0.5', '-8.5'],
  ]),
  table('counters refuse what is not an integer', [
    ['SET word abc', 'OK'],
    ['INCR word', '(error) ERR'],
    ['GET word', 'abc'],
  ]),
  table('integers reach the 64-bit boundary and no further', [
    ['SET big 9223372036854775806', 'OK'],
    ['INCR big', '9223372036854775807'],
    ['INCR big', '(error) ERR'],
    ['GET big', '9223372036854775807'],
    ['SET small -9223372036854775808', 'OK'],
    ['DECR small', '(error) ERR'],
    ['SET safe 9007199254740990', 'OK'],
    ['INCR safe', 9007199254740991],
    ['INCR safe', '9007199254740992'],
  ]),
  table('empty strings are values', [
    [['SET', 'empty', ''], 'OK'],
    ['GET empty', ''],
    ['STRLEN empty', 0],
    ['EXISTS empty', 1],
    [['SET', '', 'at the empty key'], 'OK'],
    [['GET', ''], 'at the empty key'],
  ]),
  table('unicode comes back and counts in bytes', [
    [['SET', UNICODE, UNICODE], 'OK'],
    [['GET', UNICODE], UNICODE],
    [['STRLEN', UNICODE], new TextEncoder().encode(UNICODE).length],
  ]),
]

const collections = [
  table('hashes', [
    ['HSET user name Ada born 1815', 2],
    ['HSET user name Lovelace', 0],
    ['HGET user name', 'Lovelace'],
    ['HGET user nothing', null],
    ['HMGET user born nothing', ['1815', null]],
    ['HGETALL user', ['name', 'Lovelace', 'born', '1815']],
    ['HINCRBY user born 1', 1816],
    ['HEXISTS user born', 1],
    ['HDEL user born nothing', 1],
    ['HLEN user', 1],
    ['HGETALL nothing', []],
  ]),
  table('lists', [
    ['RPUSH queue a b c', 3],
    ['LPUSH queue z', 4],
    ['LRANGE queue 0 -1', ['z', 'a', 'b', 'c']],
    ['LPOP queue', 'z'],
    ['RPOP queue', 'c'],
    ['LLEN queue', 2],
    ['LINDEX queue -1', 'b'],
    ['LPOP nothing', null],
    ['LRANGE nothing 0 -1', []],
  ]),
  table('a collection that empties is gone', [
    ['RPUSH queue a', 1],
    ['LPOP queue', 'a'],
    ['EXISTS queue', 0],
    ['TYPE queue', 'none'],
  ]),
  table('sets', [
    ['SADD tags a b a', 2],
    ['SADD tags b', 0],
    ['SISMEMBER tags a', 1],
    ['SCARD tags', 2],
    ['SREM tags a c', 1],
    ['SMEMBERS tags', ['b']],
    ['SMEMBERS nothing', []],
  ]),
  table('sorted sets', [
    ['ZADD board 1 ann 2.5 bob 3 cy', 3],
    ['ZADD board 4 ann', 0],
    ['ZRANGE board 0 -1', ['bob', 'cy', 'ann']],
    ['ZRANGE board 0 -1 WITHSCORES', ['bob', '2.5', 'cy', '3', 'ann', '4']],
    ['ZRANGEBYSCORE board (2.5 +inf', ['cy', 'ann']],
    ['ZRANGEBYSCORE board -inf +inf LIMIT 1 1', ['cy']],
    ['ZSCORE board bob', '2.5'],
    ['ZSCORE board nobody', null],
    ['ZRANK board cy', 1],
    ['ZCOUNT board 3 4', 2],
    ['ZINCRBY board 1 bob', '3.5'],
    ['ZREMRANGEBYSCORE board -inf (3.5', 1],
    ['ZCARD board', 2],
    ['ZPOPMIN board', ['bob', '3.5']],
    ['ZREM board ann nobody', 1],
    ['ZCARD board', 0],
  ]),
  table('sorted sets order equal scores by member', [
    ['ZADD same 0 b 0 a 0 c', 3],
    ['ZRANGE same 0 -1', ['a', 'b', 'c']],
  ]),
  table('a window of microsecond scores', [
    ['ZADD window 1767268800000000 a 1767268800500000 b 1767268801000000 c', 3],
    ['ZREMRANGEBYSCORE window -inf 1767268800500000', 2],
    ['ZCARD window', 1],
    ['ZRANGE window 0 0 WITHSCORES', ['c', '1767268801000000']],
  ]),
  table('streams', [
    ['XADD log 5-1 event a', '5-1'],
    ['XADD log 5-2 event b', '5-2'],
    ['XADD log 5-2 event c', '(error) ERR'],
    ['XLEN log', 2],
    [
      'XRANGE log - +',
      [
        ['5-1', ['event', 'a']],
        ['5-2', ['event', 'b']],
      ],
    ],
    ['XRANGE log 5-2 +', [['5-2', ['event', 'b']]]],
    ['XREAD COUNT 1 STREAMS log 5-1', [['log', [['5-2', ['event', 'b']]]]]],
    ['XREAD STREAMS log 5-2', null],
    ['XDEL log 5-1', 1],
  ]),
  table('consumer groups claim and acknowledge', [
    ['XADD log 1-1 event a', '1-1'],
    ['XGROUP CREATE log workers 0', 'OK'],
    ['XREADGROUP GROUP workers ann COUNT 1 STREAMS log >', [['log', [['1-1', ['event', 'a']]]]]],
    ['XACK log workers 1-1', 1],
  ]),
  table('TYPE names each kind', [
    ['SET s 1', 'OK'],
    ['RPUSH l 1', 1],
    ['SADD t 1', 1],
    ['ZADD z 1 1', 1],
    ['HSET h 1 1', 1],
    ['XADD x 1-1 f v', '1-1'],
    ['TYPE s', 'string'],
    ['TYPE l', 'list'],
    ['TYPE t', 'set'],
    ['TYPE z', 'zset'],
    ['TYPE h', 'hash'],
    ['TYPE x', 'stream'],
  ]),
  observation('SCAN visits every key once', [250, 250], async ({ client }) => {
    for (let index = 0; index < 250; index += 1) await client.command(['SET', `key:${index}`, '1'])
    const seen: RedisReply[] = []
    let cursor = '0'
    for (let page = 0; page < 500; page += 1) {
      const [next, keys] = (await client.command(['SCAN', cursor, 'MATCH', 'key:*', 'COUNT', '10'])) as [
        string,
        string[],
      ]
      seen.push(...keys)
      cursor = next
      if (cursor === '0') break
    }
    return [seen.length, new Set(seen).size]
  }),
]

const errors = [
  table('WRONGTYPE for a string command on a list', [
    ['RPUSH list a', 1],
    ['GET list', '(error) WRONGTYPE'],
    ['INCR list', '(error) WRONGTYPE'],
    ['APPEND list b', '(error) WRONGTYPE'],
    ['LRANGE list 0 -1', ['a']],
  ]),
  table('WRONGTYPE for a collection command on a string', [
    ['SET text a', 'OK'],
    ['LPUSH text b', '(error) WRONGTYPE'],
    ['SADD text b', '(error) WRONGTYPE'],
    ['ZADD text 1 b', '(error) WRONGTYPE'],
    ['HSET text b c', '(error) WRONGTYPE'],
    ['GET text', 'a'],
  ]),
  table('unknown commands', [
    ['FROBNICATE now', '(error) ERR'],
    ['PING', 'PONG'],
  ]),
  table('wrong numbers of arguments', [
    ['GET', '(error) ERR'],
    ['SET key', '(error) ERR'],
    ['ZADD key 1', '(error) ERR'],
    ['INCR', '(error) ERR'],
  ]),
  table('malformed arguments', [
    ['SET key value PX never', '(error) ERR'],
    ['SET key value PX 0', '(error) ERR'],
    ['SET key value NX XX', '(error) ERR'],
    ['ZADD key one a', '(error) ERR'],
    ['EXPIRE key soon', '(error) ERR'],
    ['GET key', null],
  ]),
  observation('command() throws what pipeline() gives as a value', ['(error) WRONGTYPE', true], async ({ client }) => {
    await client.command(['RPUSH', 'list', 'a'])
    const [value] = await client.pipeline([['LPUSH', 'list', 'b'], ['FROBNICATE']]).then((replies) => replies.slice(1))
    const thrown = await failure(client.command(['XADD', 'list', '1-1', 'f', 'v']))
    return [thrown, value instanceof RedisError]
  }),
]

const pipelines = [
  observation(
    'a pipeline answers in order, errors in their place',
    ['OK', '(error) ERR', 2, [], '2'],
    async ({ client }) =>
      show(
        await client.pipeline([
          ['SET', 'n', '1'],
          ['FROBNICATE'],
          ['INCR', 'n'],
          ['LRANGE', 'none', '0', '-1'],
          ['GET', 'n'],
        ]),
      ),
  ),
  observation('a pipeline of a thousand keeps its order', true, async ({ client }) => {
    const replies = await client.pipeline(Array.from({ length: 1000 }, () => ['INCR', 'n']))
    return replies.every((reply, index) => reply === index + 1)
  }),
  observation('an empty pipeline answers nothing', [], async ({ client }) => client.pipeline([])),
  observation('connections share data, not state', ['OK', 'from 1', null, 'from 1'], async ({ client, other }) => [
    await client.command(['SET', 'key', 'from 1']),
    await other.command(['GET', 'key']),
    (
      await client.pipeline([
        ['SELECT', '1'],
        ['GET', 'key'],
      ])
    )[1],
    await other.command(['GET', 'key']),
  ]),
]

const transactions = [
  table('MULTI queues and EXEC answers all', [
    ['MULTI', 'OK'],
    ['SET a 1', 'QUEUED'],
    ['INCR a', 'QUEUED'],
    ['RPUSH l x y', 'QUEUED'],
    ['LRANGE l 0 -1', 'QUEUED'],
    ['EXEC', ['OK', 2, 2, ['x', 'y']]],
  ]),
  table('a command that fails inside EXEC does not stop the others', [
    ['SET word abc', 'OK'],
    ['MULTI', 'OK'],
    ['SET before 1', 'QUEUED'],
    ['LPUSH word x', 'QUEUED'],
    ['SET after 1', 'QUEUED'],
    ['EXEC', ['OK', '(error) WRONGTYPE', 'OK']],
  ]),
  table('a command that cannot be queued aborts EXEC', [
    ['MULTI', 'OK'],
    ['SET a 1', 'QUEUED'],
    ['FROBNICATE', '(error) ERR'],
    ['EXEC', '(error) EXECABORT'],
    ['GET a', null],
  ]),
  table('a command this port refuses aborts EXEC, too', [
    ['MULTI', 'OK'],
    ['SET a 1', 'QUEUED'],
    ['BLPOP a 0', '(error) ERR'],
    ['EXEC', '(error) EXECABORT'],
    ['GET a', null],
  ]),
  table('DISCARD forgets the queue', [
    ['MULTI', 'OK'],
    ['SET a 1', 'QUEUED'],
    ['DISCARD', 'OK'],
    ['GET a', null],
    ['EXEC', '(error) ERR'],
    ['DISCARD', '(error) ERR'],
  ]),
  observation('WATCH lets EXEC pass when nothing was written', [['OK'], '2'], async ({ client }) => {
    await client.command(['SET', 'key', '1'])
    await client.command(['WATCH', 'key'])
    const replies = await client.pipeline([['MULTI'], ['SET', 'key', '2'], ['EXEC']])
    return [show(replies[2]!), await client.command(['GET', 'key'])]
  }),
  observation('WATCH stops EXEC when another connection wrote', [null, 'theirs'], async ({ client, other }) => {
    await client.command(['WATCH', 'key'])
    await other.command(['SET', 'key', 'theirs'])
    const replies = await client.pipeline([['MULTI'], ['SET', 'key', 'mine'], ['EXEC']])
    return [replies[2], await client.command(['GET', 'key'])]
  }),
  observation('UNWATCH forgets what was watched', 'mine', async ({ client, other }) => {
    await client.command(['WATCH', 'key'])
    await other.command(['SET', 'key', 'theirs'])
    await client.pipeline([['UNWATCH'], ['MULTI'], ['SET', 'key', 'mine'], ['EXEC']])
    return client.command(['GET', 'key'])
  }),
  observation('others see nothing between MULTI and EXEC', [null, '1'], async ({ client, other }) => {
    await client.pipeline([['MULTI'], ['SET', 'key', '1']])
    const before = await other.command(['GET', 'key'])
    await client.command(['EXEC'])
    return [before, await other.command(['GET', 'key'])]
  }),
]

const scripts = [
  observation(
    'EVALSHA falls back on NOSCRIPT, once',
    ['(error) NOSCRIPT', [1, 1], [1, 2], [0, 3]],
    async ({ client }) => [
      await failure(client.command(['EVALSHA', incrementBounded.sha, '1', 'counter', '2'])),
      await runScript(client, incrementBounded, ['counter'], ['2']),
      await runScript(client, incrementBounded, ['counter'], ['2']),
      await runScript(client, incrementBounded, ['counter'], ['2']),
    ],
  ),
  observation('SCRIPT FLUSH forgets, and runScript teaches again', [[1], 'OK', [0], [1, 2]], async ({ client }) => {
    await runScript(client, incrementBounded, ['counter'], ['9'])
    return [
      await client.command(['SCRIPT', 'EXISTS', incrementBounded.sha]),
      await client.command(['SCRIPT', 'FLUSH']),
      await client.command(['SCRIPT', 'EXISTS', incrementBounded.sha]),
      await runScript(client, incrementBounded, ['counter'], ['9']),
    ]
  }),
  observation('SCRIPT LOAD answers the digest, and EVAL caches, too', [true, [1, 1]], async ({ client }) => {
    const sha = await client.command(['SCRIPT', 'LOAD', incrementBounded.source])
    await client.command(['EVAL', 'return 1', '0'])
    const known = await client.command([
      'SCRIPT',
      'EXISTS',
      incrementBounded.sha,
      'e0e1f9fabfc9d4800c877a703b823ac0578ff8db',
    ])
    return [sha === incrementBounded.sha, known]
  }),
  observation('a script knows its keys and arguments', ['k1', 'k2', 'a1', 2, 1], async ({ client }) =>
    client.command(['EVAL', 'return {KEYS[1], KEYS[2], ARGV[1], #KEYS, #ARGV}', '2', 'k1', 'k2', 'a1']),
  ),
  observation(
    'Lua values become replies',
    [3, -3, 'text', null, 1, [1, 2], [1, [2, ['x']]], [], 'FINE'],
    async ({ client }) => {
      const sources = [
        '3.9',
        '-3.9',
        "'text'",
        'false',
        'true',
        '{1, 2, nil, 4}',
        "{1, {2, {'x'}}}",
        '{}',
        "{ok = 'FINE'}",
      ]
      return Promise.all(sources.map((source) => client.command(['EVAL', `return ${source}`, '0'])))
    },
  ),
  observation('null in a script is false', 'false', async ({ client }) =>
    client.command(['EVAL', "return tostring(redis.call('GET', 'nothing'))", '0']),
  ),
  observation('redis.call raises, redis.pcall returns', ['(error) ERR', 'table', '1'], async ({ client }) => [
    await failure(
      client.command([
        'EVAL',
        "redis.call('SET', 'done', '1') redis.call('FROBNICATE') redis.call('SET', 'done', '2')",
        '0',
      ]),
    ),
    await client.command(['EVAL', "local reply = redis.pcall('FROBNICATE') return type(reply)", '0']),
    await client.command(['GET', 'done']),
  ]),
  observation(
    'an error inside a script keeps its code',
    ['(error) WRONGTYPE', '(error) WRONGTYPE'],
    async ({ client }) => {
      await client.command(['RPUSH', 'list', 'a'])
      return [
        await failure(client.command(['EVAL', "return redis.call('INCR', KEYS[1])", '1', 'list'])),
        await failure(client.command(['EVAL', "return redis.pcall('INCR', KEYS[1])", '1', 'list'])),
      ]
    },
  ),
  observation('a script can answer an error of its own', ['(error) LIMITED', '(error) LIMITED'], async ({ client }) => [
    await failure(client.command(['EVAL', "return redis.error_reply('LIMITED try later')", '0'])),
    await failure(client.command(['EVAL', "return {err = 'LIMITED try later'}", '0'])),
  ]),
  observation('a script that breaks answers an error', ['(error) ERR', '(error) ERR'], async ({ client }) => [
    await failure(client.command(['EVAL', "error('boom')", '0'])),
    await failure(client.command(['EVAL', 'return nothing.field', '0'])),
  ]),
  observation('a script that is no Lua is refused', ['(error) ERR', '(error) ERR'], async ({ client }) => [
    await failure(client.command(['EVAL', 'return (', '0'])),
    await failure(client.command(['SCRIPT', 'LOAD', 'return ('])),
  ]),
  observation('EVAL checks the number of keys', ['(error) ERR', '(error) ERR', '(error) ERR'], async ({ client }) => [
    await failure(client.command(['EVAL', 'return 1', 'one'])),
    await failure(client.command(['EVAL', 'return 1', '-1'])),
    await failure(client.command(['EVAL', 'return 1', '2', 'k'])),
  ]),
  observation('Lua is 5.1 with cjson', ['5', '{"a":1}'], async ({ client }) => [
    await client.command(['EVAL', 'return tostring(10/2)', '0']),
    await failure(client.command(['EVAL', 'return cjson.encode({a = 1})', '0'])),
  ]),
  observation('a string is as long as its bytes in Lua', new TextEncoder().encode(UNICODE).length, async ({ client }) =>
    client.command(['EVAL', 'return #ARGV[1]', '0', UNICODE]),
  ),
  observation('bytes pass through a script', true, async ({ client }) => {
    const set = ['EVAL', "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])", '1', 'k', ALL_BYTES]
    return same(await client.command(set, { binary: true }), ALL_BYTES)
  }),
  observation('TIME in a script is the server’s, as text', [10, true], async ({ client }) => {
    const [seconds, micros] = (await client.command(['EVAL', "return redis.call('TIME')", '0'])) as [string, string]
    return [seconds.length, Number(micros) >= 0 && Number(micros) < 1e6]
  }),
  observation(
    'a sliding window over sorted sets',
    [
      [1, 0],
      [1, 1],
      [0, 2],
      [1, 0],
    ],
    async ({ client, advance }) => {
      const admit = () => runScript(client, slidingWindow, ['window'], ['100', '2'])
      const replies = [await admit(), await admit(), await admit()]
      await advance(150)
      return [...replies, await admit()]
    },
  ),
]

const slidingWindow = defineScript({
  name: 'sliding-window',
  keys: ['window'],
  source: `local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1] * 1000)
local count = redis.call('ZCARD', KEYS[1])
if count >= tonumber(ARGV[2]) then return {0, count} end
redis.call('ZADD', KEYS[1], now, string.format('%.0f-%d', now, count))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return {1, count}`,
})

const expiry = [
  table('TTL tells no key from no expiry', [
    ['TTL nothing', -2],
    ['PTTL nothing', -2],
    ['SET key value', 'OK'],
    ['TTL key', -1],
    ['PTTL key', -1],
    ['PEXPIRE nothing 100', 0],
    ['PERSIST key', 0],
    ['EXPIRE key 100', 1],
    ['TTL key', 100],
    ['PERSIST key', 1],
    ['TTL key', -1],
  ]),
  observation('SET PX expires on time and not before', ['value', true, null, -2, 0], async ({ client, advance }) => {
    await client.command(['SET', 'key', 'value', 'PX', '400'])
    await advance(50)
    const value = await client.command(['GET', 'key'])
    const left = Number(await client.command(['PTTL', 'key']))
    await advance(500)
    return [
      value,
      left > 0 && left <= 350,
      ...(await client.pipeline([
        ['GET', 'key'],
        ['PTTL', 'key'],
        ['EXISTS', 'key'],
      ])),
    ]
  }),
  observation('PEXPIRE extends and SET clears an expiry', [1, 'value', -1], async ({ client, advance }) => {
    await client.command(['SET', 'key', 'value', 'PX', '100'])
    const extended = await client.command(['PEXPIRE', 'key', '10000'])
    await advance(150)
    const value = await client.command(['GET', 'key'])
    await client.command(['SET', 'key', 'other'])
    return [extended, value, await client.command(['PTTL', 'key'])]
  }),
  observation('a negative expiry deletes', [1, 0], async ({ client }) => {
    await client.command(['SET', 'key', 'value'])
    return [await client.command(['PEXPIRE', 'key', '-1']), await client.command(['EXISTS', 'key'])]
  }),
  observation('a counter with an expiry starts again', [1, 2, 1], async ({ client, advance }) => {
    const first = await client.command(['INCR', 'window'])
    await client.command(['PEXPIRE', 'window', '100'])
    const second = await client.command(['INCR', 'window'])
    await advance(150)
    return [first, second, await client.command(['INCR', 'window'])]
  }),
  observation('an expired lock can be taken', ['OK', null, 'OK'], async ({ client, other, advance }) => {
    const lock = (owner: RedisClient, token: string) => owner.command(['SET', 'lock', token, 'NX', 'PX', '100'])
    const replies = [await lock(client, 'a'), await lock(other, 'b')]
    await advance(150)
    return [...replies, await lock(other, 'b')]
  }),
  observation('expired keys are gone from KEYS and DBSIZE', [['stays'], 1], async ({ client, advance }) => {
    await client.pipeline([
      ['SET', 'stays', '1'],
      ['SET', 'goes', '1', 'PX', '50'],
    ])
    await advance(400)
    await client.command(['EXISTS', 'goes'])
    return [await client.command(['KEYS', '*']), await client.command(['DBSIZE'])]
  }),
  observation('WATCH notices an expiry', null, async ({ client, advance }) => {
    await client.command(['SET', 'key', 'value', 'PX', '50'])
    await client.command(['WATCH', 'key'])
    await advance(100)
    const replies = await client.pipeline([['MULTI'], ['PING'], ['EXEC']])
    return replies[2]
  }),
  observation('TIME moves with the clock', true, async ({ client, advance }) => {
    const before = await serverMs(client)
    await advance(100)
    const passedMs = (await serverMs(client)) - before
    return passedMs >= 99.9 && passedMs < 2000
  }),
]

const binary = [
  observation('values of all 256 bytes, embedded CRLF and NUL', [true, true, 256], async ({ client }) => {
    await client.pipeline([
      ['SET', 'bytes', ALL_BYTES],
      ['SET', 'hostile', HOSTILE_BYTES],
    ])
    return [
      same(await client.command(['GET', 'bytes'], { binary: true }), ALL_BYTES),
      same(await client.command(['GET', 'hostile'], { binary: true }), HOSTILE_BYTES),
      await client.command(['STRLEN', 'bytes']),
    ]
  }),
  observation('keys, fields and members of any bytes', [true, true, true, 1], async ({ client }) => {
    await client.pipeline([
      ['SET', ALL_BYTES, 'found'],
      ['HSET', 'hash', HOSTILE_BYTES, ALL_BYTES],
      ['ZADD', 'zset', '1', ALL_BYTES],
    ])
    const read = await client.pipeline(
      [
        ['GET', ALL_BYTES],
        ['HGET', 'hash', HOSTILE_BYTES],
        ['ZRANGE', 'zset', '0', '-1'],
      ],
      { binary: true },
    )
    return [
      same(read[0], new TextEncoder().encode('found')),
      same(read[1], ALL_BYTES),
      same((read[2] as RedisReply[])[0], ALL_BYTES),
      await client.command(['EXISTS', ALL_BYTES]),
    ]
  }),
  observation('binary replies give every string as bytes', [true, 1, true, null], async ({ client }) => {
    const replies = await client.pipeline(
      [
        ['SET', 'n', '0'],
        ['INCR', 'n'],
        ['GET', 'n'],
        ['GET', 'nothing'],
      ],
      { binary: true },
    )
    return [replies[0] instanceof Uint8Array, replies[1], replies[2] instanceof Uint8Array, replies[3]]
  }),
  observation('a value above one mebibyte', [MEBIBYTE + 7, true], async ({ client }) => {
    const large = Uint8Array.from({ length: MEBIBYTE + 7 }, (_, index) => (index * 31) % 256)
    await client.command(['SET', 'large', large])
    return [
      await client.command(['STRLEN', 'large']),
      same(await client.command(['GET', 'large'], { binary: true }), large),
    ]
  }),
  observation('a reply of ten thousand elements', [10_000, 'item 0', 'item 9999'], async ({ client }) => {
    const items = Array.from({ length: 10_000 }, (_, index) => `item ${index}`)
    await client.command(['RPUSH', 'many', ...items])
    const read = (await client.command(['LRANGE', 'many', '0', '-1'])) as string[]
    return [read.length, read[0], read[9999]]
  }),
]

const refusals = [
  table('what cannot be answered at once is refused', [
    ['BLPOP queue 0', '(error) ERR'],
    ['BRPOP queue 0', '(error) ERR'],
    ['BLMOVE a b LEFT RIGHT 0', '(error) ERR'],
    ['BZPOPMIN z 0', '(error) ERR'],
    ['XREAD BLOCK 0 STREAMS log $', '(error) ERR'],
    ['WAIT 1 0', '(error) ERR'],
    ['SUBSCRIBE news', '(error) ERR'],
    ['PSUBSCRIBE *', '(error) ERR'],
    ['MONITOR', '(error) ERR'],
    ['SHUTDOWN NOSAVE', '(error) ERR'],
    ['DEBUG SLEEP 10', '(error) ERR'],
    ['CLIENT PAUSE 1000', '(error) ERR'],
    ['CLIENT REPLY OFF', '(error) ERR'],
    ['HELLO 3', '(error) NOPROTO'],
    ['PING', 'PONG'],
  ]),
]

/** Every case, grouped for reading. Names are unique over all groups. */
export const conformanceCases: Readonly<Record<string, readonly ConformanceCase[]>> = {
  strings,
  collections,
  errors,
  pipelines,
  transactions,
  scripts,
  expiry,
  binary,
  refusals,
}

function same(reply: RedisReply | undefined, bytes: Uint8Array): boolean {
  return reply instanceof Uint8Array && reply.length === bytes.length && reply.every((byte, at) => byte === bytes[at])
}

async function serverMs(client: RedisClient): Promise<number> {
  const [seconds, micros] = (await client.command(['TIME'])) as [string, string]
  return Number(seconds) * 1000 + Number(micros) / 1000
}
