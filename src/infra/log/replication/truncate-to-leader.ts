/** How far a follower goes back whose log parts from the leader's: `AbstractFetcherThread.getOffsetTruncationState`. */
import type { PartitionLog } from '../storage/partition-log'

/**
 * Goes back to where both logs may be the same. More than one step may be needed, if the follower does not know the epoch that the
 * leader names: the next fetch tells.
 * @param leader the leader's largest epoch up to the one that was asked for, and where it ended
 * @returns where the log ended before
 */
export function truncateToLeader(
  log: PartitionLog,
  leader: { readonly epoch: number; readonly endOffset: number },
): number {
  const before = log.logEndOffset
  const own = log.epochs.endOf(leader.epoch, before)
  const to = own.endOffset === -1 ? leader.endOffset : Math.min(own.endOffset, leader.endOffset)
  const isSameEpoch = own.endOffset === -1 || own.epoch === leader.epoch
  log.truncateTo(Math.min(isSameEpoch ? to : own.endOffset, before))
  return before
}
