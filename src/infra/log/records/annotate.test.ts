import fc from 'fast-check'
import { expect, test } from 'vitest'
import { annotateBatch } from './annotate'
import { encodeRecordBatch } from './record-batch'
import { arbitraryBatch } from './testing/arbitrary-batch'

const utf8 = new TextEncoder()
const BATCH = encodeRecordBatch({
  baseOffset: 41,
  records: [
    {
      timestamp: 1_700_000_000_000,
      key: utf8.encode('order-1'),
      value: Uint8Array.of(0, 1, 255),
      headers: [{ key: 'ce_id', value: null }],
    },
  ],
})

test('a batch is named field by field', () => {
  const checksum = Buffer.from(BATCH.subarray(17, 21)).toString('hex')
  expect(
    annotateBatch(BATCH).map(({ offset, length, field, meaning }) => `${offset}+${length} ${field}: ${meaning}`),
  ).toEqual([
    '0+8 base offset: 41',
    `8+4 batch length: ${BATCH.length - 12} bytes follow`,
    '12+4 partition leader epoch: -1: set by the broker on append',
    '16+1 magic: version 2 of the format',
    `17+4 CRC32C: 0x${checksum}: as the bytes from the attributes on give`,
    '21+2 attributes: compression none, CreateTime',
    '23+4 last offset delta: last offset = base offset + 0',
    '27+8 base timestamp: 1700000000000 ms',
    '35+8 max timestamp: 1700000000000 ms',
    '43+8 producer id: -1: no idempotent producer',
    '51+2 producer epoch: -1',
    '53+4 base sequence: -1: none',
    '57+4 record count: 1',
    '61+1 records[0].length: 23 bytes follow',
    '62+1 records[0].attributes: 0: not used',
    '63+1 records[0].timestamp delta: base timestamp + 0 ms',
    '64+1 records[0].offset delta: base offset + 0',
    '65+1 records[0].key length: 7 bytes follow',
    '66+7 records[0].key: "order-1"',
    '73+1 records[0].value length: 3 bytes follow',
    '74+3 records[0].value: 00 01 ff',
    '77+1 records[0].header count: 1',
    '78+1 records[0].headers[0].key length: 5 bytes follow',
    '79+5 records[0].headers[0].key: "ce_id"',
    '84+1 records[0].headers[0].value length: -1: null',
  ])
})

test('every byte is named exactly once, also of bytes that are cut off or damaged', () => {
  fc.assert(
    fc.property(arbitraryBatch, fc.nat(), fc.nat(255), fc.nat(), (batch, at, byte, cut) => {
      const bytes = encodeRecordBatch(batch)
      const damaged = bytes.slice(0, bytes.length - (cut % bytes.length))
      damaged[at % damaged.length] = byte
      for (const each of [bytes, damaged, new Uint8Array(0)]) {
        let next = 0
        for (const { offset, length } of annotateBatch(each)) {
          expect(offset).toBe(next)
          expect(length).toBeGreaterThan(0)
          next += length
        }
        expect(next).toBe(each.length)
      }
    }),
    { seed: 1302, numRuns: 300 },
  )
})

test('what does not hold is said', () => {
  const flipped = BATCH.slice()
  flipped[70]! ^= 1
  expect(annotateBatch(flipped).find(({ field }) => field === 'CRC32C')?.meaning).toMatch(/: the bytes give 0x/)
  expect(annotateBatch(BATCH.subarray(0, 70)).at(-1)).toEqual({
    offset: 66,
    length: 4,
    field: 'unreadable',
    meaning: '7 bytes are needed and 4 are left',
  })
})

test('long texts and bytes are cut', () => {
  const records = [{ timestamp: 0, key: utf8.encode('ä'.repeat(500)), value: new Uint8Array(40) }]
  const noted = annotateBatch(encodeRecordBatch({ records }))
  expect(noted.find(({ field }) => field === 'records[0].key')?.meaning).toBe(`"${'ä'.repeat(48)}…"`)
  expect(noted.find(({ field }) => field === 'records[0].value')?.meaning).toBe(`${'00 '.repeat(16)}…`)
})
