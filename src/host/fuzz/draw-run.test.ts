/** Runs that are drawn fit their simulation, and are of every kind. */
import { describe, expect, test } from 'vitest'
import { catalog, loadSimulation } from '~/catalog'
import { formatAction, parseAction } from '~/kernel/action'
import { checkRun } from '~/kernel/run-check'
import { vocabularyOf } from '~/kernel/simulation'
import { drawRun } from './draw-run'

const SEEDS = Array.from({ length: 400 }, (_, index) => index)
const live = catalog.filter(({ isLive }) => isLive)

describe.each(live)('a run drawn for $id', ({ id }) => {
  test('fits it, and is the same for the same seed', async () => {
    const simulation = await loadSimulation(id)
    for (const seed of SEEDS.slice(0, 50)) {
      const run = drawRun(simulation, seed)
      expect(drawRun(simulation, seed)).toEqual(run)
      checkRun(simulation, run)
      for (const action of run.actions) {
        expect(parseAction(formatAction(action), vocabularyOf(simulation))).toEqual(action)
        expect(action.atMs).toBeLessThan(run.durationMs!)
      }
    }
  })

  test('is of every kind: each scenario, part, parameter and fault, few faults and many, short and long', async () => {
    const simulation = await loadSimulation(id)
    const runs = SEEDS.map((seed) => drawRun(simulation, seed))
    const all = <Item>(of: (run: (typeof runs)[number]) => Iterable<Item>) =>
      new Set(runs.flatMap((run) => [...of(run)]))
    expect(all(({ scenario }) => [scenario]).size).toBe(simulation.scenarios.length)
    expect(all(({ unhealed }) => (unhealed === undefined ? [] : [unhealed])).size).toBe(
      Object.keys(simulation.unhealed!).length,
    )
    expect(all(({ settings }) => Object.keys(settings)).size).toBeGreaterThan(
      Object.keys(simulation.parameters).length * 0.8,
    )
    const verbs = all(({ actions }) => actions.map(({ verb }) => verb))
    for (const verb of ['crash', 'freeze', 'skew', 'partition', 'clog', 'capacity']) expect(verbs).toContain(verb)
    const isBackwards = all(({ actions }) =>
      actions.filter(({ verb }) => verb === 'skew').map(({ value }) => value![0] === '-'),
    )
    expect([...isBackwards].toSorted()).toEqual([false, true])
    expect(Math.max(...runs.map(({ actions }) => actions.length))).toBeGreaterThan(9)
    const unhealed = runs.filter((run) => run.unhealed !== undefined).length
    expect(unhealed / runs.length).toBeGreaterThan(0.4)
    expect(unhealed / runs.length).toBeLessThan(0.6)
  })
})
