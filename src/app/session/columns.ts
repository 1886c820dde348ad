/** The columns of the time axis on this side of the wall: frames bring only those that changed. */
import { TONES } from '~/kernel/tone'
import type { Column } from '~/projections/timeline'

/** Lays columns `first` … over what is known. The last known column may still have been growing. */
export function withColumns(
  known: readonly Column[],
  update: { readonly first: number; readonly columns: readonly Column[] },
): readonly Column[] {
  if (update.columns.length === 0) return known
  const kept = known.slice(0, update.first)
  while (kept.length < update.first) kept.push(TONES.map(() => 0))
  return [...kept, ...update.columns]
}
