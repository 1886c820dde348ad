/**
 * The namespace of a run on a live Redis: a prefix that every key of the run bears, put on where a command names a key and taken off
 * where a reply does. Only commands whose keys this table knows are let through, so that nothing reaches keys of others; scripts get
 * their keys as KEYS, and those of the diagrams name no others.
 *
 * Positions of keys are those of COMMAND INFO: https://valkey.io/commands/command-info/
 */
import { RedisError, type RedisArgument, type RedisCommand, type RedisReply } from '../port'
import { upper } from '../unsupported'

/** Which arguments are keys: from one to another (the last if negative), or a number of keys and then the keys. */
type Keys =
  readonly [first: number, last: number, step: number] | { readonly countAt: number; readonly besides?: number }

function each(list: string, keys: Keys): [string, Keys][] {
  return list.split(/\s+/).map((name) => [name, keys])
}

const NO_KEYS: Keys = [1, 0, 1]

const KEYS = new Map<string, Keys>([
  ...each('PING ECHO TIME INFO DBSIZE MULTI EXEC DISCARD UNWATCH SCRIPT COMMAND LOLWUT SCAN KEYS', NO_KEYS),
  ...each(
    `APPEND BITCOUNT BITFIELD BITFIELD_RO BITPOS DECR DECRBY DUMP EXPIRE EXPIREAT EXPIRETIME GEOADD GEODIST GEOHASH GEOPOS
     GEOSEARCH GET GETBIT GETDEL GETEX GETRANGE GETSET HDEL HEXISTS HGET HGETALL HINCRBY HINCRBYFLOAT HKEYS HLEN HMGET HMSET
     HRANDFIELD HSCAN HSET HSETNX HSTRLEN HVALS INCR INCRBY INCRBYFLOAT LINDEX LINSERT LLEN LPOP LPOS LPUSH LPUSHX LRANGE
     LREM LSET LTRIM PERSIST PEXPIRE PEXPIREAT PEXPIRETIME PFADD PSETEX PTTL RESTORE RPOP RPUSH RPUSHX SADD SCARD SET SETBIT
     SETEX SETNX SETRANGE SISMEMBER SMEMBERS SMISMEMBER SPOP SRANDMEMBER SREM SSCAN STRLEN SUBSTR TTL TYPE XACK XADD XAUTOCLAIM
     XCLAIM XDEL XLEN XPENDING XRANGE XREVRANGE XTRIM ZADD ZCARD ZCOUNT ZINCRBY ZLEXCOUNT ZMSCORE ZPOPMAX ZPOPMIN ZRANDMEMBER
     ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANK ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGE ZREVRANGEBYLEX
     ZREVRANGEBYSCORE ZREVRANK ZSCAN ZSCORE`,
    [1, 1, 1],
  ),
  ...each(
    'DEL EXISTS MGET PFCOUNT PFMERGE SDIFF SDIFFSTORE SINTER SINTERSTORE SUNION SUNIONSTORE TOUCH UNLINK WATCH',
    [1, -1, 1],
  ),
  ...each('MSET MSETNX', [1, -1, 2]),
  ...each('COPY LCS LMOVE RENAME RENAMENX RPOPLPUSH SMOVE ZRANGESTORE', [1, 2, 1]),
  ...each('MEMORY OBJECT XGROUP XINFO', [2, 2, 1]),
  ...each('BITOP', [2, -1, 1]),
  ...each('EVAL EVALSHA EVAL_RO EVALSHA_RO', { countAt: 2 }),
  ...each('ZUNIONSTORE ZINTERSTORE ZDIFFSTORE', { countAt: 2, besides: 1 }),
  ...each('ZUNION ZINTER ZDIFF ZINTERCARD SINTERCARD', { countAt: 1 }),
])

/** The command as the server is to have it, or why it cannot have it. */
export function intoNamespace(prefix: string, command: RedisCommand): RedisCommand | RedisError {
  const name = upper(command[0])
  const keys = KEYS.get(name)
  if (keys === undefined) {
    return new RedisError(
      `ERR ${name.slice(0, 40)} is not let through to a live Redis: which keys it names is not known here`,
    )
  }
  if (name === 'SCAN') return scanOf(prefix, command)
  if (name === 'KEYS') return [command[0]!, joined(prefix, command[1] ?? '*')]
  const put = [...command]
  for (const at of placesOf(keys, command)) put[at] = joined(prefix, command[at]!)
  return put
}

/** The reply to a command, with the names of keys as the run knows them. */
export function outOfNamespace(prefix: string, command: RedisCommand, reply: RedisReply): RedisReply {
  const name = upper(command[0])
  if (!Array.isArray(reply)) return reply
  if (name === 'KEYS') return reply.map((key) => without(prefix, key))
  if (name !== 'SCAN' || !Array.isArray(reply[1])) return reply
  return [reply[0]!, reply[1].map((key) => without(prefix, key))]
}

function placesOf(keys: Keys, command: RedisCommand): number[] {
  const last = command.length - 1
  if (!('countAt' in keys)) {
    const [first, to, step] = keys
    return rangeOf(first, to < 0 ? last : Math.min(to, last), step)
  }
  const { countAt, besides } = keys
  const count = Number(textOf(command[countAt] ?? '0'))
  // A number that is none is the server's to turn away.
  const places =
    Number.isSafeInteger(count) && count > 0 ? rangeOf(countAt + 1, Math.min(countAt + count, last), 1) : []
  return besides === undefined ? places : [besides, ...places]
}

function rangeOf(from: number, to: number, step: number): number[] {
  const places: number[] = []
  for (let at = from; at <= to; at += step) places.push(at)
  return places
}

/** Every scan looks at keys of the run alone. */
function scanOf(prefix: string, command: RedisCommand): RedisCommand | RedisError {
  const isMatch = (argument: RedisArgument, index: number) =>
    index > 1 && index % 2 === 0 && upper(argument) === 'MATCH'
  const at = command.findIndex(isMatch)
  // Redis takes the last one.
  if (at >= 0 && command.some((argument, index) => index > at && isMatch(argument, index))) {
    return new RedisError('ERR SCAN is let through to a live Redis with one MATCH alone')
  }
  if (at < 0) return [...command, 'MATCH', `${prefix}*`]
  return command.map((argument, index) => (index === at + 1 ? joined(prefix, argument) : argument))
}

function joined(prefix: string, key: RedisArgument): RedisArgument {
  if (typeof key === 'string') return prefix + key
  const head = new TextEncoder().encode(prefix)
  const bytes = new Uint8Array(head.length + key.length)
  bytes.set(head)
  bytes.set(key, head.length)
  return bytes
}

function without(prefix: string, key: RedisReply): RedisReply {
  if (typeof key === 'string') return key.startsWith(prefix) ? key.slice(prefix.length) : key
  return key instanceof Uint8Array ? key.slice(prefix.length) : key
}

function textOf(argument: RedisArgument): string {
  return typeof argument === 'string' ? argument : new TextDecoder().decode(argument)
}
