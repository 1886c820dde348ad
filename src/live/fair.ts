/**
 * A comparison that a busy machine cannot decide. A run on live stores goes at the pace of the wall, so a machine that falls behind makes its
 * own lateness look like a store's. Where verdicts differ and the machine was late, the same is tried at a lower load, in both worlds;
 * where it was late at the lowest, too, nothing is judged, and that is said.
 */
import { parseAction } from '~/kernel/action'
import type { Run } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import { isFair, TooLate, type Comparison } from './compare'

/** Shares of the load that are tried, one after the other. */
export const LOADS = [1, 0.2, 0.04] as const

/** A comparison, and what it is worth. */
export type Judged = { readonly load: number } & (
  | { readonly isJudged: true; readonly comparison: Comparison }
  | { readonly isJudged: false; readonly lateMs: number; readonly comparison: Comparison | null }
)

/**
 * Compares at the highest load at which something can be said. Verdicts that agree are taken at any lateness: it makes worlds differ.
 * @param compare compares a run; {@link TooLate} if it was given up
 */
export async function compareFairly(
  simulation: AnySimulation,
  run: Run,
  compare: (run: Run) => Promise<Comparison>,
  tell: (line: string) => void = () => undefined,
): Promise<Judged> {
  let last: Judged | undefined
  for (const load of LOADS) {
    const outcome = await compare(withLoad(simulation, run, load)).catch((error: unknown) => {
      if (error instanceof TooLate) return error.lateMs
      throw error
    })
    const comparison = typeof outcome === 'number' ? null : outcome
    const lateMs = typeof outcome === 'number' ? outcome : outcome.lag.maxMs
    if (comparison !== null && isFair(comparison)) return { load, isJudged: true, comparison }
    last = { load, isJudged: false, lateMs, comparison }
    tell(`Not judged at ${load * 100} % of the load: the machine was late by ${Math.round(lateMs)} ms.`)
  }
  return last!
}

/** The run at a share of its usual load: what has a rate has less of it, unless somebody has set it. */
export function withLoad(simulation: AnySimulation, run: Run, share: number): Run {
  if (share === 1) return run
  const vocabulary = vocabularyOf(simulation)
  const set = new Set(run.actions.map(({ verb, target }) => `${verb} ${JSON.stringify(target)}`))
  const less = Object.entries(vocabulary.verbs).flatMap(([box, verbs]) =>
    verbs.flatMap(({ verb, isLoad, value }) => {
      if (verb !== 'rate' || isLoad !== true || value?.kind !== 'number') return []
      const action = parseAction(`${verb}:${box}=${Math.max(1, Math.round(value.default * share))}@0`, vocabulary)
      return set.has(`${verb} ${JSON.stringify(action.target)}`) ? [] : [action]
    }),
  )
  return { ...run, actions: [...less, ...run.actions] }
}
