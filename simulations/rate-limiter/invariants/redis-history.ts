/**
 * What Redis did, in the order in which it did it: read off the commands on the arrow and the answers that left the box.
 * (A decision reaches the gateway later and in another order, so decisions alone cannot tell whether Redis erred.)
 */
import type { RedisCommand, RedisReply } from '~/infra/redis/port'
import { sharedFold } from '~/kernel/invariant'
import type { TraceEvent } from '~/kernel/trace'
import type { Parameters } from '../parameters'
import { guardMs } from '../policies'
import { unsureUntilMs } from './evidence'
import { WindowLogs, type WindowLog } from './window-log'

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
  /**
   * An independent count, by key, of what Redis had recorded before this within the horizon, and when its oldest entry was
   * made (µs); and how many entries a window holds with this one. Redis may have forgotten some of it: see `isDataLoss`.
   */
  readonly usedBefore: readonly number[]
  readonly oldestUs: readonly (number | undefined)[]
  readonly inWindow: readonly number[]
  readonly logs: readonly WindowLog[]
  /** True if the network delivered the request more than once, so that this may repeat an earlier entry. */
  readonly isRepeat: boolean
}

/** The arrow that {@link RedisHistory} follows. */
export const HISTORY_ARROW = 'gateway~redis'

/** The kinds of events that {@link RedisHistory} reads. */
export const HISTORY_KINDS = ['send', 'duplicate', 'reply', 'ok'] as const

/** What the commands and the answer say by themselves. */
type Reported = Omit<Consumption, 'usedBefore' | 'oldestUs' | 'inWindow' | 'logs'>

interface RedisMessage {
  readonly commands: readonly RedisCommand[]
}

/** Follows the arrow between gateways and Redis. */
export class RedisHistory {
  private readonly sent = new Map<number, readonly RedisCommand[]>()
  private readonly repeated = new Set<number>()
  private readonly consumption = sharedFold((event) => this.follow(event))
  private readonly logs = new WindowLogs()
  private latestUs = 0
  private readonly reorderedUsMax: number
  private readonly windowUs: number
  private readonly horizonUs: number

  /** The horizon is how far back the log looks: the window, and the guard beyond it. */
  constructor(parameters: Parameters) {
    this.windowUs = parameters.windowMs * 1000
    this.horizonUs = this.windowUs + guardMs(parameters) * 1000
    this.reorderedUsMax = 2 * parameters.redisTimeoutMs * 1000
  }

  /** What an event tells about Redis, if anything. Several checkers may ask about the same event. */
  read(event: TraceEvent): Consumption | null {
    // What is older than a loss, or was dated by a clock that has jumped, says nothing about what Redis holds now.
    if (unsureUntilMs(event, 0) !== null) this.logs.clear()
    return event.arrow === HISTORY_ARROW ? this.consumption(event) : null
  }

  private follow(event: TraceEvent): Consumption | null {
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
        const reported = reportOf(commands, event.data as readonly RedisReply[], event, this.repeated.has(op))
        return reported === null ? null : this.count(reported)
      }
      default:
        return null
    }
  }

  /** Counts independently of Redis: what was there before, and what is there now. */
  private count(reported: Reported): Consumption {
    const { request, keys, limits, allowed, remaining, retryAfterUs, nowUs, isRepeat } = reported
    // An answer that was on its way when the clock jumped back is dated by a time that is yet to come. Without one script for
    // reading and writing, answers also come in another order than that of their times, but by less than a caller waits.
    if (nowUs < this.latestUs - this.reorderedUsMax) this.logs.clear()
    this.latestUs = nowUs
    const logs: WindowLog[] = []
    const usedBefore: number[] = []
    const oldestUs: (number | undefined)[] = []
    const inWindow: number[] = []
    for (let index = 0; index < keys.length; index++) {
      const log = this.logs.at(keys[index]!, nowUs - this.horizonUs)
      logs.push(log)
      usedBefore.push(log.count)
      oldestUs.push(log.oldest)
      if (allowed) {
        if (isRepeat) log.remove(request)
        log.add(nowUs, request)
      }
      // Only a key that is nearly full can hold too many: counting the window is worth it only then.
      inWindow.push(log.count <= (limits[index] ?? 0) ? log.count : log.countSince(nowUs - this.windowUs))
    }
    // Written out: Node 20 gives an object that is spread and added to a hidden class of its own, for 5 µs each.
    return {
      request, keys, limits, allowed, remaining, retryAfterUs, nowUs, isRepeat, usedBefore, oldestUs, inWindow, logs,
    } // prettier-ignore
  }
}

const UNANSWERED_MAX = 200_000

function reportOf(
  commands: readonly RedisCommand[],
  replies: readonly RedisReply[],
  event: TraceEvent,
  isRepeat: boolean,
): Reported | null {
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
): Reported | null {
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
