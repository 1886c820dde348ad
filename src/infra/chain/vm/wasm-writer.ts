const TEXT = new TextEncoder()

/** Writes the binary format of WebAssembly into a buffer that grows. */
export class WasmWriter {
  #buffer: Uint8Array
  #length = 0

  constructor(capacity: number) {
    this.#buffer = new Uint8Array(Math.max(capacity, 16))
  }

  get length(): number {
    return this.#length
  }

  clear(): void {
    this.#length = 0
  }

  /** What is written, until the next write. */
  written(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  /** A copy of what is written. */
  taken(): Uint8Array<ArrayBuffer> {
    return this.#buffer.slice(0, this.#length)
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#buffer[this.#length++] = value
  }

  bytes(values: ArrayLike<number>): void {
    this.#reserve(values.length)
    this.#buffer.set(values, this.#length)
    this.#length += values.length
  }

  /** An unsigned number of 32 bits in LEB128. */
  u32(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80)
      rest = Math.floor(rest / 0x80)
    }
    this.byte(rest)
  }

  /** A signed number of 64 bits in LEB128. */
  i64(value: bigint): void {
    let rest = BigInt.asIntN(64, value)
    while (rest > 63n || rest < -64n) {
      this.byte(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    this.byte(Number(rest & 0x7fn))
  }

  name(text: string): void {
    const bytes = TEXT.encode(text)
    this.u32(bytes.length)
    this.bytes(bytes)
  }

  /** A section with its size in front, which is known when its content is written. */
  section(id: number, write: (part: WasmWriter) => void): void {
    const part = new WasmWriter(1024)
    write(part)
    this.byte(id)
    this.u32(part.length)
    this.bytes(part.written())
  }

  #reserve(length: number): void {
    const needed = this.#length + length
    if (needed <= this.#buffer.length) return
    const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2))
    larger.set(this.written())
    this.#buffer = larger
  }
}
