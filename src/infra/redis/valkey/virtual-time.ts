/**
 * The time of day as the WebAssembly sees it. Valkey reads it some forty times per script, so the two words of the
 * nanosecond count are computed once per change of time, without BigInt.
 */
import { REDIS_EPOCH_MS } from '../port'

const WORD = 4_294_967_296
const NANOS_PER_MICRO = 1000

/** The current virtual instant in nanoseconds of Unix time, as two unsigned 32-bit words. */
export class VirtualTime {
  low = 0
  high = 0
  #nowMs = Number.NaN

  /** Sets the instant, in milliseconds of the run; it is rounded to the microsecond. */
  set(nowMs: number): void {
    if (nowMs === this.#nowMs) return
    this.#nowMs = nowMs
    const micros = REDIS_EPOCH_MS * 1000 + Math.round(nowMs * 1000)
    const microsHigh = Math.floor(micros / WORD)
    // Below 2³² · 1000, which a double holds exactly.
    const lowNanos = (micros - microsHigh * WORD) * NANOS_PER_MICRO
    const carry = Math.floor(lowNanos / WORD)
    this.low = lowNanos - carry * WORD
    this.high = microsHigh * NANOS_PER_MICRO + carry
  }
}
