/** A record as a handler gets it, and what a handler says of it. */
import type { ConsumerRecord } from '~/infra/log/port'
import type { OrderEvent, ProductEvent, UserEvent } from './events'
import type { EventTopic } from './topics'

/** What an event says; null is a tombstone. */
export type EventValue = OrderEvent | ProductEvent | UserEvent | null

/** A record, read. */
export interface Delivery {
  readonly record: ConsumerRecord
  /** The topic that it was written to first. */
  readonly source: EventTopic
  readonly key: string
  readonly event: string
  readonly version: number
  readonly request: number
  readonly value: EventValue
}

/**
 * What came of one delivery. `held`: it was not tried, since an earlier event of its aggregate failed in the same call; what comes
 * first is to be decided first.
 */
export type HandlerResult =
  | { readonly outcome: 'applied' | 'duplicate' | 'superseded' | 'held' }
  | { readonly outcome: 'failed'; readonly error: Error }

/** What a group does with its events. */
export interface Handler {
  /** How many deliveries it is given at once. What is in its hands when a partition has to go is waited for. */
  readonly deliveriesMax: number
  /**
   * Handles deliveries of one partition, in their order, and says what came of each. Several partitions call side by side.
   * Rejects with what `isStoreTrouble` knows if none of them could be done, or nobody knows.
   */
  handle(deliveries: readonly Delivery[]): Promise<readonly HandlerResult[]>
}
