/**
 * Writes what the wire formats of the log are made of into one buffer that grows: fixed-width numbers, big-endian as Kafka has
 * them, and little-endian floats and zigzag varints, which Avro shares with the records of a batch.
 */
import { ASCII_MAX, LOOP_LENGTH_MAX, utf8Length, writeUtf8 } from './utf8'

const TWO_TO_32 = 0x1_0000_0000
/** The most bytes a varint takes. */
const VARINT_BYTES_MAX = 5
const VARLONG_BYTES_MAX = 10

export class ByteWriter {
  private bytes: Uint8Array
  private view: DataView
  private at = 0

  /** @param capacity the bytes to begin with; it doubles as needed */
  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity)
    this.view = new DataView(this.bytes.buffer)
  }

  /** How many bytes have been written. */
  get length(): number {
    return this.at
  }

  /** Forgets what was written, or what was written after the first `length` bytes. The buffer stays. */
  reset(length = 0): void {
    this.at = Math.min(length, this.at)
  }

  /** What was written, as a view that the next write may change. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.at)
  }

  /** What was written from `start` on, as bytes of the caller's own. */
  copy(start = 0): Uint8Array {
    return this.bytes.slice(start, this.at)
  }

  int8(value: number): void {
    this.reserve(1)
    this.bytes[this.at++] = value
  }

  int16(value: number): void {
    this.reserve(2)
    this.view.setInt16(this.at, value)
    this.at += 2
  }

  /** Also takes an unsigned value: the bits are the same. */
  int32(value: number): void {
    this.reserve(4)
    this.view.setInt32(this.at, value)
    this.at += 4
  }

  /** A whole number within ±2^53, or a bigint within ±2^63. */
  int64(value: number | bigint): void {
    this.reserve(8)
    if (typeof value === 'bigint') {
      this.view.setBigInt64(this.at, value)
    } else {
      this.view.setInt32(this.at, Math.floor(value / TWO_TO_32))
      this.view.setInt32(this.at + 4, value)
    }
    this.at += 8
  }

  /** Little-endian, as Avro has it. */
  float32(value: number): void {
    this.reserve(4)
    this.view.setFloat32(this.at, value, true)
    this.at += 4
  }

  /** Little-endian, as Avro has it. */
  float64(value: number): void {
    this.reserve(8)
    this.view.setFloat64(this.at, value, true)
    this.at += 8
  }

  /** A 32-bit number, zigzag. */
  varint(value: number): void {
    this.reserve(VARINT_BYTES_MAX)
    let rest = ((value << 1) ^ (value >> 31)) >>> 0
    while (rest > 0x7f) {
      this.bytes[this.at++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.bytes[this.at++] = rest
  }

  /** A 64-bit number, zigzag: a whole number within ±2^53, or a bigint within ±2^63. */
  varlong(value: number | bigint): void {
    if (typeof value === 'bigint') this.zigzag64(Number(BigInt.asIntN(32, value >> 32n)), Number(value & 0xffff_ffffn))
    else if (value === (value | 0)) this.varint(value)
    else this.zigzag64(Math.floor(value / TWO_TO_32), value)
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.bytes.set(bytes, this.at)
    this.at += bytes.length
  }

  /** Text with its length in bytes before it, as a varint. */
  varintString(text: string): void {
    if (this.shortAscii(text)) return
    const size = utf8Length(text)
    this.varint(size)
    this.reserve(size)
    writeUtf8(this.bytes, this.at, text, size)
    this.at += size
  }

  /** Bytes with their length before them, as a varint; null has the length -1. */
  varintBytes(bytes: Uint8Array | null): void {
    if (bytes === null) {
      this.varint(-1)
      return
    }
    this.varint(bytes.length)
    this.raw(bytes)
  }

  /** Most text is: then one look at it is enough. Says whether it was; if not, nothing is written. */
  private shortAscii(text: string): boolean {
    const { length } = text
    if (length > LOOP_LENGTH_MAX) return false
    this.reserve(length + 1)
    const { bytes } = this
    const start = this.at + 1
    for (let index = 0; index < length; index += 1) {
      const unit = text.charCodeAt(index)
      if (unit > ASCII_MAX) return false
      bytes[start + index] = unit
    }
    // Zigzag, a length up to 63 is one byte.
    bytes[this.at] = length * 2
    this.at = start + length
    return true
  }

  private zigzag64(high: number, low: number): void {
    this.reserve(VARLONG_BYTES_MAX)
    const sign = high >> 31
    let restHigh = (((high << 1) | (low >>> 31)) ^ sign) >>> 0
    let restLow = ((low << 1) ^ sign) >>> 0
    while (restHigh !== 0) {
      this.bytes[this.at++] = (restLow & 0x7f) | 0x80
      restLow = ((restLow >>> 7) | (restHigh << 25)) >>> 0
      restHigh >>>= 7
    }
    while (restLow > 0x7f) {
      this.bytes[this.at++] = (restLow & 0x7f) | 0x80
      restLow >>>= 7
    }
    this.bytes[this.at++] = restLow
  }

  private reserve(more: number): void {
    const needed = this.at + more
    if (needed <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    grown.set(this.bytes.subarray(0, this.at))
    this.bytes = grown
    this.view = new DataView(grown.buffer)
  }
}
