/** Redis over an arrow: a `RedisClient` whose commands travel the drawn network to a Redis box. */
import type { CallOptions, Context, Message } from '~/kernel/component'
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
}

/**
 * A client of the box `box`. Every command or pipeline is one call with its own timeout. Cheap: make one per request.
 * Calls reject with `CallError` when the network or the box fails them, and with `RedisError` when Redis says no.
 */
export function createRedisClient<Box extends string>(
  context: Pick<Context<Box>, 'call'>,
  box: Box,
  { request = 0, ...callOptions }: RedisClientOptions,
): RedisClient {
  function send(commands: readonly RedisCommand[], binary: boolean | undefined): Promise<RedisReply[]> {
    const message: RedisMessage = { type: 'redis', request, commands, ...(binary === true ? { binary } : {}) }
    return context.call<RedisReply[]>(box, message, callOptions)
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
