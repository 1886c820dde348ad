/** One batch that tests of different parts know, and what reading a damaged one fails with. */
import { CorruptBatchError } from '../corrupt-batch-error'
import { type NewBatch } from '../record-batch'

const utf8 = new TextEncoder()

export const ORDER: NewBatch = {
  baseOffset: 41,
  partitionLeaderEpoch: 3,
  producerId: 1001,
  producerEpoch: 2,
  baseSequence: 7,
  records: [
    {
      timestamp: 1_700_000_000_000,
      key: utf8.encode('order-1'),
      value: utf8.encode('placed'),
      headers: [{ key: 'ce_id', value: utf8.encode('e1') }],
    },
    { timestamp: 1_700_000_000_005, key: utf8.encode('order-1'), value: null },
  ],
}

/** @throws whatever else is thrown, and if nothing is */
export function errorOf(read: () => unknown): CorruptBatchError {
  try {
    read()
  } catch (error) {
    if (error instanceof CorruptBatchError) return error
    throw error
  }
  throw new Error('nothing was found wrong')
}
