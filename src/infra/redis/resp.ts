/**
 * RESP2, both ways: commands to bytes, bytes to replies. Binary safe, incremental and quick — it sits on a path that
 * runs ten thousand times a second in a browser worker, so ASCII takes neither TextEncoder nor TextDecoder.
 *
 * Protocol: https://valkey.io/topics/protocol/
 */
import { RedisError, type RedisArgument, type RedisCommand, type RedisReply } from './port'

const CARRIAGE_RETURN = 13
const LINE_FEED = 10
const ARRAY = 42
const PLUS = 43
const MINUS = 45
const DIGIT_ZERO = 48
const COLON = 58
const DOLLAR = 36
const ASCII_MAX = 0x7f

/** Above this length the built-in decoder wins over a loop (measured: break-even at about 30 bytes). */
const LOOP_LENGTH_MAX = 32
/** The deepest nesting of arrays a reply may have. Lua replies and EXEC stay far below it. */
const DEPTH_MAX = 128

const NOTHING = new Uint8Array(0)

const utf8Encoder = new TextEncoder()
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Writes commands into one buffer that is reused from call to call. */
export class RespEncoder {
  #bytes = new Uint8Array(4096)
  #length = 0

  /** Encodes commands one after the other. The result is a view, valid until the next call. */
  encode(commands: readonly RedisCommand[]): Uint8Array {
    this.#length = 0
    for (const command of commands) {
      this.#header(ARRAY, command.length)
      for (const argument of command) this.#argument(argument)
    }
    return this.#bytes.subarray(0, this.#length)
  }

  #argument(argument: RedisArgument): void {
    if (typeof argument !== 'string') {
      this.#header(DOLLAR, argument.length)
      this.#reserve(argument.length + 2)
      this.#bytes.set(argument, this.#length)
      this.#length += argument.length
      this.#lineEnd()
      return
    }
    const start = this.#length
    const { length } = argument
    this.#header(DOLLAR, length)
    this.#reserve(length + 2)
    const bytes = this.#bytes
    let at = this.#length
    for (let index = 0; index < length; index += 1) {
      const unit = argument.charCodeAt(index)
      if (unit > ASCII_MAX) {
        this.#length = start
        this.#unicode(argument)
        return
      }
      bytes[at] = unit
      at += 1
    }
    this.#length = at
    this.#lineEnd()
  }

  #unicode(argument: string): void {
    const encoded = utf8Encoder.encode(argument)
    this.#header(DOLLAR, encoded.length)
    this.#reserve(encoded.length + 2)
    this.#bytes.set(encoded, this.#length)
    this.#length += encoded.length
    this.#lineEnd()
  }

  #header(type: number, count: number): void {
    this.#reserve(24)
    const bytes = this.#bytes
    let at = this.#length
    bytes[at] = type
    at += 1
    if (count < 10) {
      bytes[at] = DIGIT_ZERO + count
      at += 1
    } else {
      const digits = String(count)
      for (let index = 0; index < digits.length; index += 1) {
        bytes[at] = digits.charCodeAt(index)
        at += 1
      }
    }
    this.#length = at
    this.#lineEnd()
  }

  #lineEnd(): void {
    this.#bytes[this.#length] = CARRIAGE_RETURN
    this.#bytes[this.#length + 1] = LINE_FEED
    this.#length += 2
  }

  #reserve(extra: number): void {
    const needed = this.#length + extra + 2
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }
}

/** The bytes are not RESP2. The connection they came from is beyond repair. */
export class RespProtocolError extends Error {
  override readonly name = 'RespProtocolError'
}

interface Frame {
  readonly items: RedisReply[]
  remaining: number
}

const INCOMPLETE = Symbol('incomplete')
const OPENED = Symbol('opened')

/**
 * Reads replies from bytes that arrive in any pieces. An unfinished array is kept as it stands; only the scalar that
 * was cut is read again, so a large reply costs linear time however it is chunked.
 */
export class RespDecoder {
  #bytes: Uint8Array<ArrayBuffer> = NOTHING
  #start = 0
  #end = 0
  readonly #frames: Frame[] = []
  #replies: RedisReply[] = []
  /** Give strings as bytes. May change between replies, not within one. */
  binary = false

  /** The number of finished replies that wait to be taken. */
  get count(): number {
    return this.#replies.length
  }

  /** True when no half-read reply is left over. */
  get isIdle(): boolean {
    return this.#start === this.#end && this.#frames.length === 0
  }

  /**
   * Reads a piece of the stream; it is copied where it must outlive the call.
   * @throws RespProtocolError when the bytes are not RESP2.
   */
  push(chunk: Uint8Array): void {
    if (this.#start === this.#end) {
      // Nothing is left over: read straight from the chunk and keep only what was cut.
      this.#bytes = chunk as Uint8Array<ArrayBuffer>
      this.#start = 0
      this.#end = chunk.length
      this.#drain()
      this.#bytes = this.#start === this.#end ? NOTHING : this.#bytes.slice(this.#start, this.#end)
      this.#end -= this.#start
      this.#start = 0
      return
    }
    this.#append(chunk)
    this.#drain()
  }

