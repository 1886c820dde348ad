/** Runs a scenario for its real time on real servers. Node only. */
import type { LiveNames } from '~/infra/live-store'
import { LIVE_ACT_FACT, type LiveControl } from '~/kernel/live'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import type { EventBuffer } from '~/kernel/trace'
import { nodeHost, runToEnd, type RunOptions, type RunReport } from '../node'
import type { LiveRecording } from '../recording/live-recording'
import { createLiveHost } from './live-host'
import { closeStores, drawNames, openStores, type LiveStores } from './open-stores'

/** How to run on live stores. */
export interface LiveRunOptions extends Pick<RunOptions, 'observers' | 'host' | 'until' | 'untilMoreMs'> {
  readonly stores: LiveStores
  /** Who does to real servers what their boxes do not do themselves. Left out: such acts of a scenario are left out. */
  readonly control?: LiveControl
  /** Leave what the run has created. Default: it is removed. */
  readonly isKept?: boolean
  readonly names?: LiveNames
}

/** An act of the run that was not done to the real thing, and why. */
export interface LeftOut {
  readonly verb: string
  readonly why: string
}

/** What a finished live run amounts to. */
export interface LiveReport extends RunReport {
  readonly recording: LiveRecording
  readonly leftOut: readonly LeftOut[]
  /** What it created in the stores, and what was removed again, a line each. */
  readonly created: readonly string[]
  readonly removed: readonly string[]
}

/**
 * Runs to the end, in real time, and cleans up, also if the run fails.
 * @throws Error if a store cannot be reached
 */
export async function runLive(simulation: AnySimulation, run: Run, options: LiveRunOptions): Promise<LiveReport> {
  const { stores, control, isKept = false, names = drawNames(), host: base = nodeHost, observers = [] } = options
  const open = await openStores(stores, names)
  const live = createLiveHost(base, open, control)
  const leftOut: LeftOut[] = []
  const notes = { step: (event: EventBuffer) => noteLeftOut(event, leftOut) }
  let removed: readonly string[] = []
  let report: RunReport
  try {
    report = await runToEnd(simulation, run, {
      host: live.host,
      observers: [...observers, notes],
      ...(options.until === undefined ? {} : { until: options.until }),
      ...(options.untilMoreMs === undefined ? {} : { untilMoreMs: options.untilMoreMs }),
    })
  } finally {
    removed = await closeStores(open, isKept)
  }
  const { run: played, traceHash, events, virtualMs } = report
  return {
    ...report,
    recording: live.recording({ run: played, traceHash, events, endMs: virtualMs }),
    leftOut,
    created: Array.from(open, ([kind, { creates }]) => creates.map((line) => `${kind}: ${line}`)).flat(),
    removed,
  }
}

function noteLeftOut({ kind, key, data }: EventBuffer, leftOut: LeftOut[]): void {
  if (kind !== 'state' || key !== LIVE_ACT_FACT) return
  const { verb, why, phase } = data as { readonly verb: string; readonly why?: string; readonly phase: string }
  if (why !== undefined && phase === 'start') leftOut.push({ verb, why })
}
