/**
 * Builds a record batch record by record, as a producer does while it lingers and as the cleaner does for what it keeps. The
 * header is filled in at the end, and may be filled in again: a batch that is sent anew keeps its records.
 */
import { varintSize, varlongSize } from '../bytes/byte-size'
import { ByteWriter } from '../bytes/byte-writer'
import { utf8Length } from '../bytes/utf8'
import { ATTRIBUTE, BATCH_AT, BATCH_MAGIC, BATCH_OVERHEAD } from './batch-layout'
import { type TimestampType } from './batch-view'
import { crc32c } from './crc32c'

const INT32_MAX = 0x7fff_ffff
const NOTHING = new Uint8Array(BATCH_AT.records)

/** Some metadata of a record. Keys may occur more than once. */
export interface RecordHeader {
  readonly key: string
  readonly value: Uint8Array | null
}

export const NO_HEADERS: readonly RecordHeader[] = []

/** All of a batch but its records. Offsets, timestamps and producer ids are whole numbers within ±2^53. */
export interface BatchHeader {
  readonly baseOffset: number
  /** -1 as long as no broker has set it. */
  readonly partitionLeaderEpoch: number
  readonly timestampType: TimestampType
  readonly isTransactional: boolean
  readonly isControl: boolean
  /** The base timestamp is when the cleaner may drop the tombstones in this batch. */
  readonly hasDeleteHorizon: boolean
  /** Stays as it was when compaction drops the last record. */
  readonly lastOffsetDelta: number
  /** In ms. */
  readonly baseTimestamp: number
  /** In ms. */
  readonly maxTimestamp: number
  /** -1 without an idempotent producer. */
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
}

/** What deltas are counted from has to be known before the first record. */
export type BatchBase = Partial<Pick<BatchHeader, 'baseOffset' | 'baseTimestamp'>>
/** What a batch has besides; what is left out is as a plain producer has it, or follows from the records. */
export type BatchOptions = Partial<Omit<BatchHeader, 'baseOffset' | 'baseTimestamp'>>

export class RecordBatchBuilder {
  private readonly writer = new ByteWriter()
  private baseOffset = 0
  private baseTimestamp = -1
  private hasBaseTimestamp = false
  private maxTimestamp = -1
  private lastOffset = -1
  private count = 0

  /** @param base by default the base offset is 0 and the base timestamp that of the first record */
  constructor(base: BatchBase = {}) {
    this.reset(base)
  }

  get recordCount(): number {
    return this.count
  }

  /** How many bytes the batch has. */
  get size(): number {
    return this.writer.length
  }

  /** Begins another batch in the same buffer. */
  reset({ baseOffset = 0, baseTimestamp }: BatchBase = {}): void {
    this.writer.reset()
    this.writer.raw(NOTHING)
    this.baseOffset = baseOffset
    this.hasBaseTimestamp = baseTimestamp !== undefined
    this.baseTimestamp = baseTimestamp ?? -1
    this.maxTimestamp = -1
    this.lastOffset = baseOffset - 1
    this.count = 0
  }

  /** How many bytes the batch would have with one more record: what is held against `batch.size`. */
  sizeWith(
    timestamp: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[] = NO_HEADERS,
  ): number {
    const delta = this.hasBaseTimestamp ? timestamp - this.baseTimestamp : 0
    const body = bodySize(delta, this.lastOffset + 1 - this.baseOffset, key, value, headers)
    return this.writer.length + varintSize(body) + body
  }

  /**
   * Adds a record.
   * @param timestamp in ms
   * @param offset by default the next one; the cleaner leaves holes
   * @throws RangeError if the offset does not grow or is further than 2^31 from the base, or the timestamp is not whole
   */
  append(
    timestamp: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[] = NO_HEADERS,
    offset = this.lastOffset + 1,
  ): void {
    const offsetDelta = offset - this.baseOffset
    if (offset <= this.lastOffset || offsetDelta > INT32_MAX) {
      throw new RangeError(`offset ${offset} cannot follow ${this.lastOffset} in a batch from ${this.baseOffset}`)
    }
    if (!this.hasBaseTimestamp) {
      this.baseTimestamp = timestamp
      this.hasBaseTimestamp = true
    }
    if (!Number.isSafeInteger(timestamp)) throw new RangeError(`a timestamp is whole milliseconds, not ${timestamp}`)
    const timestampDelta = timestamp - this.baseTimestamp
    const { writer } = this
    writer.varint(bodySize(timestampDelta, offsetDelta, key, value, headers))
    writer.int8(0)
    writer.varlong(timestampDelta)
    writer.varint(offsetDelta)
    writer.varintBytes(key)
    writer.varintBytes(value)
    writer.varint(headers.length)
    for (let index = 0; index < headers.length; index += 1) {
      const header = headers[index]!
      writer.varintString(header.key)
      writer.varintBytes(header.value)
    }
    if (timestamp > this.maxTimestamp) this.maxTimestamp = timestamp
    this.lastOffset = offset
    this.count += 1
  }

  /** The batch, as bytes of the caller's own. More records may follow, and other options. */
  build(options: BatchOptions = {}): Uint8Array {
    const bytes = this.writer.copy()
    const header = new ByteWriter(BATCH_AT.records)
    header.int64(this.baseOffset)
    header.int32(bytes.length - BATCH_OVERHEAD)
    header.int32(options.partitionLeaderEpoch ?? -1)
    header.int8(BATCH_MAGIC)
    header.int32(0)
    header.int16(attributesOf(options))
    header.int32(options.lastOffsetDelta ?? Math.max(0, this.lastOffset - this.baseOffset))
    header.int64(this.baseTimestamp)
    header.int64(options.maxTimestamp ?? this.maxTimestamp)
    header.int64(options.producerId ?? -1)
    header.int16(options.producerEpoch ?? -1)
    header.int32(options.baseSequence ?? -1)
    header.int32(this.count)
    bytes.set(header.written())
    new DataView(bytes.buffer).setUint32(BATCH_AT.checksum, crc32c(bytes, BATCH_AT.attributes))
    return bytes
  }
}

function attributesOf({ timestampType, isTransactional, isControl, hasDeleteHorizon }: BatchOptions): number {
  return (
    (timestampType === 'LogAppendTime' ? ATTRIBUTE.logAppendTime : 0) |
    (isTransactional === true ? ATTRIBUTE.transactional : 0) |
    (isControl === true ? ATTRIBUTE.control : 0) |
    (hasDeleteHorizon === true ? ATTRIBUTE.deleteHorizon : 0)
  )
}

/** The bytes of a record after its length. */
function bodySize(
  timestampDelta: number,
  offsetDelta: number,
  key: Uint8Array | null,
  value: Uint8Array | null,
  headers: readonly RecordHeader[],
): number {
  let size = 1 + varlongSize(timestampDelta) + varintSize(offsetDelta) + sizeOfBytes(key) + sizeOfBytes(value)
  size += varintSize(headers.length)
  for (let index = 0; index < headers.length; index += 1) {
    const header = headers[index]!
    const keySize = utf8Length(header.key)
    size += varintSize(keySize) + keySize + sizeOfBytes(header.value)
  }
  return size
}

function sizeOfBytes(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : varintSize(bytes.length) + bytes.length
}
