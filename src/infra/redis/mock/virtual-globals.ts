/** The clock and the random source that ioredis-mock takes from the realm, lent for the length of one call. */
import { REDIS_EPOCH_MS } from '../port'

/**
 * Runs synchronous code with `Date.now` and `Math.random` replaced, and puts both back. ioredis-mock reads the time of
 * expiries from `Date.now` and draws from `Math.random`; nothing of it runs outside such calls.
 */
export function withVirtualGlobals<Result>(nowMs: number, random: () => number, run: () => Result): Result {
  const realNow = Date.now
  const realRandom = Math.random
  Date.now = () => Math.floor(REDIS_EPOCH_MS + nowMs)
  Math.random = random
  try {
    return run()
  } finally {
    Date.now = realNow
    Math.random = realRandom
  }
}

/** A small seeded generator (mulberry32), so that SRANDMEMBER and the like repeat. Its state can be kept and put back. */
export class MockRandom {
  state = 0x5eed

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
