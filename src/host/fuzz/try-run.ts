/** Executes one run to its end, or to where an invariant is first violated. */
import { createEngine, type Host } from '~/kernel/engine'
import type { Evidence, Violation } from '~/kernel/invariant'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import { Stride } from '../stride'

/** What is told in the place of an invariant when a run cannot be ended: what no component expected is a find, too. */
export const ENDS = 'ends'

/** What one run has shown. */
export interface Tried {
  readonly virtualMs: number
  /** The first violation, or null if all that was asked held. */
  readonly broken: Violation | null
  /** How close each invariant came to it: its figures that are the worst so far. */
  readonly worst: Worst
}

/** The worst figures by invariant and name. */
export type Worst = Readonly<Record<string, Readonly<Record<string, number>>>>

/** What a try is asked besides its run. */
export interface TryOptions {
  /** The only invariant that counts; all of them if left out. */
  readonly only?: string
  /** Asked now and then; no longer true when nobody wants to know any more. */
  readonly isWanted?: () => boolean
}

/** Tries a run; null if nobody wanted to know any more. */
export async function tryRun(
  simulation: AnySimulation,
  run: Run,
  host: Host,
  { only, isWanted = () => true }: TryOptions = {},
): Promise<Tried | null> {
  const isMeant = (invariant: string) => only === undefined || only === invariant
  let virtualMs = 0
  try {
    const engine = await createEngine(simulation, run, host)
    engine.stopAt = only === undefined ? 'any' : [only]
    const stride = new Stride()
    const first = () => engine.violations.find(({ invariant }) => isMeant(invariant)) ?? null
    while (!engine.ended && first() === null) {
      await stride.take((events) => engine.advance(Infinity, events), Infinity)
      virtualMs = engine.nowMs
      if (!isWanted()) return null
    }
    return { virtualMs, broken: first(), worst: worstOf(engine.verdicts()) }
  } catch (error) {
    // What a run throws is told like a violation, unless the run is asked for one of another kind.
    const evidence: Evidence = { summary: String(error), request: 0, figures: {} }
    const broken = { invariant: ENDS, event: 0, atMs: virtualMs, evidence }
    return { virtualMs, broken: isMeant(ENDS) ? broken : null, worst: {} }
  }
}

/** Names of figures that are the worst so far begin with one of these. */
const SUPERLATIVE = /^(largest|slowest|oldest|longest|most|fullest)/

function worstOf(verdicts: readonly { readonly id: string; readonly figures: Evidence['figures'] }[]): Worst {
  return Object.fromEntries(
    verdicts.flatMap(({ id, figures }) => {
      const worst = Object.entries(figures).flatMap(([name, value]) => {
        // Some have their unit with them: "87 % of the limit".
        const number = typeof value === 'number' ? value : typeof value === 'string' ? Number.parseFloat(value) : NaN
        return SUPERLATIVE.test(name) && Number.isFinite(number) ? [[name, number] as const] : []
      })
      return worst.length === 0 ? [] : [[id, Object.fromEntries(worst)] as const]
    }),
  )
}
