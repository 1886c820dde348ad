/** One direction of one connection through a proxy: bytes leave in the order in which they came, later, or not at all. */
import type { Socket } from 'node:net'
import type { Flow } from './toxics'

/** How much one direction holds, in bytes, before its sender is held back. */
export const HELD_BYTES_MAX = 1_048_576
/** The first wait of TCP before it sends again what was lost, in milliseconds; it doubles each time. */
const RETRANSMIT_MS = 200
const RETRANSMITS_MAX = 6
/** A narrow line is fed in pieces of so many milliseconds. */
const SLICE_MS = 20

/** Bytes on their way, or null for the end of them. */
interface Piece {
  bytes: Buffer | null
  readonly dueMs: number
}

/** What a pipe needs of the connection it belongs to. */
export interface PipeHost {
  /** From 0 to below 1. */
  random(): number
  /** The connection is to be reset. */
  reset(): void
}

/** The direction from one socket to another. */
export class Pipe {
  /** Something that should have been passed on was not: the stream is of no use any more. */
  hasHole = false
  /** The sender has said that nothing more comes. */
  hasEnded = false
  private readonly from: Socket
  private readonly to: Socket
  private readonly host: PipeHost
  private flow: Flow
  private readonly queue: Piece[] = []
  private heldBytes = 0
  private lastDueMs = 0
  /** When a narrow line is free again. */
  private freeAtMs = 0
  private isBlocked = false
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(from: Socket, to: Socket, flow: Flow, host: PipeHost) {
    this.from = from
    this.to = to
    this.flow = flow
    this.host = host
    from.on('data', (bytes: Buffer) => this.take(bytes))
    from.on('end', () => this.takeEnd())
    to.on('drain', () => {
      this.isBlocked = false
      this.pump()
    })
    if (flow.isHeld) from.pause()
  }

  /** From now on the direction suffers this. */
  set(flow: Flow): void {
    this.flow = flow
    if (flow.isHeld) this.from.pause()
    this.pump()
  }

  /** Lets go of what is on its way. */
  close(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.queue.length = 0
  }

  private take(bytes: Buffer): void {
    const { flow } = this
    if (flow.isCut) {
      this.hasHole = true
      return
    }
    if (flow.resetShare > 0 && this.host.random() < flow.resetShare) {
      this.hasHole = true
      this.host.reset()
      return
    }
    this.heldBytes += bytes.length
    if (this.heldBytes > HELD_BYTES_MAX) this.from.pause()
    this.put(bytes, this.delayMs())
  }

  private takeEnd(): void {
    this.hasEnded = true
    if (this.flow.isCut) this.hasHole = true
    else this.put(null, this.delayMs() + this.flow.slowCloseMs)
  }

  private put(bytes: Buffer | null, delayMs: number): void {
    // Nothing overtakes: whatever comes later is due later.
    this.lastDueMs = Math.max(this.lastDueMs, performance.now() + delayMs)
    this.queue.push({ bytes, dueMs: this.lastDueMs })
    this.pump()
  }

  private delayMs(): number {
    const { latencyMs, jitterMs, lossShare } = this.flow
    let delayMs = latencyMs
    if (jitterMs > 0) delayMs += jitterMs * this.host.random()
    if (lossShare > 0) {
      for (let lost = 0; lost < RETRANSMITS_MAX && this.host.random() < lossShare; lost++) {
        delayMs += RETRANSMIT_MS * 2 ** lost
      }
    }
    return delayMs
  }

  /** Passes on what is due, as far as the receiver takes it. */
  private pump(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    while (!this.isBlocked && !this.flow.isHeld && !this.to.destroyed) {
      const next = this.queue[0]
      if (next === undefined) break
      const nowMs = performance.now()
      const waitMs = Math.max(next.dueMs, next.bytes === null ? 0 : this.freeAtMs) - nowMs
      if (waitMs > 0) {
        this.timer = setTimeout(() => this.pump(), waitMs)
        break
      }
      this.pass(next, nowMs)
    }
    const hasRoom = this.heldBytes <= HELD_BYTES_MAX / 2
    if (hasRoom && !this.flow.isHeld && this.from.isPaused()) this.from.resume()
  }

  private pass(next: Piece, nowMs: number): void {
    const { bytes } = next
    if (bytes === null) {
      this.queue.shift()
      this.to.end()
      return
    }
    const { bytesPerSecond } = this.flow
    const sizeMax = Math.max(1, Math.floor((bytesPerSecond * SLICE_MS) / 1000))
    const slice = bytes.subarray(0, sizeMax)
    if (slice.length === bytes.length) this.queue.shift()
    else next.bytes = bytes.subarray(slice.length)
    this.freeAtMs = bytesPerSecond === Infinity ? 0 : nowMs + (slice.length / bytesPerSecond) * 1000
    this.heldBytes -= slice.length
    this.isBlocked = !this.to.write(slice)
  }
}
