/**
 * What Redis did, in the order in which it did it: read off the commands on the arrow and the answers that left the box.
 * (A decision reaches the gateway later and in another order, so decisions alone cannot tell whether Redis erred.)
 */
import type { RedisCommand, RedisReply } from '~/infra/redis/port'
import type { TraceEvent } from '~/kernel/trace'

/** One admission or refusal by Redis. */
export interface Consumption {
  readonly request: number
  readonly keys: readonly string[]
  readonly limits: readonly number[]
  readonly allowed: boolean
  /** What the script said is left, and after how long to retry; undefined if no script decided. */
  readonly remaining: number | undefined
  readonly retryAfterUs: number | undefined
  /** The instant on the server's clock, in microseconds. */
  readonly nowUs: number
  /** True if the network delivered the request more than once, so that this may repeat an earlier entry. */
  readonly isRepeat: boolean
}

/** The kinds of events that {@link RedisHistory} reads. */
export const HISTORY_KINDS = ['send', 'duplicate', 'reply', 'ok'] as const

interface RedisMessage {
  readonly commands: readonly RedisCommand[]
}

/** Follows the arrow between gateways and Redis. */
export class RedisHistory {
  private readonly sent = new Map<number, readonly RedisCommand[]>()
  private readonly repeated = new Set<number>()

  /** What an event tells about Redis, if anything. */
  read(event: TraceEvent): Consumption | null {
    if (event.arrow !== 'gateway~redis') return null
    const { op } = event
    switch (event.kind) {
      case 'send':
        // What timed out may still be worked on: it is forgotten only long after.
        if (this.sent.size > UNANSWERED_MAX) this.sent.clear()
        this.sent.set(op, (event.data as RedisMessage).commands)
        return null
      case 'duplicate':
        this.repeated.add(op)
        return null
      case 'ok':
        if (!this.repeated.has(op)) this.sent.delete(op)
        return null
      case 'reply': {
        const commands = this.sent.get(op)
        if (commands === undefined || event.data === undefined) return null
        return consumptionOf(commands, event.data as readonly RedisReply[], event, this.repeated.has(op))
      }
      default:
        return null
    }
  }
}

const UNANSWERED_MAX = 200_000

function consumptionOf(
  commands: readonly RedisCommand[],
  replies: readonly RedisReply[],
  event: TraceEvent,
  isRepeat: boolean,
): Consumption | null {
  const [command] = commands
  if (command?.[0] === 'EVALSHA') return scriptConsumption(command as string[], replies[0]!, event.id, isRepeat)
  const adds = commands.filter(([name]) => name === 'ZADD')
  if (adds.length === 0) return null
  return {
    request: event.id,
    keys: adds.map((add) => String(add[1])),
    limits: [],
    allowed: true,
    remaining: undefined,
    retryAfterUs: undefined,
    nowUs: Number(adds[0]![2]),
    isRepeat,
  }
}

function scriptConsumption(
  command: readonly string[],
  reply: RedisReply,
  request: number,
  isRepeat: boolean,
): Consumption | null {
  if (!Array.isArray(reply)) return null
  const [allowed, , remaining, retryAfterUs, nowUs] = reply as number[]
  const keyCount = Number(command[2])
  const keys = command.slice(3, 3 + keyCount)
  const limits = keys.map((_, index) => Number(command[3 + keyCount + 2 + 2 * index]))
  return {
    request,
    keys,
    limits,
    allowed: allowed === 1,
    remaining: remaining!,
    retryAfterUs: retryAfterUs!,
    nowUs: nowUs!,
    isRepeat,
  }
}
