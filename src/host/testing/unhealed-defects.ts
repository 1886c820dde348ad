/** Test of the testers with a part that stays broken: what the rest owes is still noticed when it is not done. */
import { describe, expect, test } from 'vitest'
import { parseAction } from '~/kernel/action'
import { runOf } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import { runToEnd } from '../node'

/** A defect that shows although a part is broken for good. */
export interface UnhealedDefect {
  readonly unhealed: string
  readonly scenario: string
  readonly without: string
  readonly breaks: string
  readonly actions: readonly string[]
  readonly durationMs: number
}

/** Describes the tests: with the defect its invariant is broken, without it all hold. */
export function testUnhealedDefects(simulation: AnySimulation, defects: readonly UnhealedDefect[]): void {
  describe.each(defects)('with $unhealed for good', (defect) => {
    const { unhealed, scenario, without, breaks, actions, durationMs } = defect
    const run = runOf(simulation.diagram.id, {
      scenario,
      seed: 3,
      actions: actions.map((text) => parseAction(text, vocabularyOf(simulation))),
      durationMs,
      unhealed,
    })

    test(`${without} breaks ${breaks}`, async () => {
      const { invariants } = await runToEnd(simulation, { ...run, without: [without] }, { until: breaks })
      expect(invariants.find(({ id }) => id === breaks)!.held).toBe(false)
    })

    test('without a defect everything else settles', async () => {
      const { invariants } = await runToEnd(simulation, run)
      expect(invariants.filter(({ held }) => !held)).toEqual([])
    })
  })
}
