/** The engine of a live Redis: what of the port still means something where a real server does the work. */
import type { LiveRedis } from './live-redis'
import type { RedisCommand, RedisConnection, RedisEngine, RedisExecuteOptions, RedisReply } from '../port'

/** Looks at a live Redis, besides the run. */
export type Peek = (commands: readonly RedisCommand[], options?: RedisExecuteOptions) => Promise<RedisReply[]>

/** A live Redis as an engine: only its box uses it, through {@link RedisEngine.live}. */
export class LiveRedisEngine implements RedisEngine {
  readonly name = 'live'
  readonly can = { answerAtOnce: false, rewind: false, limitMemory: true, tellMemory: true }
  readonly title: string
  readonly version: string
  readonly live: LiveRedis
  readonly peek: Peek

  constructor(about: { readonly title: string; readonly version: string }, live: LiveRedis, peek: Peek) {
    this.title = about.title
    this.version = about.version
    this.live = live
    this.peek = peek
  }

  connect(): RedisConnection {
    throw new Error('a live Redis is asked through its box alone')
  }

  /** A run begins with no keys of its own: there is nothing to empty. */
  reset(): void {}

  tick(): void {}

  snapshot(): never {
    throw new Error('a live Redis has no snapshot')
  }

  restore(): never {
    throw new Error('a live Redis cannot be rewound')
  }

  memoryBytes(): number {
    return 0
  }
}
