/**
 * A pipe of bytes between two threads, one of which writes and the other reads. Both block, so that code on either side
 * stays synchronous: what arrives depends on what was sent, never on which thread was faster.
 */

import { Looking } from './looking'

/** Memory that both ends look at. */
export interface PipeMemory {
  /** Four words, see below. */
  readonly control: SharedArrayBuffer
  readonly bytes: SharedArrayBuffer
}

/** Bytes ever written and ever read, modulo 2³²; and whether an end sleeps until the other one moves. */
const WRITTEN = 0
const READ = 1
const READER_SLEEPS = 2
const WRITER_SLEEPS = 3
const WORDS = 4

/** After so long without a sign the other end counts as dead, in milliseconds. */
const PATIENCE_MS = 60_000

/** The other end is gone, or hangs. */
export class PipeError extends Error {
  override readonly name = 'PipeError'
}

/** Memory for a pipe. The capacity is in bytes, a power of two. */
export function createPipe(capacity: number): PipeMemory {
  return {
    control: new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT),
    bytes: new SharedArrayBuffer(capacity),
  }
}

/** The end that writes. */
export class PipeWriter {
  readonly #control: Int32Array
  readonly #bytes: Uint8Array
  /** What is written but not yet shown to the reader lies between the shared count and this one. */
  #written = 0
  #read = 0

  constructor({ control, bytes }: PipeMemory) {
    this.#control = new Int32Array(control)
    this.#bytes = new Uint8Array(bytes)
  }

  /** Adds bytes. They may stay unseen until {@link flush}. @throws PipeError */
  write(source: Uint8Array): void {
    const bytes = this.#bytes
    for (let done = 0; done < source.length;) {
      const at = (this.#written >>> 0) & (bytes.length - 1)
      const count = Math.min(source.length - done, bytes.length - at, this.#room())
      bytes.set(count === source.length ? source : source.subarray(done, done + count), at)
      this.#written = (this.#written + count) | 0
      done += count
    }
  }

  /** Shows everything to the reader. */
  flush(): void {
    Atomics.store(this.#control, WRITTEN, this.#written)
    if (Atomics.load(this.#control, READER_SLEEPS) !== 0) Atomics.notify(this.#control, WRITTEN)
  }

  /** True if so many bytes can be written without waiting for the reader. */
  hasRoom(count: number): boolean {
    if (this.#free() >= count) return true
    this.#read = Atomics.load(this.#control, READ)
    return this.#free() >= count
  }

  #room(): number {
    if (!this.hasRoom(1)) {
      this.flush()
      this.#read = waitForMove(this.#control, READ, this.#read, WRITER_SLEEPS)
    }
    return this.#free()
  }

  #free(): number {
    return this.#bytes.length - ((this.#written - this.#read) | 0)
  }
}

/** The end that reads. */
export class PipeReader {
  readonly #control: Int32Array
  readonly #bytes: Uint8Array
  #written = 0
  #read = 0

  constructor({ control, bytes }: PipeMemory) {
    this.#control = new Int32Array(control)
    this.#bytes = new Uint8Array(bytes)
  }

  /** True if something is there to be read without waiting. */
  get hasBytes(): boolean {
    if (this.#written === this.#read) this.#written = Atomics.load(this.#control, WRITTEN)
    return this.#written !== this.#read
  }

  /** Fills `target`, waiting for as many bytes. `patienceMs` may be Infinity. @throws PipeError */
  read(target: Uint8Array, patienceMs = PATIENCE_MS): void {
    const bytes = this.#bytes
    for (let done = 0; done < target.length;) {
      if (this.#written === this.#read) {
        this.#written = waitForMove(this.#control, WRITTEN, this.#read, READER_SLEEPS, patienceMs)
      }
      const at = (this.#read >>> 0) & (bytes.length - 1)
      const count = Math.min(target.length - done, bytes.length - at, (this.#written - this.#read) | 0)
      target.set(bytes.subarray(at, at + count), done)
      this.#read = (this.#read + count) | 0
      done += count
      Atomics.store(this.#control, READ, this.#read)
      if (Atomics.load(this.#control, WRITER_SLEEPS) !== 0) Atomics.notify(this.#control, READ)
    }
  }
}

/** All ends in this thread share its processor. */
const looking = new Looking()

/** Waits until a count is another one, and gives it: first by looking, then asleep. */
function waitForMove(
  control: Int32Array,
  word: number,
  seen: number,
  sleeps: number,
  patienceMs = PATIENCE_MS,
): number {
  const most = looking.looks
  for (let looks = 0; looks < most; looks += 1) {
    const now = Atomics.load(control, word)
    if (now === seen) continue
    looking.paid(looks)
    return now
  }
  looking.inVain()
  Atomics.store(control, sleeps, 1)
  const outcome = Atomics.wait(control, word, seen, patienceMs)
  Atomics.store(control, sleeps, 0)
  if (outcome === 'timed-out') throw new PipeError(`the other thread has not moved for ${patienceMs / 1000} s`)
  return Atomics.load(control, word)
}
