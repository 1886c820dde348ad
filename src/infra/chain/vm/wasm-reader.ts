import { VmError } from './vm-error'

const TEXT = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads the binary format of WebAssembly within a stretch of bytes. Nothing is allocated by a length that the bytes claim: a length
 * is compared with what is left first. Every failure is a `VmError` of kind `format` that names the offset.
 */
export class WasmReader {
  readonly bytes: Uint8Array
  readonly end: number
  at: number

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = start
    this.end = end
  }

  get isAtEnd(): boolean {
    return this.at >= this.end
  }

  fail(what: string): never {
    throw new VmError('format', `not a WebAssembly module: ${what} at byte ${this.at}`)
  }

  byte(): number {
    if (this.at >= this.end) this.fail('the bytes end too early')
    return this.bytes[this.at++]!
  }

  /** An unsigned number of 32 bits in LEB128, of at most five bytes. */
  u32(): number {
    const first = this.byte()
    if (first < 0x80) return first
    let value = first & 0x7f
    for (let shift = 7; shift < 35; shift += 7) {
      const byte = this.byte()
      if (shift === 28 && byte > 0x0f) this.fail('a number is longer than 32 bits')
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    return this.fail('a number is longer than 32 bits')
  }

  /** Goes past a number in LEB128 of at most so many bytes, whatever its value. */
  skipLeb(bytesMax: number): void {
    for (let count = 0; count < bytesMax; count++) if (this.byte() < 0x80) return
    this.fail(`a number is longer than ${bytesMax} bytes`)
  }

  skip(length: number): void {
    if (length > this.end - this.at) this.fail(`${length} bytes are said to follow, ${this.end - this.at} do`)
    this.at += length
  }

  name(): string {
    const length = this.u32()
    const start = this.at
    this.skip(length)
    try {
      return TEXT.decode(this.bytes.subarray(start, this.at))
    } catch {
      return this.fail('a name that is not UTF-8 ends')
    }
  }

  /** A reader of the next bytes; this one goes on behind them. */
  part(length: number): WasmReader {
    const start = this.at
    this.skip(length)
    return new WasmReader(this.bytes, start, this.at)
  }
}
