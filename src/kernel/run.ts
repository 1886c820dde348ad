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
  /** Which engine stands behind Redis boxes. */
  readonly redis: 'valkey' | 'mock'
}

/** Seeds are whole numbers from 0 to this. */
export const SEED_MAX = 0xffffffff
