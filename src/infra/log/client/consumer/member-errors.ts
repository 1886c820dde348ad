/** What errors mean for a member of a group. */
import { type ErrorName, isRetriable } from '../../protocol/error-code'

/** Its place in the group, or in its generation, is gone. */
export function isOfLostMember(error: ErrorName): boolean {
  return error === 'UNKNOWN_MEMBER_ID' || error === 'ILLEGAL_GENERATION' || error === 'FENCED_INSTANCE_ID'
}

/** Joining again will not help. */
export function isFinalForMember(error: ErrorName): boolean {
  return error !== 'REBALANCE_IN_PROGRESS' && error !== 'MEMBER_ID_REQUIRED' && !isRetriable(error)
}
