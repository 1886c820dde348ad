/** The run that a page has played on live stores, beside the same run in the engine: both to their ends, without playing anything again. */
import type { TraceEvent } from '~/kernel/trace'
import type { AnySimulation } from '~/kernel/simulation'
import type { Comparison } from '~/host/live/comparison'
import { nodeHost, runToEnd } from '~/host/node'
import type { LiveRecording } from '~/host/recording/live-recording'
import { recordedHost } from '~/host/recording/recorded-host'
import { compareReports, noteLeftOut } from './compare'

/**
 * Compares a whole live run, executed from its record, with the engine's.
 * @throws Error if the record does not fit the code
 */
export async function comparePlayed(simulation: AnySimulation, recording: LiveRecording): Promise<Comparison> {
  const { run } = recording
  const leftOut: { readonly verb: string; readonly why: string }[] = []
  const note = { step: (event: TraceEvent) => noteLeftOut(event, leftOut) }
  const live = await runToEnd(simulation, run, { host: await recordedHost(recording, nodeHost), observers: [note] })
  const engine = await runToEnd(simulation, run)
  return compareReports(simulation, { run, engine, live, recording, leftOut })
}
