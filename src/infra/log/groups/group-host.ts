/** What a group needs of the world: time, ids, and a log. Whoever has a group brings these; tests bring their own. */
import type { ErrorName } from '../protocol/error-code'
import type { Assignment } from '../protocol/group-api'
import type { ClassicGroup } from './classic-group'
import type { GroupOptions } from './group-options'

export interface GroupHost {
  readonly options: GroupOptions
  /** Milliseconds of Unix time. */
  nowMs(): number
  /** Has something done later, instead of what was to be done under that name. */
  after(name: string, delayMs: number, run: () => void): void
  cancel(name: string): void
  /** Another each time: a prefix that people know, and what makes it unique. */
  newMemberId(prefix: string): string
  /** Appends the group's metadata with what its members are to get, and says what became of that. */
  append(group: ClassicGroup, assignments: ReadonlyMap<string, Assignment>, done: (error: ErrorName) => void): void
  /** The group has become Stable or Empty. */
  changed(group: ClassicGroup): void
}

/** What members hear when the offsets topic did not take what it should: `appendGroupMetadataErrorToResponseError`. */
export function coordinatorErrorOf(error: ErrorName): ErrorName {
  switch (error) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'NOT_ENOUGH_REPLICAS':
    case 'NOT_ENOUGH_REPLICAS_AFTER_APPEND':
    case 'REQUEST_TIMED_OUT':
      return 'COORDINATOR_NOT_AVAILABLE'
    case 'NOT_LEADER_OR_FOLLOWER':
    case 'FENCED_LEADER_EPOCH':
    case 'KAFKA_STORAGE_ERROR':
      return 'NOT_COORDINATOR'
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
      return 'UNKNOWN_SERVER_ERROR'
    default:
      return error
  }
}
