/** The faults of a scenario that come too late for a short run, done early in it. */
import { parseAction, type Action } from '~/kernel/action'
import type { Rng } from '~/kernel/random'
import { RunError } from '~/kernel/run-check'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'

/** When the first of them comes, and by when all that end have ended, in milliseconds. */
export interface Span {
  readonly fromMs: number
  readonly untilMs: number
  /** Length of the run's first phase: what a scenario does before that, it does by itself. */
  readonly durationMs: number
}

/**
 * What a scenario does after so short a run is over, as close together as it has to be; in half of the runs nothing.
 * @throws {RunError} if there is no such scenario
 */
export function soonerFaults(simulation: AnySimulation, scenario: string, span: Span, rng: Rng): Action[] {
  const found = simulation.scenarios.find(({ id }) => id === scenario)
  if (found === undefined) throw new RunError(`there is no scenario "${scenario}"`)
  const vocabulary = vocabularyOf(simulation)
  const late = found.actions.map((text) => parseAction(text, vocabulary)).filter(({ atMs }) => atMs >= span.durationMs)
  if (late.length === 0 || rng.chance(0.5)) return []
  const firstMs = Math.min(...late.map(({ atMs }) => atMs))
  const lastMs = Math.max(...late.map(({ atMs, untilMs }) => untilMs ?? atMs), firstMs + 1)
  const scale = Math.min(1, (span.untilMs - span.fromMs) / (lastMs - firstMs))
  const sooner = (ms: number) => Math.round(span.fromMs + (ms - firstMs) * scale)
  return late.map(({ untilMs, ...action }) => ({
    ...action,
    atMs: sooner(action.atMs),
    ...(untilMs === undefined ? {} : { untilMs: Math.max(sooner(action.atMs) + 1, sooner(untilMs)) }),
  }))
}
