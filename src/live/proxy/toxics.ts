/** What can be done to the bytes of a connection, and what the faults of an arrow amount to there. */
import type { LinkConditions } from '~/kernel/conditions'

/** What one direction of every connection suffers. */
export interface Flow {
  /** Everything arrives so much later, in milliseconds. */
  readonly latencyMs: number
  /** And up to so much later still, drawn anew for every piece. Order is kept. */
  readonly jitterMs: number
  /** This share of the pieces is lost and sent again as TCP does it: after 200 ms, then 400, and so on. From 0 to 1. */
  readonly lossShare: number
  /** Bytes a second; `Infinity` where nobody has set it. */
  readonly bytesPerSecond: number
  /** What comes vanishes. A connection that has lost something is reset when this ends: its stream has a hole. */
  readonly isCut: boolean
  /** Nothing gets through, and nothing is lost: senders are held back until this ends. */
  readonly isHeld: boolean
  /** This share of the pieces vanishes, and the connection is reset for it. From 0 to 1. */
  readonly resetShare: number
  /** That the sender has nothing more to say is passed on so much later, in milliseconds. */
  readonly slowCloseMs: number
}

/** What the connections through a proxy suffer. */
export interface Toxics {
  /** From whoever connects to the server. */
  readonly requests: Flow
  readonly replies: Flow
  /** Every connection is reset, those to come at once. */
  readonly isReset: boolean
  /** Nobody listens: further connections are refused. Those there are go on. */
  readonly isRefused: boolean
}

const CLEAR_FLOW: Flow = {
  latencyMs: 0,
  jitterMs: 0,
  lossShare: 0,
  bytesPerSecond: Infinity,
  isCut: false,
  isHeld: false,
  resetShare: 0,
  slowCloseMs: 0,
}

/** A proxy that does nothing to anybody. */
export const CLEAR: Toxics = { requests: CLEAR_FLOW, replies: CLEAR_FLOW, isReset: false, isRefused: false }

/** Toxics of which some are set, in one direction or both. */
export function toxicsWith(
  set: Partial<Pick<Toxics, 'isReset' | 'isRefused'>> & {
    readonly requests?: Partial<Flow>
    readonly replies?: Partial<Flow>
    readonly both?: Partial<Flow>
  },
): Toxics {
  const { requests, replies, both, ...rest } = set
  return {
    ...CLEAR,
    ...rest,
    requests: { ...CLEAR_FLOW, ...both, ...requests },
    replies: { ...CLEAR_FLOW, ...both, ...replies },
  }
}

/**
 * What the faults of an arrow are on a real connection. Messages that wait at random keep their order there, and a lost one comes
 * later: TCP sees to both. What it leaves no room for is told by {@link whyNotOnTcp}.
 */
export function toxicsOf(conditions: LinkConditions): Toxics {
  const { delayMs, reorderMs, loss, isClogged, dropsRequests, dropsReplies, replyLost, isReset, slowCloseMs } =
    conditions
  return toxicsWith({
    isReset,
    both: { latencyMs: delayMs, jitterMs: reorderMs, lossShare: loss, isHeld: isClogged, slowCloseMs },
    requests: { isCut: dropsRequests },
    replies: { isCut: dropsReplies, resetShare: replyLost },
  })
}

const NOT_ON_TCP: Readonly<Record<string, string>> = {
  duplicate: 'TCP delivers every byte once: a request arrives twice only where its sender sends it twice.',
  capacity: 'A connection carries bytes and not messages: how many are under way at once is up to both ends.',
}

/** Why a fault of arrows cannot be done to a real connection, as a sentence; null if it can. */
export function whyNotOnTcp(verb: string): string | null {
  return NOT_ON_TCP[verb] ?? null
}
