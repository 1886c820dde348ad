/** A live Kafka of a recording: the answers are in the record, and there is nobody to look into. */
import type { RecordedConnector } from '../live-store'
import type { LiveLogEngine } from './live/live-log'
import { LiveRegistry } from './live/registry'

function never(): Promise<never> {
  return Promise.reject(new Error('a recording starts no work'))
}

/** Plays a Kafka from a recording. */
export const recorded: RecordedConnector = {
  engine: ({ title, version, half }): LiveLogEngine => ({
    name: 'live',
    title,
    version,
    live: { half, ask: never, look: never },
    registry: new LiveRegistry(),
    alive: new Set(),
    peek: null,
  }),
}
