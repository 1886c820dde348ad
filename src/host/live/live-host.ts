/** The host of one run on live stores: real time, real stores, and the record of what came of them. */
import type { Completion } from '~/kernel/completion'
import type { Host } from '~/kernel/engine'
import type { LiveControl } from '~/kernel/live'
import { RealTimePace, type Lag, type WallClock } from '~/kernel/real-time-pace'
import type { LiveRecording } from '../recording/live-recording'
import { newsOf, type RecordNews } from '../recording/record-news'
import type { Reached } from './live-play'
import { NodeClock } from './node-clock'
import type { OpenStores } from './open-stores'

/** A host for one execution, which is recorded. */
export interface LiveHost {
  readonly host: Host
  /** How late instants ran so far. */
  readonly lag: Lag
  /** The recording up to where the run has got. */
  recording(reached: Reached): LiveRecording
  /** What was recorded since this was asked last. */
  news(): RecordNews
}

/** Makes the host of one run. It boots one engine, once. */
export function createLiveHost(
  base: Host,
  stores: OpenStores,
  control?: LiveControl,
  wall: WallClock = new NodeClock(),
): LiveHost {
  const completions: Completion[] = []
  const beganAtMs = Date.now()
  let pace: RealTimePace | undefined
  const engines = Object.fromEntries(Array.from(stores, ([kind, { engine }]) => [kind, engine]))
  const host: Host = {
    ...base,
    engines: { ...base.engines, ...engines },
    live: control === undefined ? {} : { control },
    pace: (core, turn) => (pace = new RealTimePace(core, turn, wall, (completion) => completions.push(completion))),
  }
  const lag = () => pace?.lag ?? { maxMs: 0, meanMs: 0, lastMs: 0 }
  // What a store tells may come only while it is made ready.
  const records = () =>
    Object.fromEntries(
      Array.from(stores, ([kind, { title, version, roundTripMs, half, told }]) => [
        kind,
        { title, version, roundTripMs, half, ...(told === undefined ? {} : { told }) },
      ]),
    )
  let toldCount = 0
  return {
    host,
    get lag() {
      return lag()
    },
    recording: (reached) => ({
      ...reached,
      stores: records(),
      completions,
      lag: lag(),
      beganAtMs,
    }),
    news: () => {
      const news = newsOf(completions, toldCount, lag(), { stores: records(), beganAtMs })
      toldCount = completions.length
      return news
    },
  }
}
