/** What tests leave out of a simulation that only has boxes: claims, checkers, a reading. */
import { runOf, type Run } from '../run'
import type { Reading } from '../reading'

const reading: Reading = {
  kinds: [],
  count: () => null,
  tone: () => null,
  line: () => ({ text: '', tone: 'allowed' }),
}

/** The fields of a simulation without anything to prove or to draw. */
export const BARE = {
  claims: {},
  mutants: {},
  invariants: () => [],
  reading,
} as const

/** A run of the scenario `play`, on these engines. */
export function bareRun(simulation: string, engines: Run['engines'] = {}): Run {
  return runOf(simulation, { scenario: 'play', engines })
}
