/** What survives a voter's crash. */
import { RaftLog } from './raft-log'
import { NO_VOTER } from './raft-messages'

/** What a voter must not lose: `quorum-state` and the log. */
export interface RaftDisk<Entry> {
  epoch: number
  /** Whom it voted for in {@link epoch}, or {@link NO_VOTER}. */
  votedFor: number
  readonly log: RaftLog<Entry>
}

export function createRaftDisk<Entry>(): RaftDisk<Entry> {
  return { epoch: 0, votedFor: NO_VOTER, log: new RaftLog<Entry>() }
}
