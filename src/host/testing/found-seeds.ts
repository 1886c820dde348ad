/** Runs that once violated an invariant with all safeguards on, found by fuzzing: each is kept, made as small as it goes. */
import { describe, expect, test } from 'vitest'
import { parseAction } from '~/kernel/action'
import { runOf } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import { runToEnd } from '../node'

/** A run that was found. */
export interface FoundRun {
  readonly seed: number
  readonly scenario: string
  readonly actions: readonly string[]
  /** What was violated. */
  readonly broke: string
  /** What was wrong, in a few words. */
  readonly because: string
  /** Three seconds if left out. */
  readonly durationMs?: number
  readonly settings?: Readonly<Record<string, string>>
  /** The part that stays broken. */
  readonly unhealed?: string
}

/** Describes a test for each. */
export function testFoundSeeds(simulation: AnySimulation, found: readonly FoundRun[]): void {
  const { id } = simulation.diagram
  describe(`what fuzzing has found in ${id} holds`, () => {
    test.each(found)('regression $seed, $broke in $scenario: $because', async (each) => {
      const { seed, scenario, actions, durationMs = 3_000, settings = {}, unhealed } = each
      const run = runOf(id, {
        scenario,
        seed,
        settings,
        actions: actions.map((text) => parseAction(text, vocabularyOf(simulation))),
        durationMs,
        ...(unhealed === undefined ? {} : { unhealed }),
      })
      const { invariants } = await runToEnd(simulation, run)
      expect(invariants.filter(({ held }) => !held)).toEqual([])
    })
  })
}
