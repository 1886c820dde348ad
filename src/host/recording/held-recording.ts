/** A recording that somebody has brought: the one run that is opened on it, and what a page is told of it. */
import { base64 } from '@scure/base'
import type { Host } from '~/kernel/engine'
import { RecordMismatch } from '~/kernel/recorded-pace'
import type { Run } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import type { AnySimulation } from '~/kernel/simulation'
import type { Advance, RecordingSummary } from '../api'
import type { Execution } from '../execution'
import type { LiveRecording } from './live-recording'
import { RecordingError } from './packed-lines'
import { recordedHost } from './recorded-host'
import { diagramOf, readRecording } from './recording-file'
import { RECORDING_BYTES_MAX } from './recording-limit'

/** A recording, read and checked. */
export class HeldRecording {
  readonly recording: LiveRecording
  /** The file it was read from. */
  readonly bytes: Uint8Array

  constructor(recording: LiveRecording, bytes: Uint8Array) {
    this.recording = recording
    this.bytes = bytes
  }

  /** Whether a run is the recorded one. */
  isOf(run: Run): boolean {
    const { recording } = this
    return run.simulation === recording.run.simulation && formatRunQuery(run) === formatRunQuery(recording.run)
  }

  /** The host that executes it. */
  host(base: Host): Promise<Host> {
    return recordedHost(this.recording, base)
  }

  /** What is told of it. */
  get summary(): RecordingSummary {
    const { run, stores, endMs, lag, beganAtMs } = this.recording
    return {
      run,
      stores: Object.entries(stores).map(([kind, { title, version, roundTripMs }]) => ({
        kind,
        title,
        version,
        roundTripMs,
      })),
      endMs,
      lagMs: { max: lag.maxMs, mean: lag.meanMs },
      ...(beganAtMs === undefined ? {} : { beganAtMs }),
    }
  }

  /**
   * Where the record ends, the run has ended: what comes later, no store has answered.
   * @throws {RecordMismatch} if it has come to something else than was recorded
   */
  upToItsEnd(advance: Advance, execution: Execution): Advance {
    const { endMs, traceHash, events } = this.recording
    const { frame } = advance
    const reached = execution.reached()
    if (frame.ended && reached.events === events && reached.traceHash !== traceHash) {
      throw new RecordMismatch('executed anew, the recording comes to another trace: it was made by other code')
    }
    return frame.ended || reached.endMs < endMs ? advance : { ...advance, frame: { ...frame, ended: true } }
  }
}

/**
 * Reads a recording, in base 64.
 * @throws {RecordingError} naming what is wrong with it
 */
export async function holdRecording(
  text: string,
  simulation: (id: string) => Promise<AnySimulation>,
): Promise<HeldRecording> {
  if (text.length > Math.ceil(RECORDING_BYTES_MAX / 3) * 4) {
    throw new RecordingError(`the file is larger than ${RECORDING_BYTES_MAX} bytes`)
  }
  const bytes = base64.decode(text)
  const id = diagramOf(bytes)
  const found = await simulation(id).catch(() => {
    throw new RecordingError(`the recording is of a diagram that this site does not have: "${id.slice(0, 40)}"`)
  })
  return new HeldRecording(readRecording(bytes, found), bytes)
}
