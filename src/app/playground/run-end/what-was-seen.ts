/** A run that is over, in two sentences: what became of its requests, and what held. Pure. */
import { TONES, type Tone } from '~/kernel/tone'
import type { Snapshot } from '~/projections/frame'
import type { Column } from '~/projections/timeline'
import { formatNumber } from '../../session/claim-result'

const OUTCOMES: Readonly<Record<Tone, string>> = {
  allowed: 'served',
  throttled: 'throttled',
  degraded: 'served by a fallback',
  unknown: 'without a known outcome',
  failed: 'failed',
}

/** Says what was seen. `labelOf` names invariants. */
export function whatWasSeen(
  { verdicts, nowMs }: Pick<Snapshot, 'verdicts' | 'nowMs'>,
  columns: readonly Column[],
  labelOf: (invariant: string) => string,
): readonly string[] {
  const totals = TONES.map((tone, index) => ({
    tone,
    count: columns.reduce((sum, column) => sum + (column[index] ?? 0), 0),
  }))
  const total = totals.reduce((sum, { count }) => sum + count, 0)
  const shares = totals
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count)
    .map(({ tone, count }) => `${share(count, total)} ${OUTCOMES[tone]}`)
  const requests = `${formatNumber(total)} requests in ${Math.round(nowMs / 1000)} s: ${shares.join(', ')}.`
  const violated = verdicts.filter(({ held }) => !held)
  const standing =
    violated.length === 0
      ? `All ${verdicts.length} invariants held.`
      : `Violated: ${violated.map(({ id, violations }) => `${labelOf(id)} (${formatNumber(violations)}×)`).join(', ')}.`
  return total === 0 ? [standing] : [requests, standing]
}

function share(count: number, total: number): string {
  const percent = (count / total) * 100
  return percent < 0.1 ? 'under 0.1 %' : `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`
}
