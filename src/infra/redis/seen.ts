/** What whoever looks at a Redis sees of it. */
import type { RedisEngine } from './port'

/** What the inspector looks at: a store, or what is known of a live one. */
export interface SeenRedis {
  readonly engine: Pick<RedisEngine, 'peek' | 'can' | 'title'>
  /** Null where nobody counts them. */
  readonly connectionCount: number | null
  readonly isOutOfMemory: boolean
}
