/** What is stated of the brokers of a real cluster, by what one of them has told. */
import { expect, test } from 'vitest'
import type { Json } from '~/kernel/json'
import type { BrokerLook } from './live-log'
import { BrokerWatch } from './watch'

/** What the first of three drawn brokers states while it is told of these clusters, one after the other. */
function statedOf(...clusters: readonly (readonly number[])[]): readonly (readonly [string, Json])[] {
  const stated: (readonly [string, Json])[] = []
  const context = { instance: 0, instances: 3, emit: (key: string, data: Json = null) => void stated.push([key, data]) }
  const watch = new BrokerWatch(context, new Set())
  for (const brokers of clusters) watch.saw({ brokers, led: [], groups: [] } satisfies BrokerLook)
  return stated
}

test('brokers are stated when they come and go', () => {
  expect(statedOf([0, 1, 2], [0, 1, 2], [0, 2], [0, 1, 2])).toEqual([
    ['unfenced', { broker: 0 }],
    ['unfenced', { broker: 1 }],
    ['unfenced', { broker: 2 }],
    ['fenced', { broker: 1 }],
    ['unfenced', { broker: 1 }],
  ])
})

test('those that a small cluster never had are stated to be absent, once, until they join', () => {
  expect(statedOf([0], [0], [0, 1])).toEqual([
    ['absent', { broker: 1 }],
    ['absent', { broker: 2 }],
    ['unfenced', { broker: 0 }],
    ['unfenced', { broker: 1 }],
  ])
})
