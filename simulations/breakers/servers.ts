/** What boxes share besides their messages: the engine of the tiles, and what a defect puts beside the services of a node. */
import type { CircuitBreaker } from '~/blocks/breaker/breaker'
import type { Bulkhead } from '~/blocks/bulkhead'
import type { RedisEngine } from '~/infra/redis/port'

/** A process beside the services of one node. It is there to show what happens if everything goes through one breaker. */
export interface Sidecar {
  breaker?: CircuitBreaker
  bulkhead?: Bulkhead
}

/** All of it. */
export interface Servers {
  /** Keeps the tiles. */
  readonly redis: RedisEngine
  /** One for each node, which holds one instance of every service. */
  readonly sidecars: readonly Sidecar[]
}

/** Empty servers for so many nodes. */
export function createServers(redis: RedisEngine, nodes: number): Servers {
  return {
    redis,
    sidecars: Array.from({ length: nodes }, () => ({})),
  }
}
