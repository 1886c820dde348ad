/** What the port itself must know of commands: which only read, which need memory, which run a script. */
import type { RedisCommand } from './port'
import { upper } from './unsupported'

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/))
}

/** Commands and subcommands that change nothing, by the `readonly` flag of COMMAND INFO, and the harmless ones without keys. */
const readCommands = words(
  `BITCOUNT BITFIELD_RO BITPOS DBSIZE DUMP ECHO EXISTS EXPIRETIME GEODIST GEOHASH GEOPOS GEOSEARCH GET GETBIT GETRANGE
  HEXISTS HGET HGETALL HKEYS HLEN HMGET HRANDFIELD HSCAN HSTRLEN HVALS INFO KEYS LCS LINDEX LLEN LOLWUT LPOS LRANGE MGET
  PEXPIRETIME PFCOUNT PING PTTL RANDOMKEY SCAN SCARD SDIFF SINTER SINTERCARD SISMEMBER SMEMBERS SMISMEMBER SORT_RO
  SRANDMEMBER SSCAN STRLEN SUBSTR SUNION TIME TTL TYPE XINFO XLEN XPENDING XRANGE XREAD XREVRANGE ZCARD ZCOUNT ZDIFF
  ZINTER ZINTERCARD ZLEXCOUNT ZMSCORE ZRANDMEMBER ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANK ZREVRANGE ZREVRANGEBYLEX
  ZREVRANGEBYSCORE ZREVRANK ZSCAN ZSCORE ZUNION
  CLIENT|INFO CLIENT|LIST CLIENT|ID CONFIG|GET MEMORY|USAGE MEMORY|STATS OBJECT|ENCODING OBJECT|FREQ OBJECT|IDLETIME
  OBJECT|REFCOUNT SCRIPT|EXISTS COMMAND|COUNT COMMAND|INFO COMMAND|DOCS SLOWLOG|GET SLOWLOG|LEN`,
)

/** Commands that need memory, by the `denyoom` flag of COMMAND INFO. Used where the engine has no memory limit. */
const growingCommands = words(
  `APPEND BITFIELD BITOP COPY DECR DECRBY EVAL EVALSHA FCALL GEOADD GETSET HINCRBY HINCRBYFLOAT HMSET HSET HSETNX INCR
  INCRBY INCRBYFLOAT LINSERT LMOVE LPUSH LPUSHX LSET MSET MSETNX PFADD PFMERGE PSETEX RESTORE RPOPLPUSH RPUSH RPUSHX
  SADD SDIFFSTORE SET SETBIT SETEX SETNX SETRANGE SINTERSTORE SORT SUNIONSTORE XADD ZADD ZINCRBY ZINTERSTORE
  ZRANGESTORE ZUNIONSTORE`,
)

/** Commands that answer with a page for people, which redis-cli prints as it is. */
const pageCommands = words('INFO LOLWUT CLIENT|LIST CLIENT|INFO MEMORY|DOCTOR LATENCY|DOCTOR MEMORY|MALLOC-STATS')

/** Commands that change what later commands of the same connection do. */
const connectionCommands = words('SELECT MULTI EXEC DISCARD WATCH UNWATCH AUTH RESET CLIENT|TRACKING CLIENT|SETNAME')

const scriptCommands = words('EVAL EVALSHA EVAL_RO EVALSHA_RO FCALL FCALL_RO')

/** True for a command that certainly changes nothing. */
export function isReadCommand(command: RedisCommand): boolean {
  return isOneOf(readCommands, command)
}

/** True for a command that a server without memory refuses. Scripts count as such, whatever they would do. */
export function isGrowingCommand(command: RedisCommand): boolean {
  return growingCommands.has(upper(command[0]))
}

/** True for a command that answers with a page for people. */
export function isPageCommand(command: RedisCommand): boolean {
  return isOneOf(pageCommands, command)
}

/** True for a command that means something only to those after it on the same connection. */
export function isConnectionCommand(command: RedisCommand): boolean {
  return isOneOf(connectionCommands, command)
}

function isOneOf(commands: ReadonlySet<string>, command: RedisCommand): boolean {
  const name = upper(command[0])
  return commands.has(name) || commands.has(`${name}|${upper(command[1])}`)
}

/** True for a command that runs Lua. */
export function isScriptCommand(command: RedisCommand): boolean {
  return scriptCommands.has(upper(command[0]))
}
