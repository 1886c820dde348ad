/** The moment that a link says: where a run stands, and what is looked at there. */
import type { MomentUrl } from '../moment-url'
import type { LiveState } from './live-store'

/** Nothing while the run plays, or has not begun: such a link is of the run. */
export function shownMoment({
  phase,
  frame,
  selection,
  followed,
  case: shown,
}: Pick<LiveState, 'phase' | 'frame' | 'selection' | 'followed' | 'case'>): MomentUrl {
  if (phase === 'running' || phase === 'booting' || frame === null || frame.nowMs === 0) return {}
  const request = followed?.request ?? shown?.violation.evidence.request ?? 0
  return {
    atMs: frame.nowMs,
    ...(selection === null ? {} : { select: selection }),
    ...(request === 0 ? {} : { request }),
  }
}
