import { expect, test } from 'vitest'
import { BATCH_AT } from '../records/batch-layout'
import { BatchView } from '../records/batch-view'
import { crc32c } from '../records/crc32c'
import { BATCH_TIME_MS, batchOf, producedBatch } from './testing/batch-of'
import { parseTopicConfig } from './topic-config'
import { validateBatch } from './validate-batch'

const GOOD = batchOf([['a', '1'], ['b', null]]) // prettier-ignore

/** A batch that was changed, with a checksum that fits. */
function changed(change: (view: DataView) => void, bytes = GOOD): Uint8Array {
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  change(view)
  view.setUint32(BATCH_AT.checksum, crc32c(copy, BATCH_AT.attributes))
  return copy
}

function verdictOf(bytes: Uint8Array, configs: Readonly<Record<string, string>> = {}): string {
  const verdict = validateBatch(bytes, parseTopicConfig(configs), BATCH_TIME_MS)
  return verdict instanceof BatchView ? 'NONE' : verdict.error
}

test.each([
  ['a good batch', GOOD, {}, 'NONE'],
  ['one of an idempotent producer', producedBatch(1, 0, 0), {}, 'NONE'],
  ['two batches', new Uint8Array([...GOOD, ...GOOD]), {}, 'INVALID_RECORD'],
  ['half a batch', GOOD.subarray(0, 70), {}, 'CORRUPT_MESSAGE'],
  ['nothing', new Uint8Array(0), {}, 'CORRUPT_MESSAGE'],
  ['another byte', GOOD.map((byte, index) => (index === GOOD.length - 1 ? byte ^ 1 : byte)), {}, 'CORRUPT_MESSAGE'],
  ['a compressed one', changed((view) => view.setInt16(BATCH_AT.attributes, 1)), {}, 'UNSUPPORTED_COMPRESSION_TYPE'],
  ['a control batch', changed((view) => view.setInt16(BATCH_AT.attributes, 0x20)), {}, 'INVALID_RECORD'],
  ['a transactional one', changed((view) => view.setInt16(BATCH_AT.attributes, 0x10)), {}, 'INVALID_RECORD'],
  ['no records', changed((view) => view.setInt32(BATCH_AT.recordCount, 0)), {}, 'INVALID_RECORD'],
  ['another count', changed((view) => view.setInt32(BATCH_AT.recordCount, 3)), {}, 'INVALID_RECORD'],
  ['more offsets', changed((view) => view.setInt32(BATCH_AT.lastOffsetDelta, 2)), {}, 'INVALID_RECORD'],
  ['no sequence', changed((view) => view.setInt32(BATCH_AT.baseSequence, -1), producedBatch(1, 0, 0)), {}, 'INVALID_RECORD'], // prettier-ignore
  ['a record that is too short', changed((view) => view.setInt8(BATCH_AT.records, 2)), {}, 'INVALID_RECORD'],
  ['a client that says when it was appended', changed((view) => view.setInt16(BATCH_AT.attributes, 8)), {}, 'INVALID_TIMESTAMP'], // prettier-ignore
  ['too large a batch', GOOD, { 'max.message.bytes': '70' }, 'MESSAGE_TOO_LARGE'],
  ['more than a segment', GOOD, { 'segment.bytes': '70' }, 'RECORD_LIST_TOO_LARGE'],
  ['no key on a compacted topic', batchOf([[null, 'v']]), { 'cleanup.policy': 'compact' }, 'INVALID_RECORD'],
  ['no key elsewhere', batchOf([[null, 'v']]), {}, 'NONE'],
  ['an hour ahead', batchOf([['k', 'v', BATCH_TIME_MS + 3_600_000]]), {}, 'NONE'],
  ['more than an hour ahead', batchOf([['k', 'v', BATCH_TIME_MS + 3_600_001]]), {}, 'INVALID_TIMESTAMP'],
  ['the second too old', batchOf([['k', 'v'], ['k', 'v', BATCH_TIME_MS - 11]]), { 'message.timestamp.before.max.ms': '10' }, 'INVALID_TIMESTAMP'], // prettier-ignore
  ['too old, where the broker stamps', batchOf([['k', 'v', 0]]), { 'message.timestamp.before.max.ms': '10', 'message.timestamp.type': 'LogAppendTime' }, 'NONE'], // prettier-ignore
])('%s', (_, bytes, configs, error) => {
  expect(verdictOf(bytes, configs as Record<string, string>)).toBe(error)
})
