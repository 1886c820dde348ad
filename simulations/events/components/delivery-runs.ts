/** Stretches of one partition's records. */
import type { Delivery } from '../delivery'
import type { Unreadable } from './event-decoder'

/** Where a run of records ends that are all events, or all none. */
export function endOfRun(read: readonly (Delivery | Unreadable)[], start: number, countMax: number): number {
  const isUnreadable = 'error' in read[start]!
  let end = start + 1
  while (end < read.length && end - start < countMax && 'error' in read[end]! === isUnreadable) end += 1
  return end
}

/** Deliveries of one partition as they lie in it. */
export function inOrder(deliveries: readonly Delivery[]): readonly Delivery[] {
  return [...deliveries].sort((a, b) => a.record.offset - b.record.offset)
}
