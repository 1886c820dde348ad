/** An unclean election loses what was acknowledged: exactly that is excused, and everything else goes on as ever. */
import { expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import { parseAction } from '~/kernel/action'
import { runOf } from '~/kernel/run'
import { vocabularyOf } from '~/kernel/simulation'
import type { TraceEvent } from '~/kernel/trace'
import platform from './index'
import { factOf } from './invariants/facts-of'
import type { LeaderFact } from './invariants/log-bounds'

/** One broker is away while events come; then the two that have them die, and it is back before their sessions are over. */
const TROUBLE = [
  'rate:orders=15@0',
  'rate:catalog=15@0',
  'rate:users=15@0',
  'unclean-election:kafka/2@3000-32000',
  'crash:kafka/2@4000-16000',
  'crash:kafka/0@15000-28000',
  'crash:kafka/1@15000-16500',
]

test('what the unclean leaders did not have is lost and counted, and every invariant holds', async () => {
  const actions = TROUBLE.map((text) => parseAction(text, vocabularyOf(platform)))
  const unclean = { nodes: new Set<number>(), topics: new Set<string>() }
  const observer = {
    step(event: TraceEvent) {
      const leader = factOf<LeaderFact>(event, 'leader')
      // Broker 1 restarts meanwhile, which does not end what broker 2 was told.
      if (leader?.isUnclean !== true) return
      unclean.nodes.add(leader.nodeId)
      unclean.topics.add(leader.topic)
    },
  }
  const run = runOf('events', { scenario: 'steady', seed: 5, durationMs: 32_500, settleMs: 12_000, actions })
  const { invariants } = await runToEnd(platform, run, { observers: [observer] })
  expect([...unclean.nodes]).toEqual([2])
  expect(unclean.topics).toContain('orders.v1')
  // The registry waits for a replica that has all ids it ever gave.
  expect(unclean.topics).not.toContain('_schemas')
  const { figures } = invariants.find(({ id }) => id === 'nothing-lost')!
  expect(figures).toMatchObject({ pending: 0, cutOff: expect.any(Number) as number })
  expect(invariants.filter(({ held }) => !held)).toEqual([])
})
