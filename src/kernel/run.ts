/** A run: everything that decides what happens. The same run gives the same trace, anywhere. */
import type { Action } from './action'

/** Everything that decides what happens. */
export interface Run {
  readonly simulation: string
  readonly scenario: string
  readonly seed: number
  /** Parameter settings other than the defaults, as text. */
  readonly settings: Readonly<Record<string, string>>
  /** Safeguards that are switched off, and mutants that are switched on. */
  readonly without: readonly string[]
  /** Actions besides those of the scenario. */
  readonly actions: readonly Action[]
  /** Length of the first phase in milliseconds, if not the scenario's. */
  readonly durationMs?: number
  /** Length of the second phase, healed and calm, in milliseconds, if not the scenario's. */
  readonly settleMs?: number
  /** The part that is not healed in the second phase, by its name in the simulation; everything is healed if left out. */
  readonly unhealed?: string
  /** The engine behind each kind of store, by the kind's name, where it is not the default. */
  readonly engines?: Readonly<Record<string, string>>
}

/** Seeds are whole numbers from 0 to this. */
export const SEED_MAX = 0xffffffff

/** The run of a scenario: as it stands in the simulation, except for what is given. Seed 1 if none is. */
export function runOf(simulation: string, given: Partial<Omit<Run, 'simulation'>> & Pick<Run, 'scenario'>): Run {
  return { simulation, seed: 1, settings: {}, without: [], actions: [], ...given }
}
