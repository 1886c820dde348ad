/** The whole platform at little load: what it owes in every scenario, and that a run can be repeated. */
import { expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import { calmRun } from './testing/calm-run'
import platform from './index'

test.each(platform.scenarios.map(({ id }) => id))('every invariant holds in %s', async (scenario) => {
  const { invariants } = await runToEnd(platform, calmRun(scenario))
  expect(invariants.filter(({ held }) => !held)).toEqual([])
})

test('the same run gives the same trace', async () => {
  const [first, second] = [await runToEnd(platform, calmRun('steady')), await runToEnd(platform, calmRun('steady'))]
  expect(second.traceHash).toBe(first.traceHash)
})
