/** The whole platform at little load: what it owes in every scenario. Those of claims are played at full load by `npm run claims`. */
import { expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import { calmRun } from './testing/calm-run'
import platform from './index'

const claimed: readonly string[] = Object.values(platform.claims).map(({ scenario }) => scenario)
const others = platform.scenarios.map(({ id }) => id).filter((id) => !claimed.includes(id))

test.each(others)('every invariant holds in %s', async (scenario) => {
  const { invariants } = await runToEnd(platform, calmRun(scenario))
  expect(invariants.filter(({ held }) => !held)).toEqual([])
})
