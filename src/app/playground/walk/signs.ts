/** Reads the signs of a walk off what the page shows: the phase of the session and the moment of the run. Pure. */
import type { Sign } from '~/kernel/walk'
import type { Snapshot } from '~/projections/frame'
import type { Phase } from '../../session/lifecycle'

/** What signs are read off. */
export interface Shown {
  readonly phase: Phase
  readonly frame: Pick<Snapshot, 'nowMs' | 'durationMs' | 'boxes'> | null
}

/** True if the sign is there. */
export function isGiven(sign: Sign, { phase, frame }: Shown): boolean {
  if (frame === null) return false
  if (sign.is === 'playing') return phase === 'running' && frame.nowMs > 0
  // At its end a run heals everything by itself: what is well then is nobody's doing.
  if (frame.nowMs > frame.durationMs) return false
  const box = frame.boxes[sign.of]
  if (box === undefined) return false
  const isBroken = box.badges.some(({ isLoad }) => isLoad !== true)
  if (sign.is === 'broken') return isBroken
  return sign.is === 'healed' ? !isBroken : box.line.tone === sign.is
}
