/** What is kept of violations. */
import { expect, test } from 'vitest'
import { ALL_ANSWERED, NEVER_FAILS, tinyEngine } from './testing/tiny-simulation'

test('after the first hundred, one violation in half a second is kept, so that it is seen when there were any', async () => {
  const arrivals = Array.from({ length: 1_500 }, (_, index) => 10 + index)
  const invariants = [NEVER_FAILS, ALL_ANSWERED]
  const engine = await tinyEngine({ invariants, arrivals, actions: ['crash:store@5-1600'], durationMs: 2_000 })
  await engine.advance(1_999, Infinity)
  const times = engine.violations.filter(({ invariant }) => invariant === 'never-fails').map(({ atMs }) => atMs)
  expect(engine.verdicts()[0]!.violations).toBeGreaterThan(1_000)
  expect(times.length).toBeLessThan(110)
  for (const fromMs of [0, 500, 1_000]) {
    expect(
      times.some((atMs) => atMs >= fromMs && atMs < fromMs + 500),
      `from ${fromMs} ms`,
    ).toBe(true)
  }
})
