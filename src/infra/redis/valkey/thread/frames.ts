/** What the engine and the thread of its Valkey say to each other: a head of fixed size, and a body of bytes. */

/** What the thread is asked to do. Only an exchange, a peek and a question for the memory are answered, in their order. */
export const ASK = {
  reset: 0,
  exchange: 1,
  peek: 2,
  close: 3,
  tick: 4,
  snapshot: 5,
  restore: 6,
  release: 7,
  memory: 8,
} as const

export type Ask = (typeof ASK)[keyof typeof ASK]

/** The body is the server's replies, or says why there are none. */
export const ANSWER = { replies: 0, failure: 1 } as const

export type Answer = (typeof ANSWER)[keyof typeof ANSWER]

const REQUEST_BYTES = 24
const ANSWER_BYTES = 8

/** The head of a request. Views on one buffer, written and read in place. */
export class RequestHead {
  readonly bytes = new Uint8Array(REQUEST_BYTES)
  readonly #words = new Uint32Array(this.bytes.buffer)
  readonly #times = new Float64Array(this.bytes.buffer)

  /** The time at which it is to be done, in milliseconds of the run. */
  get atMs(): number {
    return this.#times[0]!
  }

  get ask(): Ask {
    return this.#words[2]! as Ask
  }

  /** The number of the connection or of the snapshot. */
  get subject(): number {
    return this.#words[3]!
  }

  /** How many commands the body holds. */
  get count(): number {
    return this.#words[4]!
  }

  /** Length of the body in bytes. */
  get length(): number {
    return this.#words[5]!
  }

  set(ask: Ask, atMs: number, subject: number, count: number, length: number): void {
    this.#times[0] = atMs
    this.#words[2] = ask
    this.#words[3] = subject
    this.#words[4] = count
    this.#words[5] = length
  }
}

/** The head of an answer. */
export class AnswerHead {
  readonly bytes = new Uint8Array(ANSWER_BYTES)
  readonly #words = new Uint32Array(this.bytes.buffer)

  get answer(): Answer {
    return this.#words[0]! as Answer
  }

  /** Length of the body in bytes. */
  get length(): number {
    return this.#words[1]!
  }

  set(answer: Answer, length: number): void {
    this.#words[0] = answer
    this.#words[1] = length
  }
}

/** Bytes that grow and are used again: what is kept of one body is gone with the next. */
export class Body {
  #bytes = new Uint8Array(4096)
  #length = 0

  /** A view, valid until the next change. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
  }

  /** Room for exactly so many bytes, to be filled. */
  resize(length: number): Uint8Array {
    this.#reserve(length)
    this.#length = length
    return this.bytes
  }

  append(piece: Uint8Array): void {
    this.#reserve(this.#length + piece.length)
    this.#bytes.set(piece, this.#length)
    this.#length += piece.length
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(length, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }
}
