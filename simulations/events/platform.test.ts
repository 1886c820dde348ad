/** The whole platform at little load: its claims both ways, and what it owes while processes die. */
import { describe, expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import { parseAction } from '~/kernel/action'
import { runOf } from '~/kernel/run'
import { vocabularyOf } from '~/kernel/simulation'
import { platform } from './testing/platform'

const CALM = ['rate:orders=80@0', 'rate:catalog=60@0', 'rate:users=30@0']

function play(scenario: string, without: readonly string[] = [], until?: string) {
  const actions = CALM.map((text) => parseAction(text, vocabularyOf(platform)))
  const run = runOf('events', { scenario, seed: 5, actions, without })
  return runToEnd(platform, run, until === undefined ? {} : { until })
}

describe.each(Object.entries(platform.claims))('the claim %s', (id, { scenario, invariant }) => {
  test('holds with its safeguard', async () => {
    const { invariants } = await play(scenario)
    expect(invariants.filter(({ held }) => !held)).toEqual([])
  })

  test('is broken without it', async () => {
    const { invariants } = await play(scenario, [id], invariant)
    expect(invariants.find((each) => each.id === invariant)!.held).toBe(false)
  })
})

test.each([
  'leader-killed',
  'zombie-reader',
  'below-minimum',
  'lost-acknowledgements',
  'registry-down',
  'replay-behind',
])('every invariant holds in %s', async (scenario) => {
  const { invariants } = await play(scenario)
  expect(invariants.filter(({ held }) => !held)).toEqual([])
})

test('the same run gives the same trace', async () => {
  const [first, second] = [await play('reader-crash'), await play('reader-crash')]
  expect(second.traceHash).toBe(first.traceHash)
})
