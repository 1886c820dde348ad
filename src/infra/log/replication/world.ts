/** What the replication of one broker stands on. */
import type { Json } from '~/kernel/json'
import type { Clock } from '~/kernel/time'
import type { Metadata } from '../broker/metadata'
import type { ReplicationOptions } from './options'
import { wallTimeMs } from '../protocol/wall-time'

export interface ReplicationWorld {
  readonly nodeId: number
  readonly clock: Clock
  readonly metadata: Metadata
  readonly settings: Required<ReplicationOptions>
  /** States a fact about this broker. */
  emit(key: string, value: Json): void
}

/** The broker's time as it stands in records, in ms of Unix time. */
export function unixMs(clock: Clock): number {
  return wallTimeMs(clock)
}
