/**
 * Reads what a {@link ByteWriter} writes. Every step is held against the end of the bytes: what comes from a wire may say
 * anything about its own length.
 */
import { readUtf8 } from './utf8'

const TWO_TO_32 = 0x1_0000_0000

/** What can be wrong with bytes, whatever they are to be. */
export type BytesProblem = 'truncated' | 'negative-length' | 'number-out-of-range' | 'varint-too-long'

/** Bytes that are not what they were taken for. The offset is that of the value which could not be read. */
export class BytesError extends Error {
  readonly problem: BytesProblem
  readonly offset: number

  constructor(problem: BytesProblem, offset: number, message: string) {
    super(message)
    this.name = 'BytesError'
    this.problem = problem
    this.offset = offset
  }
}

export class ByteReader {
  /** Where the next value begins. */
  at: number
  readonly bytes: Uint8Array
  /** Where the bytes end that may be read; a frame within them narrows it. */
  end: number
  private readonly view: DataView

  /** Reads `bytes` from `start` up to but without `end`. Both are cut to what there is. */
  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes
    this.end = Math.min(end, bytes.length)
    this.at = Math.min(start, this.end)
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.end - this.at
  }

  int8(): number {
    return this.view.getInt8(this.step(1))
  }

  uint8(): number {
    if (this.at >= this.end) this.step(1)
    return this.bytes[this.at++]!
  }

  int16(): number {
    return this.view.getInt16(this.step(2))
  }

  int32(): number {
    return this.view.getInt32(this.step(4))
  }

  uint32(): number {
    return this.view.getUint32(this.step(4))
  }

  int64(): bigint {
    return this.view.getBigInt64(this.step(8))
  }

  /** A 64-bit number that a double holds exactly. @throws BytesError beyond ±2^53 */
  safeInt64(): number {
    const start = this.step(8)
    const value = this.view.getInt32(start) * TWO_TO_32 + this.view.getUint32(start + 4)
    if (!Number.isSafeInteger(value)) throw outOfRange(start, this.view.getBigInt64(start), '±2^53')
    return value
  }

  /** Little-endian, as Avro has it. */
  float32(): number {
    return this.view.getFloat32(this.step(4), true)
  }

  /** Little-endian, as Avro has it. */
  float64(): number {
    return this.view.getFloat64(this.step(8), true)
  }

  /** A 32-bit number, zigzag. @throws BytesError where it does not fit into 32 bits */
  varint(): number {
    const start = this.at
    const value = this.varlong()
    if (typeof value === 'bigint' || value !== (value | 0)) throw outOfRange(start, value, '32 bits')
    return value
  }

  /** A 64-bit number, zigzag: as a number where a double holds it exactly, else as a bigint. */
  varlong(): number | bigint {
    const start = this.at
    let zigzag = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.uint8()
      zigzag |= (byte & 0x7f) << shift
      if (byte < 0x80) return (zigzag >>> 1) ^ -(zigzag & 1)
    }
    return this.restOfVarlong(start, zigzag)
  }

  /** @throws BytesError beyond ±2^53 */
  safeVarlong(): number {
    const start = this.at
    const value = this.varlong()
    if (typeof value === 'bigint') throw outOfRange(start, value, '±2^53')
    return value
  }

  /** The next `size` bytes, as a view. */
  take(size: number): Uint8Array {
    const start = this.step(size)
    return this.bytes.subarray(start, this.at)
  }

  skip(size: number): void {
    this.step(size)
  }

  /** Text of `size` bytes. */
  text(size: number): string {
    const start = this.step(size)
    return readUtf8(this.bytes, start, size)
  }

  /** Text with its length before it, as a varint. */
  varintString(): string {
    return this.text(this.varintLength())
  }

  /** Bytes with their length before them, as a varint, as a view; the length -1 is null. */
  varintBytes(): Uint8Array | null {
    const start = this.at
    const size = this.varint()
    if (size === -1) return null
    if (size < 0) throw negative(start, size)
    return this.take(size)
  }

  /** A length or count. @throws BytesError if it is negative */
  varintLength(): number {
    const start = this.at
    const size = this.varint()
    if (size < 0) throw negative(start, size)
    return size
  }

  private restOfVarlong(start: number, first28: number): number | bigint {
    const fifth = this.uint8()
    let low = first28 | ((fifth & 0x0f) << 28)
    let high = (fifth & 0x70) >>> 4
    let byte = fifth
    for (let shift = 3; byte >= 0x80; shift += 7) {
      byte = this.uint8()
      // The tenth byte has one bit to give.
      if (shift > 24 && byte > 1) throw new BytesError('varint-too-long', start, 'a varint goes on beyond 64 bits')
      high |= (byte & 0x7f) << shift
    }
    const sign = -(low & 1)
    low = ((low >>> 1) | (high << 31)) ^ sign
    high = (high >>> 1) ^ sign
    const value = high * TWO_TO_32 + (low >>> 0)
    return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) | BigInt(low >>> 0)
  }

  /** Moves on by `size` bytes and says where they begin. */
  private step(size: number): number {
    const start = this.at
    if (size < 0) throw negative(start, size)
    if (size > this.end - start) {
      throw new BytesError('truncated', start, `${size} bytes are needed and ${this.end - start} are left`)
    }
    this.at = start + size
    return start
  }
}

function negative(offset: number, size: number): BytesError {
  return new BytesError('negative-length', offset, `a length is ${size}`)
}

function outOfRange(offset: number, value: number | bigint, range: string): BytesError {
  return new BytesError('number-out-of-range', offset, `${value} does not fit into ${range}`)
}
