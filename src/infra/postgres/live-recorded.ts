/** A live PostgreSQL of a recording: the answers are in the record, and there is nobody to look into. */
import type { RecordedConnector } from '../live-store'
import { LivePostgresEngine } from './live/engine'
import { PostgresError } from './port'

/** SQLSTATE 08003, connection_does_not_exist. */
const GONE = new PostgresError('08003', 'this is a recording: the store that it was made on is not here')

function never(): Promise<never> {
  return Promise.reject(new Error('a recording starts no work'))
}

/** Plays a PostgreSQL from a recording. */
export const recorded: RecordedConnector = {
  engine: ({ title, version, half }) =>
    new LivePostgresEngine(
      { title, version },
      { half, execute: never, feed: never, typed: never },
      { reset: () => Promise.resolve(), migrate: () => Promise.resolve(), peek: () => Promise.resolve(GONE) },
    ),
}
