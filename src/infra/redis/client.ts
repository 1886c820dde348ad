/** Redis over an arrow: a `RedisClient` whose commands travel the drawn network to a Redis box. */
import { CallError } from '~/kernel/call-error'
import type { CallOptions, Context, Message } from '~/kernel/component'
import type { Clock } from '~/kernel/time'
import { RedisError, type RedisClient, type RedisCommand, type RedisReply } from './port'

/** What a client sends to a Redis box; the answer is one `RedisReply` for each command. */
export interface RedisMessage extends Message {
  readonly type: 'redis'
  readonly commands: readonly RedisCommand[]
  /** Answer strings as bytes. */
  readonly binary?: boolean
}

/** Terms that hold for every call of a client. */
export interface RedisClientOptions extends Omit<CallOptions, 'instance'> {
  /** The request of the outside world that the commands serve. Default 0: none. */
  readonly request?: number
  /** With a clock, `timeoutMs` is for all calls of the client together, from the first one on; without, for each. */
  readonly clock?: Pick<Clock, 'monotonicMs'>
}

/**
 * A client of the box `box`. Every command or pipeline is one call with its own timeout. Cheap: make one per request.
 * Calls reject with `CallError` when the network or the box fails them, and with `RedisError` when Redis says no.
 */
export function createRedisClient<Box extends string>(
  context: Pick<Context<Box>, 'call'>,
  box: Box,
  { request = 0, clock, ...callOptions }: RedisClientOptions,
): RedisClient {
  let sinceMs: number | undefined

  /** What a call may take. */
  function termsNow(): CallOptions {
    if (clock === undefined) return callOptions
    const nowMs = clock.monotonicMs()
    if (sinceMs === undefined) {
      sinceMs = nowMs
      return callOptions
    }
    const timeoutMs = callOptions.timeoutMs - (nowMs - sinceMs)
    if (timeoutMs <= 0) throw new CallError('timeout', `no time is left to ask ${box} again`)
    return { ...callOptions, timeoutMs }
  }

  function send(commands: readonly RedisCommand[], binary: boolean | undefined): Promise<RedisReply[]> {
    const message: RedisMessage = { type: 'redis', request, commands, ...(binary === true ? { binary } : {}) }
    return context.call<RedisReply[]>(box, message, termsNow())
  }
  return {
    async command(command, options) {
      const [reply] = await send([command], options?.binary)
      if (reply instanceof RedisError) throw reply
      return reply!
    },
    pipeline: (commands, options) => (commands.length === 0 ? Promise.resolve([]) : send(commands, options?.binary)),
  }
}
