import { VmError } from './vm-error'

/** Offset, capacity and length, each an unsigned number of 32 bits, the lowest byte first. */
const REGION_SIZE = 12
const U32_MAX = 0xffff_ffff

export interface Region {
  /** Where these three numbers stand. */
  readonly at: number
  readonly offset: number
  readonly capacity: number
  readonly length: number
}

/**
 * The memory of an instance, by regions: a pointer leads to three numbers that say where bytes lie, how many there is room for, and
 * how many there are. Contracts make the regions, so each is checked as cosmwasm-vm does (`memory.rs`). A memory that grows gets a
 * new buffer: it is looked up at every access.
 */
export class RegionMemory {
  readonly #memory: WebAssembly.Memory
  #buffer: ArrayBuffer
  #view: DataView
  #bytes: Uint8Array

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory
    this.#buffer = memory.buffer as ArrayBuffer
    this.#view = new DataView(this.#buffer)
    this.#bytes = new Uint8Array(this.#buffer)
  }

  /** What is said of the bytes, checked; their own place is checked when they are read or written. */
  region(pointer: number): Region {
    this.#renew()
    const at = pointer >>> 0
    if (at + REGION_SIZE > this.#bytes.length) {
      throw new VmError('region', `the pointer ${at} leads out of the memory of ${this.#bytes.length} bytes`)
    }
    const offset = this.#view.getUint32(at, true)
    const capacity = this.#view.getUint32(at + 4, true)
    const length = this.#view.getUint32(at + 8, true)
    if (offset === 0) throw new VmError('region', `the region at ${at} begins at 0, which is reserved`)
    if (length > capacity) {
      throw new VmError(
        'region',
        `the region at ${at} has a length of ${length}, more than its capacity of ${capacity}`,
      )
    }
    if (capacity > U32_MAX - offset) {
      throw new VmError('region', `the region at ${at}, from ${offset} with a capacity of ${capacity}, passes 2^32`)
    }
    return { at, offset, capacity, length }
  }

  /** A copy of the bytes of a region. */
  read({ offset, length }: Region): Uint8Array {
    if (offset + length > this.#bytes.length) this.#outside(offset, length)
    return this.#bytes.slice(offset, offset + length)
  }

  /** Fills a region and sets its length. */
  write({ at, offset, capacity }: Region, data: Uint8Array): void {
    if (data.length > capacity) {
      throw new VmError('region', `the region has room for ${capacity} bytes, ${data.length} are to be written`)
    }
    if (offset + data.length > this.#bytes.length) this.#outside(offset, data.length)
    this.#bytes.set(data, offset)
    this.#view.setUint32(at + 8, data.length, true)
  }

  #renew(): void {
    if (this.#memory.buffer === this.#buffer) return
    this.#buffer = this.#memory.buffer as ArrayBuffer
    this.#view = new DataView(this.#buffer)
    this.#bytes = new Uint8Array(this.#buffer)
  }

  #outside(offset: number, length: number): never {
    throw new VmError('region', `${length} bytes at ${offset} are outside of the memory of ${this.#bytes.length} bytes`)
  }
}
