/**
 * Where the fields of a record batch stand, format version 2: https://kafka.apache.org/documentation/#recordbatch
 *
 * The checksum covers everything from the attributes to the end. What a broker assigns on append stands before it: the base offset
 * and the leader epoch, so that neither changes the checksum.
 */

/** The byte at which each field begins. */
export const BATCH_AT = {
  baseOffset: 0,
  length: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  checksum: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
  records: 61,
} as const

/** Base offset and length, which the length does not count. */
export const BATCH_OVERHEAD = 12

export const BATCH_MAGIC = 2

/** The bits of the attributes. */
export const ATTRIBUTE = {
  compression: 0x07,
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
  deleteHorizon: 0x40,
} as const

/** By the number in the attributes. */
export const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
