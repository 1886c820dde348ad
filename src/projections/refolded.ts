/** A moment between two keyframes: boxes and arrows folded anew from the trace, and the rest as the keyframe before has it. */
import type { Verdict } from '~/kernel/engine'
import type { Violation } from '~/kernel/invariant'
import type { Keyframe, Snapshot } from './frame'

/** What is folded anew of a moment. */
export type Refolded = Pick<Snapshot, 'nowMs' | 'events' | 'settling' | 'boxes' | 'arrows'>

/** Makes a moment whole. `since` is what was violated after the keyframe and up to the moment. */
export function snapshotOf(
  refolded: Refolded,
  { durationMs, totalMs, oneDotIs, verdicts, violationCount }: Keyframe,
  since: readonly Violation[],
): Snapshot {
  return {
    ...refolded,
    durationMs,
    totalMs,
    oneDotIs,
    ended: false,
    hash: '',
    flights: [],
    outcomes: [],
    verdicts: verdicts.map((verdict) => withViolations(verdict, since)),
    violationCount: violationCount + since.length,
  }
}

/** Violations beyond those that are kept cannot be dated: they count from the next keyframe on. */
function withViolations(verdict: Verdict, since: readonly Violation[]): Verdict {
  const own = since.filter(({ invariant }) => invariant === verdict.id)
  if (own.length === 0) return verdict
  const first = verdict.first ?? own[0]!
  const violations = verdict.violations + own.length
  return { ...verdict, held: false, violations, first, worst: verdict.worst ?? first.evidence }
}