  /** Takes the finished replies. */
  take(): RedisReply[] {
    const replies = this.#replies
    this.#replies = []
    return replies
  }

  #append(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#bytes.length) {
      const left = this.#end - this.#start
      const grown = new Uint8Array(Math.max(1024, (left + chunk.length) * 2))
      grown.set(this.#bytes.subarray(this.#start, this.#end))
      this.#bytes = grown
      this.#start = 0
      this.#end = left
    }
    this.#bytes.set(chunk, this.#end)
    this.#end += chunk.length
  }

  #drain(): void {
    while (this.#start < this.#end) {
      const value = this.#read()
      if (value === INCOMPLETE) return
      if (value !== OPENED) this.#place(value)
    }
  }

  #place(value: RedisReply): void {
    let finished = value
    for (;;) {
      const frame = this.#frames.at(-1)
      if (frame === undefined) {
        this.#replies.push(finished)
        return
      }
      frame.items.push(finished)
      frame.remaining -= 1
      if (frame.remaining > 0) return
      this.#frames.pop()
      finished = frame.items
    }
  }

  #read(): RedisReply | typeof INCOMPLETE | typeof OPENED {
    const bytes = this.#bytes
    const lineStart = this.#start + 1
    let lineEnd = lineStart
    const last = this.#end - 1
    while (lineEnd < last && !(bytes[lineEnd] === CARRIAGE_RETURN && bytes[lineEnd + 1] === LINE_FEED)) lineEnd += 1
    if (lineEnd >= last) return INCOMPLETE
    const next = lineEnd + 2
    const type = bytes[this.#start]
    switch (type) {
      case COLON:
        this.#start = next
        return integer(bytes, lineStart, lineEnd)
      case DOLLAR: {
        const length = integer(bytes, lineStart, lineEnd)
        if (length === -1) {
          this.#start = next
          return null
        }
        if (typeof length !== 'number' || length < 0) throw protocolError(bytes, this.#start, lineEnd)
        if (next + length + 2 > this.#end) return INCOMPLETE
        this.#start = next + length + 2
        return this.#text(next, next + length)
      }
      case ARRAY: {
        const count = integer(bytes, lineStart, lineEnd)
        if (typeof count !== 'number' || count < -1) throw protocolError(bytes, this.#start, lineEnd)
        if (count > 0 && this.#frames.length === DEPTH_MAX) {
          throw new RespProtocolError(`The reply nests deeper than ${DEPTH_MAX} arrays.`)
        }
        this.#start = next
        if (count === -1) return null
        if (count === 0) return []
        this.#frames.push({ items: [], remaining: count })
        return OPENED
      }
      case PLUS:
        this.#start = next
        return this.#text(lineStart, lineEnd)
      case MINUS:
        this.#start = next
        return new RedisError(decodeText(bytes, lineStart, lineEnd))
      default:
        throw protocolError(bytes, this.#start, lineEnd)
    }
  }

  #text(start: number, end: number): string | Uint8Array {
    return this.binary ? new Uint8Array(this.#bytes.subarray(start, end)) : decodeText(this.#bytes, start, end)
  }
}

/** Decodes UTF-8, invalid sequences as U+FFFD; short ASCII by a loop, without a TextDecoder. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > LOOP_LENGTH_MAX) return utf8Decoder.decode(bytes.subarray(start, end))
  let text = ''
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!
    if (byte > ASCII_MAX) return utf8Decoder.decode(bytes.subarray(start, end))
    text += String.fromCharCode(byte)
  }
  return text
}

/** An integer reply's number, or its decimal string where a double would lie. */
export function parseInteger(digits: string): number | string {
  const value = Number(digits)
  return Number.isSafeInteger(value) ? value : digits
}

function integer(bytes: Uint8Array, start: number, end: number): number | string {
  const isNegative = bytes[start] === MINUS
  const first = isNegative ? start + 1 : start
  if (first === end) throw protocolError(bytes, start - 1, end)
  let value = 0
  for (let at = first; at < end; at += 1) {
    const digit = bytes[at]! - DIGIT_ZERO
    if (digit < 0 || digit > 9) throw protocolError(bytes, start - 1, end)
    value = value * 10 + digit
  }
  if (value > Number.MAX_SAFE_INTEGER) return decodeText(bytes, start, end)
  return isNegative && value !== 0 ? -value : value
}

function protocolError(bytes: Uint8Array, start: number, end: number): RespProtocolError {
  return new RespProtocolError(
    `Not a RESP2 reply: ${JSON.stringify(decodeText(bytes, start, Math.min(end, start + 60)))}`,
  )
}
