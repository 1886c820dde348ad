/** Test of the testers: every invariant notices the defect that is made for it, and is content without it. */
import { describe, expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import { parseAction } from '~/kernel/action'
import type { Run } from '~/kernel/run'
import type { Verb } from '~/kernel/verb'
import simulation from './index'

const CALM = 'rate:clients=900@0'
/** A tenant that goes over its limit by itself, so that there is something to stay blocked. */
const HOT = 'hot-tenant:clients=0.6@0'

/** A scenario with little load, cut to what it needs to show. */
function runOf(scenario: string, without: readonly string[]): Run {
  const vocabulary = {
    diagram: simulation.diagram,
    verbs: simulation.verbs as Readonly<Record<string, readonly Verb[]>>,
  }
  const isFlood = scenario === 'abusive-actor'
  const { actions } = simulation.scenarios.find(({ id }) => id === scenario)!
  const lastMs = Math.max(0, ...actions.map((text) => parseAction(text, vocabulary).atMs))
  return {
    simulation: simulation.diagram.id,
    scenario,
    seed: 3,
    settings: {},
    without,
    actions: isFlood ? [] : [parseAction(without.includes('sticky-block') ? HOT : CALM, vocabulary)],
    durationMs: Math.max(2_500, lastMs + 1_500),
    redis: 'valkey',
  }
}

const defects = [
  ...Object.entries(simulation.claims).map(([id, { scenario, invariant }]) => ({ id, scenario, breaks: invariant })),
  ...Object.entries(simulation.mutants).map(([id, { scenario, breaks }]) => ({ id, scenario, breaks })),
]

describe('a defect is noticed', () => {
  test.each(defects)('$id breaks $breaks in $scenario', { timeout: 60_000 }, async ({ id, scenario, breaks }) => {
    const { invariants } = await runToEnd(simulation, runOf(scenario, [id]), { until: breaks })
    const verdict = invariants.find((each) => each.id === breaks)!
    expect(verdict.held).toBe(false)
    expect(verdict.first!.evidence.summary).not.toBe('')
  })

  test('every invariant has a defect made for it', () => {
    const invariants = simulation.invariants(
      Object.fromEntries(Object.entries(simulation.parameters).map(([name, each]) => [name, each.default])) as never,
    )
    const broken = new Set(defects.map(({ breaks }) => breaks))
    expect(invariants.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([])
  })
})

describe('without a defect everything holds', () => {
  const scenarios = [...new Set(defects.map(({ scenario }) => scenario))]
  test.each(scenarios)('%s', { timeout: 60_000 }, async (scenario) => {
    const { invariants } = await runToEnd(simulation, runOf(scenario, []))
    expect(invariants.filter(({ held }) => !held)).toEqual([])
  })
})
