/**
 * The one record of a run. Everything drawn, charted or judged is a fold over it. Events lie in typed columns by chunks;
 * the oldest chunks are let go, so that a run of any length stays within bounds; the hash covers every event ever written.
 */
import { assert } from './assert'
import { finish, hex32, mixJson, mixText, mixWord } from './hash'
import { KINDS, type Kind } from './kind'
import { contentOf } from './later'

export { KINDS, type Kind }
export { toPlainEvent, type PlainEvent } from './plain-event'

/** One event as a fold sees it. Folds get the same object for every event: copy what must last. */
export interface TraceEvent {
  /** Number of the event, from 1, without gaps. */
  readonly n: number
  /** Virtual time in milliseconds. */
  readonly t: number
  readonly kind: Kind
  /** The box it happened at, or '' for the run as a whole. */
  readonly node: string
  readonly instance: number
  /** The arrow it happened on (`from~to`), or ''. */
  readonly arrow: string
  /** Number of the call, 0 if none. */
  readonly op: number
  /** Number of the request that this was done for, 0 if none. */
  readonly id: number
  /** Number of the event that led to this one, 0 if none. */
  readonly cause: number
  /** Message type, fact name, error code or verb. */
  readonly key: string
  /** Message, reply or fact. */
  readonly data: unknown
}

const CHUNK_EVENTS = 1 << 16
/** How many chunks of 65,536 events stay in memory. */
const CHUNKS_KEPT = 16

interface Chunk {
  readonly t: Float64Array
  readonly op: Uint32Array
  readonly id: Uint32Array
  readonly cause: Uint32Array
  readonly key: Uint16Array
  readonly kind: Uint8Array
  readonly node: Uint8Array
  readonly instance: Uint8Array
  readonly arrow: Uint8Array
  readonly data: unknown[]
}

function createChunk(): Chunk {
  return {
    t: new Float64Array(CHUNK_EVENTS),
    op: new Uint32Array(CHUNK_EVENTS),
    id: new Uint32Array(CHUNK_EVENTS),
    cause: new Uint32Array(CHUNK_EVENTS),
    key: new Uint16Array(CHUNK_EVENTS),
    kind: new Uint8Array(CHUNK_EVENTS),
    node: new Uint8Array(CHUNK_EVENTS),
    instance: new Uint8Array(CHUNK_EVENTS),
    arrow: new Uint8Array(CHUNK_EVENTS),
    data: new Array<unknown>(CHUNK_EVENTS).fill(undefined),
  }
}

const KIND_INDEX = Object.fromEntries(KINDS.map((kind, index) => [kind, index])) as Record<Kind, number>

/** The trace of one run. */
export class Trace {
  private readonly chunks: Chunk[] = []
  private chunksDropped = 0
  private lengthNow = 0
  private hashLow = 0x2545f491
  private hashHigh = 0x6c078965
  private readonly keys: string[] = ['']
  private readonly keyIndex = new Map<string, number>([['', 0]])
  private readonly nodes: readonly string[]
  private readonly arrows: readonly string[]

  /** `nodes` and `arrows` are the drawing's names; index 0 of each is the run itself. */
  constructor(nodes: readonly string[], arrows: readonly string[]) {
    assert(nodes.length < 256 && arrows.length < 256, 'a diagram has at most 255 boxes and 255 arrows')
    this.nodes = ['', ...nodes]
    this.arrows = ['', ...arrows]
  }

  /** How many events were written since the run began. */
  get length(): number {
    return this.lengthNow
  }

  /** The number of the oldest event still held. */
  get firstHeld(): number {
    return this.chunksDropped * CHUNK_EVENTS + 1
  }

  /** Sixteen hexadecimal digits over all events so far: times, kinds, places, numbers, names and facts. */
  get hash(): string {
    return hex32(finish(this.hashHigh)) + hex32(finish(this.hashLow ^ this.hashHigh))
  }

