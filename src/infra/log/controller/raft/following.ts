/** What a follower of a quorum does: it pulls its leader's log and gives up what its leader does not have. */
import { assert } from '~/kernel/assert'
import { nextOffsetOf, type EpochEnd, type RaftLog } from './raft-log'
import type { RaftFetchRequest, RaftFetchResponse, RaftSend } from './raft-messages'
import type { RaftDisk } from './raft-disk'
import type { RaftOptions } from './raft-options'
import type { Follower } from './raft-role'

/** A follower that has yet to hear from its leader. */
export function newFollower(leaderId: number, { fetchTimeoutMs }: RaftOptions, nowMs: number): Follower {
  const fetching = { isInFlight: false, nextAtMs: nowMs }
  return { kind: 'follower', leaderId, fetching, fetchTimeoutAtMs: nowMs + fetchTimeoutMs, hasFetched: false }
}

/** The next fetch, if none is under way. */
export function fetchRequest(
  { fetching, leaderId }: Follower,
  replicaId: number,
  { epoch, log }: RaftDisk<unknown>,
  highWatermark: number,
  nowMs: number,
): RaftSend[] {
  if (fetching.isInFlight || fetching.nextAtMs > nowMs) return []
  fetching.isInFlight = true
  const request: RaftFetchRequest = {
    kind: 'fetch',
    epoch,
    replicaId,
    fetchOffset: log.endOffset,
    lastFetchedEpoch: log.lastEpoch,
    highWatermark,
  }
  return [{ to: leaderId, request }]
}

/** Brings the log in line with the answer to a fetch, and gives the high watermark as it is then. */
export function takeBatches<Entry>(
  log: RaftLog<Entry>,
  request: RaftFetchRequest,
  { divergingEpoch, batches, highWatermark }: RaftFetchResponse<Entry>,
  before: number,
): number {
  // An answer to an earlier fetch speaks of a log that is another one by now.
  if (request.fetchOffset !== log.endOffset || request.lastFetchedEpoch !== log.lastEpoch) return before
  if (divergingEpoch !== null) {
    const offset = truncationOffset(log, divergingEpoch)
    assert(offset >= before, `what is committed is never truncated: ${offset} is before ${before}`)
    log.truncateTo(offset)
    return before
  }
  for (const batch of batches) log.appendAsFollower(batch)
  return Math.max(before, Math.min(highWatermark, log.endOffset))
}

/** Where both logs may still agree: `ReplicatedLog.truncateToEndOffset`. */
function truncationOffset(log: RaftLog<unknown>, { epoch, endOffset }: EpochEnd): number {
  const own = log.endOfEpoch(epoch)
  return own.epoch === epoch ? Math.min(own.endOffset, endOffset) : own.endOffset
}

/** Whether the answer to a fetch has something in it for whoever asked. */
export function isNews(request: RaftFetchRequest, response: RaftFetchResponse<unknown>): boolean {
  return (
    response.error !== 'NONE' ||
    response.divergingEpoch !== null ||
    response.highWatermark > request.highWatermark ||
    response.batches.some((batch) => nextOffsetOf(batch) > request.fetchOffset)
  )
}
