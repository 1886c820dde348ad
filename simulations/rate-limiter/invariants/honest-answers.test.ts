/** What callers are told is compared in every run, whichever algorithm decides. */
import { describe, expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import { parameterValues } from '~/kernel/parameter'
import { runOf, type Run } from '~/kernel/run'
import { algorithms } from '../algorithms/choose'
import simulation from '../index'
import { parameters } from '../parameters'
import { createOracle } from './oracle'

const ids = Object.keys(algorithms)

function runWith(algorithm: string, without: readonly string[]): Run {
  return runOf('rate-limiter', {
    scenario: 'concurrent-burst',
    seed: 3,
    settings: { algorithm },
    without,
    actions: [{ verb: 'hot-tenant', target: { kind: 'box', box: 'clients' }, value: '0.6', atMs: 0 }],
    durationMs: 2_500,
    settleMs: 500,
  })
}

async function honesty(algorithm: string, without: readonly string[]) {
  const { invariants } = await runToEnd(simulation, runWith(algorithm, without))
  return invariants.find(({ id }) => id === 'honest-answers')!
}

describe.each(ids)('by %s', (algorithm) => {
  test('what is told is compared, and true', async () => {
    const { held, figures } = await honesty(algorithm, [])
    expect(held).toBe(true)
    expect(figures['compared']).toBeGreaterThan(1_000)
  })

  test('a wait that is told too short is noticed', async () => {
    expect((await honesty(algorithm, ['early-retry'])).held).toBe(false)
  })
})

describe('an independent count', () => {
  const asked = { key: 'k', limit: 10 }

  /** Ten admissions at one time, and at which times one more fits. */
  test.each([
    ['fixed-window', 100_000, { 999_999: false, 1_000_000: true }],
    ['sliding-counter', 300_000, { 999_999: false, 1_000_000: false, 1_099_999: false, 1_100_000: true }],
    // Two make a burst of ten in a second; each leaks within a tenth of one. The bucket of ten takes nine tenths.
    ['gcra', 0, { 899_999: false, 900_000: true }],
  ])('of %s, full since %i µs', (algorithm, filledAtUs, times) => {
    const oracle = createOracle(parameterValues(parameters, { algorithm }))!
    for (let count = 0; count < 10; count++) oracle.add(asked, filledAtUs)
    for (const [atUs, doesFit] of Object.entries(times)) expect(oracle.fits(asked, Number(atUs), 0)).toBe(doesFit)
  })
})
