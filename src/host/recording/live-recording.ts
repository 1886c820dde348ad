/** A recording of a run on live stores: all that it takes to execute it anew without them, to the same trace. */
import type { RecordedStore } from '~/infra/live-store'
import type { Completion } from '~/kernel/completion'
import type { Lag } from '~/kernel/real-time-pace'
import type { Run } from '~/kernel/run'

/** A live store as it was. */
export interface StoreRecord extends RecordedStore {
  /** Round trip of an empty question before the run, in milliseconds. */
  readonly roundTripMs: number
}

/** A recording. */
export interface LiveRecording {
  /** The run, with everything that was done to it by hand. */
  readonly run: Run
  /** By kind of store. */
  readonly stores: Readonly<Record<string, StoreRecord>>
  /** In the order of the run. */
  readonly completions: readonly Completion[]
  /** What an execution of it must come to. */
  readonly traceHash: string
  readonly events: number
  readonly endMs: number
  readonly lag: Lag
  /** When the run began, in milliseconds of Unix time. */
  readonly beganAtMs?: number
}
