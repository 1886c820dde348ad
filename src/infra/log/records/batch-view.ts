/**
 * A record batch where it lies: its header is read and, where a broker assigns something, written in place. Records stay bytes.
 */
import { ATTRIBUTE, BATCH_AT, BATCH_MAGIC, BATCH_OVERHEAD, COMPRESSIONS } from './batch-layout'
import { CorruptBatchError } from './corrupt-batch-error'
import { checksumText, crc32c } from './crc32c'
import { addToSequence } from './sequence'

const TWO_TO_32 = 0x1_0000_0000
const NO_PRODUCER = -1

export type TimestampType = 'CreateTime' | 'LogAppendTime'

export class BatchView {
  /** The bytes of this batch and no others, shared with whoever gave them. */
  readonly bytes: Uint8Array
  private readonly view: DataView

  /**
   * @param bytes may hold further batches after this one
   * @param at where the batch begins
   * @throws CorruptBatchError if there is no whole batch of version 2. The checksum is not computed: see {@link check}.
   */
  constructor(bytes: Uint8Array, at = 0) {
    const left = bytes.length - at
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, left)
    if (left > BATCH_AT.magic && view.getInt8(BATCH_AT.magic) !== BATCH_MAGIC) {
      const magic = view.getInt8(BATCH_AT.magic)
      throw new CorruptBatchError('bad-magic', BATCH_AT.magic, `magic is ${magic}, and only version 2 is read`)
    }
    if (left < BATCH_AT.records) {
      const message = `the header of a batch takes ${BATCH_AT.records} bytes, and there are ${left}`
      throw new CorruptBatchError('truncated', left, message)
    }
    const length = view.getInt32(BATCH_AT.length)
    if (length < BATCH_AT.records - BATCH_OVERHEAD) {
      const problem = length < 0 ? 'negative-length' : 'bad-length'
      throw new CorruptBatchError(problem, BATCH_AT.length, `length is ${length}, less than the header alone`)
    }
    const size = length + BATCH_OVERHEAD
    if (size > left) {
      const message = `length is ${length}, which makes a batch of ${size} bytes, and there are ${left}`
      throw new CorruptBatchError('truncated', BATCH_AT.length, message)
    }
    this.bytes = bytes.subarray(at, at + size)
    this.view = view
  }

  /** How many bytes the batch has. */
  get size(): number {
    return this.bytes.length
  }

  get baseOffset(): number {
    return this.int64(BATCH_AT.baseOffset)
  }

  /** As a broker does on append. The checksum does not cover it. */
  set baseOffset(offset: number) {
    this.setInt64(BATCH_AT.baseOffset, offset)
  }

  /** The offset of the last record, or of what was the last one before compaction. */
  get lastOffset(): number {
    return this.baseOffset + this.lastOffsetDelta
  }

  /** Where a reader goes on, also if the batch has no records any more. */
  get nextOffset(): number {
    return this.lastOffset + 1
  }

  /** -1 if no broker has set it. */
  get partitionLeaderEpoch(): number {
    return this.view.getInt32(BATCH_AT.partitionLeaderEpoch)
  }

  /** As a broker does on append. The checksum does not cover it. */
  set partitionLeaderEpoch(epoch: number) {
    this.view.setInt32(BATCH_AT.partitionLeaderEpoch, epoch)
  }

  /** As it stands in the header, unsigned. */
  get checksum(): number {
    return this.view.getUint32(BATCH_AT.checksum)
  }

  get attributes(): number {
    return this.view.getInt16(BATCH_AT.attributes)
  }

  get timestampType(): TimestampType {
    return (this.attributes & ATTRIBUTE.logAppendTime) === 0 ? 'CreateTime' : 'LogAppendTime'
  }

  get isTransactional(): boolean {
    return (this.attributes & ATTRIBUTE.transactional) !== 0
  }

  /** Its records are markers of transactions, not for applications. */
  get isControl(): boolean {
    return (this.attributes & ATTRIBUTE.control) !== 0
  }

  /** When the cleaner may drop the tombstones in this batch, in ms, or null if it has not decided. */
  get deleteHorizonMs(): number | null {
    return (this.attributes & ATTRIBUTE.deleteHorizon) === 0 ? null : this.baseTimestamp
  }

  get lastOffsetDelta(): number {
    return this.view.getInt32(BATCH_AT.lastOffsetDelta)
  }

  /** In ms; what the timestamps of the records are counted from. */
  get baseTimestamp(): number {
    return this.int64(BATCH_AT.baseTimestamp)
  }

  /** In ms; with LogAppendTime, the timestamp of every record. */
  get maxTimestamp(): number {
    return this.int64(BATCH_AT.maxTimestamp)
  }

  /** -1 without an idempotent producer. */
  get producerId(): number {
    return this.int64(BATCH_AT.producerId)
  }

  get hasProducer(): boolean {
    return this.producerId > NO_PRODUCER
  }

  get producerEpoch(): number {
    return this.view.getInt16(BATCH_AT.producerEpoch)
  }

  get baseSequence(): number {
    return this.view.getInt32(BATCH_AT.baseSequence)
  }

  get lastSequence(): number {
    const { baseSequence } = this
    return baseSequence < 0 ? baseSequence : addToSequence(baseSequence, this.lastOffsetDelta)
  }

  get recordCount(): number {
    return this.view.getInt32(BATCH_AT.recordCount)
  }

  /** The checksum that the bytes ask for. */
  computeChecksum(): number {
    return crc32c(this.bytes, BATCH_AT.attributes)
  }

  /**
   * Holds the checksum against the bytes, unless it is not asked for, and that the records are not compressed.
   * @throws CorruptBatchError
   */
  check(hasChecksum = true): void {
    const computed = hasChecksum ? this.computeChecksum() : this.checksum
    if (computed !== this.checksum) {
      const message = `CRC32C is ${checksumText(this.checksum)}, and the bytes give ${checksumText(computed)}`
      throw new CorruptBatchError('checksum-mismatch', BATCH_AT.checksum, message)
    }
    const compression = this.attributes & ATTRIBUTE.compression
    if (compression !== 0) {
      const name = COMPRESSIONS[compression] ?? `number ${compression}`
      throw new CorruptBatchError('compressed', BATCH_AT.attributes, `compression is ${name}, and only none is read`)
    }
  }

  /**
   * What a broker does on append to a topic with `message.timestamp.type=LogAppendTime`: all records get its time. The checksum
   * is computed anew.
   */
  stampAppendTime(timestampMs: number): void {
    this.view.setInt16(BATCH_AT.attributes, this.attributes | ATTRIBUTE.logAppendTime)
    this.setInt64(BATCH_AT.maxTimestamp, timestampMs)
    this.view.setUint32(BATCH_AT.checksum, this.computeChecksum())
  }

  private int64(at: number): number {
    const value = this.view.getInt32(at) * TWO_TO_32 + this.view.getUint32(at + 4)
    if (Number.isSafeInteger(value)) return value
    throw new CorruptBatchError('number-out-of-range', at, `${this.view.getBigInt64(at)} does not fit into ±2^53`)
  }

  private setInt64(at: number, value: number): void {
    this.view.setInt32(at, Math.floor(value / TWO_TO_32))
    this.view.setInt32(at + 4, value)
  }
}

/**
 * The batches that lie one after the other, as in a segment or the answer to a fetch. A last one that is cut off is left out: a
 * fetch may end in the middle of a batch.
 * @throws CorruptBatchError for anything else than a batch of version 2; its offset counts from the start of the bytes
 */
export function splitBatches(bytes: Uint8Array): BatchView[] {
  const batches: BatchView[] = []
  let at = 0
  while (at < bytes.length) {
    try {
      const batch = new BatchView(bytes, at)
      batches.push(batch)
      at += batch.size
    } catch (error) {
      if (!(error instanceof CorruptBatchError)) throw error
      if (error.problem === 'truncated') break
      throw new CorruptBatchError(error.problem, at + error.offset, error.message, { cause: error })
    }
  }
  return batches
}
