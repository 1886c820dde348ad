import { expect, test } from 'vitest'
import { catalog } from '~/catalog'
import { runOf } from '~/kernel/run'
import { nextExperiment } from './next-experiment'
import { worstSecond } from './worst-second'

const { diagram } = catalog[0]!
const proofOf = (scenario: string) => ({ scenario, invariant: 'i', hypothesis: 'h', safeguard: 's', without: 'w' })
const proofs = Object.fromEntries(diagram.claims.map(({ id }) => [id, proofOf(`scenario of ${id}`)]))
const [first, second] = diagram.claims.map(({ id }) => id) as [string, string]
const run = runOf(diagram.id, { scenario: `scenario of ${second}`, seed: 7 })
const held = { held: true, evidence: '' }

test('after one side of a claim comes the other', () => {
  expect(nextExperiment(diagram, proofs, run, { [second]: { with: held } })).toEqual({ claim: second, side: 'without' })
  expect(nextExperiment(diagram, proofs, { ...run, without: [second] }, { [second]: { without: held } })).toEqual({
    claim: second,
    side: 'with',
  })
})

test('after both, or after a run that tests no claim, comes one that was not tested yet; then nothing', () => {
  expect(nextExperiment(diagram, proofs, run, { [second]: { with: held, without: held } })).toEqual({
    claim: first,
    side: 'without',
  })
  const all = Object.fromEntries(diagram.claims.map(({ id }) => [id, { with: held, without: held }]))
  expect(nextExperiment(diagram, proofs, { ...run, scenario: 'steady' }, all)).toBeNull()
})

test('the worst second is the one with most failed and unknown requests', () => {
  const column = (allowed: number, unknown: number, failed: number) => [allowed, 0, 0, unknown, failed]
  const quiet = Array.from({ length: 10 }, () => column(10, 0, 0))
  const bad = Array.from({ length: 10 }, () => column(5, 2, 3))
  expect(worstSecond([...quiet, ...bad, ...quiet])).toEqual({ fromMs: 1000, share: '50 %' })
  expect(worstSecond(quiet)).toBeNull()
})
