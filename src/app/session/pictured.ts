/** Which moment the stage draws. */
import type { LiveState } from './live-store'

/** The moment that is shown, unless the stage holds on to another one. */
export function pictured({ held, frame }: Pick<LiveState, 'held' | 'frame'>): LiveState['frame'] {
  return held ?? frame
}
