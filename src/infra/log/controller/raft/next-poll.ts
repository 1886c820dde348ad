/** When a voter has something to do by itself. */
import { beginAtMs, quorumLostAtMs } from './leading'
import type { RaftOptions } from './raft-options'
import type { Asking, RaftRole } from './raft-role'

export function nextPollMs(role: RaftRole, options: RaftOptions): number {
  switch (role.kind) {
    case 'unattached':
      return role.electionAtMs
    case 'follower':
      return Math.min(role.fetchTimeoutAtMs, askAtMs(role.fetching))
    case 'leader': {
      const next = [...role.followers.values()].map((peer) => beginAtMs(peer, options))
      return Math.min(quorumLostAtMs(role, options), ...next)
    }
    default:
      return Math.min(role.untilMs, ...[...role.asking.values()].map(askAtMs))
  }
}

function askAtMs({ isInFlight, nextAtMs }: Asking): number {
  return isInFlight ? Infinity : nextAtMs
}
