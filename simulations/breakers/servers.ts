/** What outlives the processes of a run: the tiles in Redis, the orders, the ledger of the payments provider, and sidecars. */
import type { CircuitBreaker } from '~/blocks/breaker/breaker'
import type { Bulkhead } from '~/blocks/bulkhead'
import type { RedisEngine } from '~/infra/redis/port'
import type { OrderState } from './requests'

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
  /** The table of orders of each instance of the orders service. */
  readonly orders: readonly Map<string, OrderState>[]
  /** What the payments provider has done about each order. */
  readonly charges: Map<string, 'charged' | 'reversed'>
}

/** Empty servers for so many nodes. */
export function createServers(redis: RedisEngine, nodes: number): Servers {
  return {
    redis,
    sidecars: Array.from({ length: nodes }, () => ({})),
    orders: Array.from({ length: nodes }, () => new Map<string, OrderState>()),
    charges: new Map(),
  }
}
