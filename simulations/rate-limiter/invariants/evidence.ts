/** What the checkers of this diagram share: formatting of evidence, and which events make Redis forget. */
import type { TraceEvent } from '~/kernel/trace'

/** A moment of the run as m:ss.mmm. */
export function clockTime(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  const seconds = ((ms - minutes * 60_000) / 1000).toFixed(3).padStart(6, '0')
  return `${minutes}:${seconds}`
}

/** A span of the run. */
export function clockSpan(fromMs: number, toMs: number): string {
  return `${clockTime(Math.max(0, fromMs))}–${clockTime(toMs)}`
}

const FORGETTING = new Set(['flush', 'failover', 'crash-lose', 'command'])

/** True for what makes Redis forget counts: after it a window may hold a fresh limit on top of the old one. */
export function isDataLoss(event: TraceEvent): boolean {
  // A real server keeps after a restart what it has been told to keep, which may be nothing.
  if (event.kind === 'state' && event.key === 'restarted') return event.node === 'redis'
  return event.node === 'redis' && (event.kind === 'fault' || event.kind === 'action') && FORGETTING.has(event.key)
}

/**
 * Until when nobody but Redis can know its counts, in milliseconds of the run, or null if the event does not matter. After a
 * loss of data or a crash it takes two windows until all that counts is known again. A jump of Redis' *own* clock moves what
 * is in the window by as much: a limiter that trusts the clock of Redis cannot do better than that clock.
 */
export function unsureUntilMs(event: TraceEvent, windowMs: number): number | null {
  if (event.node !== 'redis') return null
  if (isDataLoss(event) || event.kind === 'crash') return event.t + 2 * windowMs
  if (event.key !== 'skew') return null
  const jumpMs = Math.abs(Number((event.data as { readonly value?: string }).value ?? 0))
  return event.t + 2 * windowMs + jumpMs
}

/** How many other requests evidence names at most. */
export const OTHERS_MAX = 300
