/**
 * Searches a diagram as it stands for what breaks it: one drawn run after another, until one violates an invariant; that one
 * is made as small as it goes. The same seeds give the same find.
 */
import type { Host } from '~/kernel/engine'
import type { Violation } from '~/kernel/invariant'
import { SEED_MAX, type Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import { drawRun, type Fixed } from './draw-run'
import { faultsOf } from './faults-of'
import { shrink } from './shrink'
import { tryRun, type Worst } from './try-run'

/** Which seeds are tried: so many, from one on. */
export interface SeedRange {
  readonly from: number
  readonly count: number
}

/** A run that breaks something. */
export interface Find {
  /** The seed that it was drawn from. */
  readonly seed: number
  readonly run: Run
  readonly violation: Violation
}

/** What happens during a search. */
export type SearchEvent =
  | { readonly kind: 'trying'; readonly run: Run }
  | {
      readonly kind: 'tried'
      readonly seed: number
      readonly faults: number
      readonly virtualMs: number
      readonly isBroken: boolean
      readonly worst: Worst
    }
  /** The smallest run so far that breaks the same, after so many tries to make it smaller. */
  | { readonly kind: 'shrinking'; readonly find: Find; readonly tries: number }

/** Who hears of a search, and may give it up. */
export interface Watch {
  hear(event: SearchEvent): void
  isWanted(): boolean
}

/** Searches; null if nothing was found, or nobody wanted it any more. */
export async function search(
  simulation: AnySimulation,
  fixed: Fixed,
  { from, count }: SeedRange,
  host: Host,
  watch: Watch,
): Promise<Find | null> {
  for (let seed = from; seed < from + count && seed <= SEED_MAX && watch.isWanted(); seed++) {
    const find = await searchSeed(simulation, seed, fixed, host, watch)
    if (find !== null) return find
  }
  return null
}

/** Tries the run of one seed, and makes it as small as it goes if it breaks something. */
export async function searchSeed(
  simulation: AnySimulation,
  seed: number,
  fixed: Fixed | undefined,
  host: Host,
  watch: Watch,
): Promise<Find | null> {
  const run = drawRun(simulation, seed, fixed)
  const isWanted = () => watch.isWanted()
  watch.hear({ kind: 'trying', run })
  const tried = await tryRun(simulation, run, host, { isWanted })
  if (tried === null) return null
  const { virtualMs, broken, worst } = tried
  const faults = faultsOf(simulation, run).length
  watch.hear({ kind: 'tried', seed, faults, virtualMs, isBroken: broken !== null, worst })
  if (broken === null) return null
  let find: Find = { seed, run, violation: broken }
  let tries = 0
  watch.hear({ kind: 'shrinking', find, tries })
  const shrunk = await shrink(simulation, run, broken, async (smaller) => {
    if (!isWanted()) return null
    // What was set is how the diagram stands; what was drawn is not.
    if (fixed !== undefined && smaller.settings !== run.settings) return null
    const { broken: still } = (await tryRun(simulation, smaller, host, { only: broken.invariant, isWanted })) ?? {
      broken: null,
    }
    tries++
    if (still !== null) find = { seed, run: smaller, violation: still }
    watch.hear({ kind: 'shrinking', find, tries })
    return still
  })
  return { seed, run: shrunk.run, violation: shrunk.finding }
}

/** How the diagram stands in a run, whatever was done to it. */
export function fixedOf({ scenario, settings, without, engines }: Run) {
  return { scenario, settings, without, ...(engines === undefined ? {} : { engines }) }
}
