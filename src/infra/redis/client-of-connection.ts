/** A `RedisClient` straight on a connection, without a network between: for live runs in Node and for tests. */
import { RedisError, type RedisClient, type RedisConnection } from './port'

/** Every call of the client runs on the one connection given, so MULTI and SELECT carry over from call to call. */
export function clientOfConnection(connection: RedisConnection): RedisClient {
  return {
    async command(command, options) {
      const [reply] = await connection.execute([command], options)
      if (reply instanceof RedisError) throw reply
      return reply!
    },
    async pipeline(commands, options) {
      return connection.execute(commands, options)
    },
  }
}
