/** The whole platform at little load: what it owes in every scenario. */
import { expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import { calmRun } from './testing/calm-run'
import platform from './index'

test.each(platform.scenarios.map(({ id }) => id))('every invariant holds in %s', async (scenario) => {
  const { invariants } = await runToEnd(platform, calmRun(scenario))
  expect(invariants.filter(({ held }) => !held)).toEqual([])
})
