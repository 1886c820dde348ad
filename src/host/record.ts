/**
 * Records the stretch of a diagram's run that shows its point: its last claim, before, during and after the first fault. A
 * diagram that claims nothing yet is shown by its first scenario.
 */
import { parseAction } from '~/kernel/action'
import type { Host } from '~/kernel/engine'
import { runOf } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import { Annals } from '~/projections/annals'
import { KEYFRAME_MS, type Keyframe } from '~/projections/frame'
import { recordingOf, type Recording } from '~/projections/recording'
import { openExecution } from './execution'

/** How much is recorded, in milliseconds of virtual time, and how much of that lies before the first fault. */
const LENGTH_MS = 8_000
const BEFORE_MS = 2_000
const SEED = 42

/** Runs the scenario of the diagram's last claim, or the first one if there is no claim, and records the stretch around its first fault. */
export async function record(simulation: AnySimulation, host: Host): Promise<Recording> {
  const { diagram } = simulation
  const proofs: AnySimulation['claims'] = simulation.claims
  const claim = diagram.claims.at(-1)
  const shown = claim === undefined ? simulation.scenarios[0]!.id : proofs[claim.id]!.scenario
  const scenario = simulation.scenarios.find(({ id }) => id === shown)!
  const run = runOf(diagram.id, { scenario: scenario.id, seed: SEED })
  const vocabulary = vocabularyOf(simulation)
  const faults = scenario.actions.map((text) => parseAction(text, vocabulary).atMs)
  // Where nothing breaks, the start is as good as any other stretch.
  const faultMs = faults.length === 0 ? BEFORE_MS : Math.min(...faults)
  const fromMs = Math.max(0, Math.floor((faultMs - BEFORE_MS) / KEYFRAME_MS) * KEYFRAME_MS)
  const execution = await openExecution(simulation, run, host)
  const annals = new Annals(execution.frame().news)
  const kept: Keyframe[] = []
  for (let untilMs = KEYFRAME_MS; untilMs <= fromMs + LENGTH_MS; untilMs += KEYFRAME_MS) {
    const stop = { at: [], after: 0 }
    const { frame, keyframes } = await execution.advance({
      untilMs,
      eventsMax: Infinity,
      wallMs: Infinity,
      speed: 1,
      stop,
    })
    annals.take(frame.news)
    kept.push(...keyframes.filter(({ nowMs }) => nowMs > fromMs))
  }
  const { marks } = annals.momentOf(kept.at(-1)!)
  return recordingOf(diagram, { run, title: scenario.title, marks, keyframes: kept })
}
