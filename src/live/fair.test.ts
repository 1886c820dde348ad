/** What a comparison is worth on a machine that may be busy. */
import { expect, test } from 'vitest'
import { tinySimulation } from '~/kernel/testing/tiny-simulation'
import { runOf } from '~/kernel/run'
import { TooLate, type Comparison } from './compare'
import { compareFairly, LOADS } from './fair'

const simulation = tinySimulation()
const run = runOf(simulation.diagram.id, { scenario: simulation.scenarios[0]!.id })

/** A comparison of which only this much is looked at. */
function outcome(agrees: boolean, maxMs: number): Comparison {
  return { agrees, lag: { maxMs, meanMs: 0, lastMs: 0 } } as Comparison
}

/** Comes to these, one at each load. */
async function judge(...outcomes: readonly (Comparison | TooLate)[]) {
  const left = [...outcomes]
  const judged = await compareFairly(simulation, run, () => {
    const next = left.shift()!
    return next instanceof TooLate ? Promise.reject(next) : Promise.resolve(next)
  })
  return { ...judged, tried: outcomes.length - left.length }
}

test('worlds that differ while the machine was in time differ: no lower load is asked', async () => {
  const judged = await judge(outcome(false, 25), outcome(true, 0))
  expect(judged).toMatchObject({ isJudged: true, comparison: { agrees: false }, load: 1, tried: 1 })
})

test('worlds that agree agree, however late the machine was', async () => {
  expect(await judge(outcome(true, 9_000))).toMatchObject({ isJudged: true, comparison: { agrees: true }, tried: 1 })
})

test('worlds that differ on a late machine are compared again at a lower load, which counts', async () => {
  const late = outcome(false, 26)
  expect(await judge(late, outcome(false, 1))).toMatchObject({ isJudged: true, comparison: { agrees: false }, load: LOADS[1] }) // prettier-ignore
  expect(await judge(new TooLate(9_000), late, outcome(true, 1))).toMatchObject({ isJudged: true, load: LOADS[2] })
})

test('a machine that is late at every load judges nothing, and says by how much', async () => {
  const late = outcome(false, 60)
  expect(await judge(late, late, new TooLate(700))).toMatchObject({ isJudged: false, lateMs: 700, tried: LOADS.length })
})

test('what else goes wrong is no lateness', async () => {
  await expect(compareFairly(simulation, run, () => Promise.reject(new Error('the store is gone')))).rejects.toThrow(
    /gone/,
  )
})
