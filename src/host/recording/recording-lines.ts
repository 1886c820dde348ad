/**
 * The lines of a recording: the first says what it is, each further one is one completion, `[work, steps of the grid since the one before,
 * outcome]`. Apart from the file that reads them, since a page that keeps its run needs none of that.
 */
import { formatAction } from '~/kernel/action'
import type { Completion } from '~/kernel/completion'
import { GRID_US } from '~/kernel/time'
import type { LiveRecording } from './live-recording'
import { encodeOutcome } from './value-code'

/** What the first line begins with. */
export const FORMAT = 'boxes-and-arrows-recording'
export const VERSION = 1

/** What the first line says, for a recording of so many completions. */
export function headOf(recording: Omit<LiveRecording, 'completions'>, completions: number) {
  const { run, stores, traceHash, events, endMs, lag, beganAtMs } = recording
  return {
    format: FORMAT as typeof FORMAT,
    version: VERSION as typeof VERSION,
    run: {
      simulation: run.simulation,
      scenario: run.scenario,
      seed: run.seed,
      settings: { ...run.settings },
      without: [...run.without],
      actions: run.actions.map(formatAction),
      ...(run.durationMs === undefined ? {} : { durationMs: run.durationMs }),
      ...(run.settleMs === undefined ? {} : { settleMs: run.settleMs }),
      ...(run.unhealed === undefined ? {} : { unhealed: run.unhealed }),
      ...(run.engines === undefined ? {} : { engines: { ...run.engines } }),
    },
    stores: Object.fromEntries(
      Object.entries(stores).map(([kind, { title, version, roundTripMs, half, told }]) => [
        kind,
        {
          title,
          version,
          roundTripMs,
          half: { kind: half.kind, acts: [...half.acts], cannot: { ...half.cannot } },
          ...(told === undefined ? {} : { told }),
        },
      ]),
    ),
    traceHash,
    events,
    endMs,
    lag,
    completions,
    ...(beganAtMs === undefined ? {} : { beganAtMs }),
  }
}

/** Lines of completions, of which the one before came at `beforeUs`. */
export function completionLines(completions: readonly Completion[], beforeUs: number): string[] {
  let lastUs = beforeUs
  return completions.map(({ work, atUs, outcome }) => {
    const line = JSON.stringify([work, (atUs - lastUs) / GRID_US, encodeOutcome(outcome)])
    lastUs = atUs
    return line
  })
}
