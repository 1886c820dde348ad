/** What a violation says of itself: which request is guilty, and how much money it is about. */
import { expect, test } from 'vitest'
import { loadSimulation } from '~/catalog'
import { runToEnd } from '~/host/node'
import { runOf } from '~/kernel/run'

test('a second charge names its request, and money in whole units of its currency', async () => {
  const simulation = await loadSimulation('payments')
  const run = {
    ...runOf('payments', { scenario: 'client-retries', seed: 7 }),
    without: ['required-key'],
    durationMs: 4000,
  }
  const { invariants } = await runToEnd(simulation, run)
  const first = invariants.find(({ id }) => id === simulation.claims['required-key']!.invariant)!.first!
  expect(first.evidence.request).toBeGreaterThan(0)
  expect(first.evidence.summary).toMatch(/(\d+\.\d{2} (EUR|USD)|\d+ JPY) again/)
})
