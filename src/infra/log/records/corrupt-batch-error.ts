import { type BytesError, type BytesProblem } from '../bytes/byte-reader'

/** What can be wrong with a record batch. `compressed` is not corrupt, but cannot be read here. */
export type BatchProblem =
  | BytesProblem
  | 'bad-length'
  | 'bad-magic'
  | 'checksum-mismatch'
  | 'compressed'
  | 'record-length-mismatch'
  | 'trailing-bytes'

/**
 * A record batch that cannot be read, as Kafka's CORRUPT_MESSAGE (2) or, if it is compressed, UNSUPPORTED_COMPRESSION_TYPE (76).
 * The offset is that of the byte, counted from the start of the batch.
 */
export class CorruptBatchError extends Error {
  readonly problem: BatchProblem
  readonly offset: number

  constructor(problem: BatchProblem, offset: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CorruptBatchError'
    this.problem = problem
    this.offset = offset
  }

  /** @param where what was being read, for instance `record 3` */
  static of(error: BytesError, where: string): CorruptBatchError {
    const message = `${where}, at byte ${error.offset}: ${error.message}`
    return new CorruptBatchError(error.problem, error.offset, message, { cause: error })
  }
}
