/** What the faults in force mean for one instance or one link: recomputed whenever a fault begins or ends. */
import type { Action } from './action'

/** A lasting action that is in force. */
export interface ActiveFault {
  readonly action: Action
  /** Position in the run's list of actions. */
  readonly index: number
  readonly sinceUs: number
}

/** The state of health of one instance. */
export interface InstanceConditions {
  down: boolean
  frozen: boolean
  slowMs: number
  errorShare: number
  skewMs: number
}

/** The state of health of one link. */
export interface LinkConditions {
  dropsRequests: boolean
  dropsReplies: boolean
  delayMs: number
  loss: number
  duplicate: number
  reorderMs: number
  replyLost: number
  /** Messages wait until it is over. */
  isClogged: boolean
  /** How many messages may be under way at once, each way; `Infinity` where nobody has set it. */
  capacity: number
  /** Every connection is broken off, those to come at once. */
  isReset: boolean
  /** Who waits for a process that dies learns of it so much later. */
  slowCloseMs: number
}

/** Conditions of an instance under its faults. */
export function instanceConditions(faults: readonly Action[]): InstanceConditions {
  const conditions: InstanceConditions = { down: false, frozen: false, slowMs: 0, errorShare: 0, skewMs: 0 }
  for (const fault of faults) {
    const value = Number(fault.value)
    switch (fault.verb) {
      case 'crash':
        conditions.down = true
        break
      case 'freeze':
        conditions.frozen = true
        break
      case 'slow':
        conditions.slowMs += value
        break
      case 'errors':
        conditions.errorShare = Math.max(conditions.errorShare, value)
        break
      case 'skew':
        conditions.skewMs += value
        break
    }
  }
  return conditions
}

/** Conditions of a link under its faults. */
export function linkConditions(faults: readonly Action[]): LinkConditions {
  const conditions: LinkConditions = {
    dropsRequests: false,
    dropsReplies: false,
    delayMs: 0,
    loss: 0,
    duplicate: 0,
    reorderMs: 0,
    replyLost: 0,
    isClogged: false,
    capacity: Infinity,
    isReset: false,
    slowCloseMs: 0,
  }
  for (const fault of faults) {
    const value = Number(fault.value)
    switch (fault.verb) {
      case 'partition':
        if (fault.value !== 'replies') conditions.dropsRequests = true
        if (fault.value !== 'requests') conditions.dropsReplies = true
        break
      case 'delay':
        conditions.delayMs += value
        break
      case 'loss':
        conditions.loss = Math.max(conditions.loss, value)
        break
      case 'duplicate':
        conditions.duplicate = Math.max(conditions.duplicate, value)
        break
      case 'reorder':
        conditions.reorderMs = Math.max(conditions.reorderMs, value)
        break
      case 'clog':
        conditions.isClogged = true
        break
      case 'capacity':
        conditions.capacity = Math.min(conditions.capacity, value)
        break
      case 'reset':
        conditions.isReset = true
        break
      case 'slow-close':
        conditions.slowCloseMs += value
        break
      case 'reply-lost':
        conditions.replyLost = Math.max(conditions.replyLost, value)
        break
    }
  }
  return conditions
}
