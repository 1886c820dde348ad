import { expect, test } from 'vitest'
import { spanTerms } from './span-terms'

test('records are sent by a producer, to a topic and its partition', () => {
  const partitions = [{ topic: 'orders.v1', partition: 2, records: new Uint8Array(9) }]
  expect(spanTerms({ type: 'Produce', acks: -1, partitions })).toEqual({
    name: 'send orders.v1',
    kind: 'producer',
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'orders.v1',
      'messaging.destination.partition.id': '2',
    },
  })
})

test('a poll of several topics names none', () => {
  const partitions = [{ topic: 'a', partition: 0 }, { topic: 'b', partition: 0 }] // prettier-ignore
  const terms = spanTerms({ type: 'Fetch', partitions })!
  expect(terms).toMatchObject({ name: 'poll', kind: 'client', attributes: { 'messaging.operation.type': 'receive' } })
  expect(Object.keys(terms.attributes).filter((name) => name.includes('destination'))).toEqual([])
})

test('what clients and brokers have among themselves keeps its name in the protocol', () => {
  expect(spanTerms({ type: 'Heartbeat', groupId: 'g', memberId: 'm', generationId: 1 })).toMatchObject({
    name: 'Heartbeat',
    attributes: { 'messaging.consumer.group.name': 'g' },
  })
  expect(spanTerms({ type: 'Registry', method: 'GET', path: '/subjects' })).toMatchObject({ name: 'GET' })
  expect(spanTerms(undefined)).toBeNull()
})