  /** Writes one event and returns its number. Boxes and arrows go by index, 0 being none. */
  append(
    kind: Kind,
    timeUs: number,
    node: number,
    instance: number,
    arrow: number,
    op: number,
    id: number,
    cause: number,
    key: string,
    data: unknown,
  ): number {
    const offset = this.lengthNow & (CHUNK_EVENTS - 1)
    if (offset === 0) this.addChunk()
    const chunk = this.chunks[this.chunks.length - 1]!
    const kindIndex = KIND_INDEX[kind]
    const keyIndex = this.intern(key)
    chunk.t[offset] = timeUs
    chunk.op[offset] = op
    chunk.id[offset] = id
    chunk.cause[offset] = cause
    chunk.key[offset] = keyIndex
    chunk.kind[offset] = kindIndex
    chunk.node[offset] = node
    chunk.instance[offset] = instance
    chunk.arrow[offset] = arrow
    chunk.data[offset] = data
    this.lengthNow++
    let low = mixWord(this.hashLow, kindIndex | (node << 8) | (instance << 16) | (arrow << 24))
    low = mixWord(low, (timeUs / 100) | 0)
    low = mixWord(low, op)
    let high = mixWord(this.hashHigh, id)
    high = mixWord(high, cause ^ (keyIndex << 16))
    if (op === 0) high = mixJson(high, data)
    this.hashLow = low
    this.hashHigh = mixWord(high, low)
    return this.lengthNow
  }

  /** Fills `into` with event `n`. The event must still be held. */
  read(n: number, into: EventBuffer): void {
    const index = n - 1
    const chunk = this.chunks[(index >>> 16) - this.chunksDropped]
    assert(chunk !== undefined && n <= this.lengthNow, `event ${n} is not held`)
    const offset = index & (CHUNK_EVENTS - 1)
    into.n = n
    into.t = chunk.t[offset]! / 1000
    into.kindIndex = chunk.kind[offset]!
    into.arrowIndex = chunk.arrow[offset]!
    into.kind = KINDS[into.kindIndex]!
    into.node = this.nodes[chunk.node[offset]!]!
    into.instance = chunk.instance[offset]!
    into.arrow = this.arrows[into.arrowIndex]!
    into.op = chunk.op[offset]!
    into.id = chunk.id[offset]!
    into.cause = chunk.cause[offset]!
    into.key = this.keys[chunk.key[offset]!]!
    into.data = contentOf(chunk.data[offset])
  }

  /** Lets go of the message or reply of an event that was read. The event itself stays, and so does the hash. */
  forgetData(n: number): void {
    const index = n - 1
    const chunk = this.chunks[(index >>> 16) - this.chunksDropped]
    if (chunk !== undefined) chunk.data[index & (CHUNK_EVENTS - 1)] = undefined
  }

  /** Numbers of the events of one request that are still held, in order, at most `countMax`. */
  eventsOf(request: number, countMax: number): number[] {
    const found: number[] = []
    for (let n = this.firstHeld; n <= this.lengthNow && found.length < countMax; n++) {
      const index = n - 1
      const chunk = this.chunks[(index >>> 16) - this.chunksDropped]!
      if (chunk.id[index & (CHUNK_EVENTS - 1)] === request) found.push(n)
    }
    return found
  }

  private addChunk(): void {
    const oldest = this.chunks.length >= CHUNKS_KEPT ? this.chunks.shift()! : undefined
    if (oldest === undefined) {
      this.chunks.push(createChunk())
    } else {
      this.chunksDropped++
      oldest.data.fill(undefined)
      this.chunks.push(oldest)
    }
  }

  private intern(key: string): number {
    const known = this.keyIndex.get(key)
    if (known !== undefined) return known
    assert(this.keys.length < 65536, 'a trace names at most 65,535 different keys')
    this.keys.push(key)
    this.keyIndex.set(key, this.keys.length - 1)
    // Events are hashed with the index of their name; the name itself goes in once, where it first occurs.
    this.hashHigh = mixText(this.hashHigh, key)
    return this.keys.length - 1
  }
}

/** An event object for {@link Trace.read} to fill, again and again. */
export type EventBuffer = { -readonly [Field in keyof TraceEvent]: TraceEvent[Field] } & {
  kindIndex: number
  arrowIndex: number
}

/** An empty event object. */
export function createEventBuffer(): EventBuffer {
  return {
    n: 0,
    t: 0,
    kind: 'phase',
    kindIndex: 0,
    node: '',
    instance: 0,
    arrow: '',
    arrowIndex: 0,
    op: 0,
    id: 0,
    cause: 0,
    key: '',
    data: undefined,
  }
}
