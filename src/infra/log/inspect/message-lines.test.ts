import { expect, test } from 'vitest'
import { encodeRecordBatch } from '../records/record-batch'
import { messageLines } from './message-lines'

const PLACE = { topic: 'orders.v1', partition: 3 }
const RECORDS = encodeRecordBatch({
  records: [1, 2].map(() => ({ timestamp: 0, key: null, value: new Uint8Array(1) })),
})

test.each([
  [
    { type: 'Produce', acks: -1, partitions: [{ ...PLACE, records: RECORDS }] },
    ['Produce orders.v1-3 2 records acks=-1'],
  ],
  [
    { type: 'Produce', acks: 1, partitions: [{ ...PLACE, records: new Uint8Array(3) }] },
    ['Produce orders.v1-3 3 bytes acks=1'],
  ],
  [
    { type: 'Produce', acks: -1, partitions: [{ ...PLACE, records: [...RECORDS.subarray(0, 80)] }] },
    ['Produce orders.v1-3 2 records acks=-1'],
  ],
  [{ type: 'Fetch', replicaId: -1, partitions: [{ ...PLACE, fetchOffset: 120 }] }, ['Fetch orders.v1-3 from 120']],
  [
    { type: 'Fetch', replicaId: 2, partitions: [{ ...PLACE, fetchOffset: 7 }] },
    ['Fetch orders.v1-3 from 7 by replica 2'],
  ],
  [
    { type: 'OffsetCommit', groupId: 'search', generationId: 4, partitions: [{ ...PLACE, offset: 9 }] },
    ['OffsetCommit search orders.v1-3@9 generation 4'],
  ],
  [{ type: 'JoinGroup', groupId: 'search', memberId: '' }, ['JoinGroup search (new member)']],
  [{ type: 'Metadata', topics: null }, ['Metadata (all topics)']],
  [{ type: 'Registry', method: 'POST', path: '/subjects/a/versions' }, ['POST /subjects/a/versions']],
  [{ type: 'BrokerHeartbeat' }, ['BrokerHeartbeat']],
  [{ records: [] }, []],
  [null, []],
])('%j reads as %j', (message, lines) => {
  expect(messageLines(message)).toEqual(lines)
})

test('a request about many partitions is cut', () => {
  const partitions = Array.from({ length: 50 }, (_, partition) => ({ ...PLACE, partition, fetchOffset: 0 }))
  const lines = messageLines({ type: 'Fetch', replicaId: -1, partitions })
  expect([lines.length, lines.at(-1)]).toEqual([20, '… and 31 more'])
})
