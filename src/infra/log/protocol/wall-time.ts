/** The time of records. */
import { RUN_EPOCH_MS, type Clock } from '~/kernel/time'

/** A process' wall clock as records hold it: whole milliseconds of Unix time. */
export function wallTimeMs(clock: Pick<Clock, 'nowMs'>): number {
  return RUN_EPOCH_MS + Math.floor(clock.nowMs())
}
