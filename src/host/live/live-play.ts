/** A run that is played on real stores: it happens once, and whoever wants to see it again executes its recording. */
import type { Host, Observer } from '~/kernel/engine'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import type { Comparison } from './comparison'
import type { Connector } from './connector'
import type { LiveRecording } from '../recording/live-recording'
import type { RecordNews } from '../recording/record-news'

/** What a run has come to, for its recording. */
export interface Reached {
  readonly run: Run
  readonly traceHash: string
  readonly events: number
  readonly endMs: number
}

/** One run on real stores. */
export interface LivePlay {
  /** Boots the run, once. */
  readonly host: Host
  /** Hears of every event of the run as it is played; left out where nobody does. */
  readonly observer?: Observer
  /** The recording up to where the run has got. */
  recording(reached: Reached): LiveRecording
  /** What was recorded since this was asked last. */
  news(): RecordNews
  /** Ends the run: what it has created is removed, and what was done to its servers is undone. */
  end(): Promise<void>
}

/** Who has real stores for runs. */
export interface LiveWorld {
  /** Whether runs of a diagram stand on any of them. */
  has(simulation: AnySimulation): boolean
  /**
   * Connects a run to them.
   * @throws Error with the reason, without credentials, if one cannot be reached
   */
  play(simulation: AnySimulation, run: Run): Promise<LivePlay>
  /** Looks at every store, and says how it is; creates nothing. Left out by whoever cannot look. */
  connectors?(): Promise<readonly Connector[]>
  /** Compares a whole run that was played, by its record, with the engine's. Left out by whoever cannot. */
  compare?(simulation: AnySimulation, recording: LiveRecording): Promise<Comparison>
}
