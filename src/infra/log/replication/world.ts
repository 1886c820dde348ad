/** What the replication of one broker stands on. */
import type { Json } from '~/kernel/json'
import type { Clock } from '~/kernel/time'
import type { Metadata } from '../broker/metadata'
import type { ReplicationOptions } from './options'
import { wallTimeMs } from '../protocol/wall-time'

/**
 * Where a broker can be made to die: before it appends what a producer sends; with records that nobody else has; as a follower that has
 * appended what the leader does not know yet that it has; and with the acknowledgement of what is committed not sent.
 */
export const BROKER_STEPS = ['before-append', 'after-append', 'after-replicate', 'before-answer'] as const
export type BrokerStep = (typeof BROKER_STEPS)[number]

export interface ReplicationWorld {
  readonly nodeId: number
  readonly clock: Clock
  readonly metadata: Metadata
  readonly settings: Required<ReplicationOptions>
  /** Names a step at which the broker may be made to die: what comes after it is not done then. `Context.step`. */
  step(name: BrokerStep): Promise<void> | undefined
  /** States a fact about this broker. */
  emit(key: string, value: Json): void
}

/** The broker's time as it stands in records, in ms of Unix time. */
export function unixMs(clock: Clock): number {
  return wallTimeMs(clock)
}
