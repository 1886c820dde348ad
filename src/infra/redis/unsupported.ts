/**
 * Commands this port refuses on every engine, each with what to do instead. They answer later, more than once or not
 * at all, or stop the server; a request has exactly one reply here, and virtual time cannot move while one is awaited.
 */
import { RedisError, type RedisArgument, type RedisCommand } from './port'

const NO_BLOCKING = 'ERR blocking commands are not supported on this port: use'
const NO_PUSH = 'ERR push messages are not supported on this port: use'
const NO_DISK = 'ERR persistence is not supported on this port: a crash keeps the data or loses it, as'
const NO_CONTROL = 'ERR controlling the server process is not supported on this port: use'
const POLLING = 'and wait on the caller’s clock before asking again'

const refusals: ReadonlyMap<string, string> = new Map([
  ['BLPOP', `${NO_BLOCKING} LPOP ${POLLING}`],
  ['BRPOP', `${NO_BLOCKING} RPOP ${POLLING}`],
  ['BLMOVE', `${NO_BLOCKING} LMOVE ${POLLING}`],
  ['BLMPOP', `${NO_BLOCKING} LMPOP ${POLLING}`],
  ['BRPOPLPUSH', `${NO_BLOCKING} LMOVE ${POLLING}`],
  ['BZPOPMIN', `${NO_BLOCKING} ZPOPMIN ${POLLING}`],
  ['BZPOPMAX', `${NO_BLOCKING} ZPOPMAX ${POLLING}`],
  ['BZMPOP', `${NO_BLOCKING} ZMPOP ${POLLING}`],
  ['WAIT', `${NO_BLOCKING} a single server: there is no replica to wait for`],
  ['WAITAOF', `${NO_BLOCKING} a single server: there is no replica to wait for`],
  ['SUBSCRIBE', `${NO_PUSH} a stream (XADD, XREAD) or a message along an arrow`],
  ['PSUBSCRIBE', `${NO_PUSH} a stream (XADD, XREAD) or a message along an arrow`],
  ['SSUBSCRIBE', `${NO_PUSH} a stream (XADD, XREAD) or a message along an arrow`],
  ['UNSUBSCRIBE', `${NO_PUSH} a stream (XADD, XREAD) or a message along an arrow`],
  ['PUNSUBSCRIBE', `${NO_PUSH} a stream (XADD, XREAD) or a message along an arrow`],
  ['SUNSUBSCRIBE', `${NO_PUSH} a stream (XADD, XREAD) or a message along an arrow`],
  ['MONITOR', `${NO_PUSH} the trace of the run, which shows every command`],
  ['SAVE', `${NO_DISK} the fault of the box says`],
  ['BGSAVE', `${NO_DISK} the fault of the box says`],
  ['BGREWRITEAOF', `${NO_DISK} the fault of the box says`],
  ['SHUTDOWN', `${NO_CONTROL} the crash fault of the box`],
  ['DEBUG', `${NO_CONTROL} the faults of the box (slow, crash, out of memory)`],
  ['SYNC', `${NO_CONTROL} the failover fault of the box`],
  ['PSYNC', `${NO_CONTROL} the failover fault of the box`],
  ['REPLICAOF', `${NO_CONTROL} the failover fault of the box`],
  ['SLAVEOF', `${NO_CONTROL} the failover fault of the box`],
  ['FAILOVER', `${NO_CONTROL} the failover fault of the box`],
])

/** What a refused command is replaced by on the wire, so that a transaction around it aborts as it would for any error. */
export const REFUSED_COMMAND: RedisCommand = ['REFUSED.ON.THIS.PORT']

/** The error reply for a command this port refuses, or `null` when the server may have it. */
export function refuse(command: RedisCommand): RedisError | null {
  const name = upper(command[0])
  const refusal = refusals.get(name)
  if (refusal !== undefined) return new RedisError(refusal)
  switch (name) {
    case '':
      return new RedisError('ERR an empty command is not allowed')
    case 'XREAD':
    case 'XREADGROUP':
      return hasBlock(command) ? new RedisError(`${NO_BLOCKING} ${name} without BLOCK ${POLLING}`) : null
    case 'HELLO':
      return command.length > 1 && upper(command[1]) !== '2'
        ? new RedisError('NOPROTO unsupported protocol version: this port speaks RESP2')
        : null
    case 'CLIENT':
      return refuseClient(upper(command[1]))
    case 'SCRIPT':
      return upper(command[1]) === 'DEBUG' ? new RedisError(`${NO_CONTROL} the trace of the run`) : null
    default:
      return null
  }
}

function refuseClient(subcommand: string): RedisError | null {
  if (subcommand === 'REPLY')
    return new RedisError('ERR CLIENT REPLY is not supported on this port: every command has a reply')
  if (subcommand === 'PAUSE') return new RedisError(`${NO_CONTROL} the slow or the partition fault`)
  return null
}

function hasBlock(command: RedisCommand): boolean {
  for (let index = 1; index < command.length; index += 1) {
    const word = upper(command[index])
    if (word === 'STREAMS') return false
    if (word === 'BLOCK') return true
    if (word === 'GROUP') index += 2
  }
  return false
}

/** The name of a command or a subcommand in capitals; `''` when it is missing or not text. */
export function upper(argument: RedisArgument | undefined): string {
  if (argument === undefined) return ''
  const text = typeof argument === 'string' ? argument : new TextDecoder().decode(argument.subarray(0, 64))
  return text.toUpperCase()
}
