/** Test of the testers, for any simulation: every invariant notices the defect made for it, and is content without it. */
import { describe, expect, test } from 'vitest'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import { NOTHING_OUTSIDE } from '~/kernel/unhealed'
import { runToEnd } from '../node'

/** A defect, or a claim whose safeguard is left out. */
interface Defect {
  readonly id: string
  readonly scenario: string
  readonly breaks: string
}

/**
 * Describes the tests. `runOf` makes the run of a scenario, as short as it may be, with some safeguards left out. Where it cuts
 * scenarios short, each cut run has a control; whole ones are tested by themselves.
 */
export function testDefects(
  simulation: AnySimulation,
  runOf: (scenario: string, without: readonly string[]) => Run,
  { areWhole = false }: { readonly areWhole?: boolean } = {},
): void {
  const defects: readonly Defect[] = [
    ...Object.entries(simulation.claims).map(([id, { scenario, invariant }]) => ({ id, scenario, breaks: invariant })),
    ...Object.entries(simulation.mutants).map(([id, { scenario, breaks }]) => ({ id, scenario, breaks })),
  ]

  describe('a defect is noticed', () => {
    test.each(defects)('$id breaks $breaks in $scenario', async ({ id, scenario, breaks }) => {
      const { invariants } = await runToEnd(simulation, runOf(scenario, [id]), { until: breaks })
      const verdict = invariants.find((each) => each.id === breaks)!
      expect(verdict.held).toBe(false)
      expect(verdict.first!.evidence.summary).not.toBe('')
      // Who puts a claim to the test is shown the guilty request.
      if (id in simulation.claims) expect(verdict.first!.evidence.request).toBeGreaterThan(0)
    })

    test('every invariant has a defect made for it', () => {
      const defaults = Object.entries(simulation.parameters).map(([name, each]) => [name, each.default])
      const invariants = simulation.invariants(Object.fromEntries(defaults) as never, NOTHING_OUTSIDE)
      const broken = new Set(defects.map(({ breaks }) => breaks))
      expect(invariants.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([])
    })
  })

  if (areWhole) return
  describe('without a defect everything holds', () => {
    const scenarios = [...new Set(defects.map(({ scenario }) => scenario))]
    test.each(scenarios)('%s', async (scenario) => {
      const { invariants } = await runToEnd(simulation, runOf(scenario, []))
      expect(invariants.filter(({ held }) => !held)).toEqual([])
    })
  })
}
