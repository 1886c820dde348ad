/** How far a group is behind. */
import { NO_OFFSET, type CommittedOffset } from '../protocol/group-api'
import type { PartitionView } from './broker-view'

export interface Lag {
  /** Records up to the high watermark that are not committed yet. Null if it is not known, which is not the same as none. */
  readonly lag: string | null
  /** The high watermark. Null if this broker holds no replica. */
  readonly end: string | null
}

/** @param partition as a broker sees it, if there is one */
export function lagOf({ offset }: Pick<CommittedOffset, 'offset'>, partition: PartitionView | undefined): Lag {
  if (partition === undefined || partition.highWatermark < 0) return { lag: null, end: null }
  const end = String(partition.highWatermark)
  return { lag: offset === NO_OFFSET ? null : String(Math.max(0, partition.highWatermark - offset)), end }
}
