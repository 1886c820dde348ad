/** A live Redis of a recording: the answers are in the record, and there is nobody to look into. */
import type { RecordedConnector } from '../live-store'
import { LiveRedisEngine } from './live/engine'
import { RedisError } from './port'

const GONE = 'ERR this is a recording: the store that it was made on is not here'

function never(): Promise<never> {
  return Promise.reject(new Error('a recording starts no work'))
}

/** Plays a Redis from a recording. */
export const recorded: RecordedConnector = {
  engine: ({ title, version, half }) =>
    new LiveRedisEngine(
      { title, version },
      { half, execute: never, timeMs: never, audit: never, act: never },
      (commands) => Promise.resolve(commands.map(() => new RedisError(GONE))),
    ),
}
