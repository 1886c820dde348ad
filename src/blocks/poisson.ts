/** Requests that come in at random and independently of each other, at a rate that may change at any time. */
import type { Rng } from '~/kernel/random'
import type { Arrival } from '~/kernel/scenario'

/** A stream that would pause longer looks at its rate again; an exponential pause has no memory, so nothing is lost. */
const LOOK_MS = 100
/** A rate of zero is taken for this, in requests per second: so rare that it never comes to one. */
const RATE_MIN = 0.001

/**
 * A Poisson stream at one box: `perSecond` tells the rate whenever a pause is drawn, `draw` the message of each arrival, from
 * the same stream of chance.
 */
export function* poisson(
  rng: Rng,
  box: string,
  perSecond: () => number,
  draw: () => NonNullable<Arrival['message']>,
): Generator<Arrival, void> {
  for (let atMs = 0; ;) {
    const gapMs = rng.exponential(1000 / Math.max(perSecond(), RATE_MIN))
    atMs += Math.min(gapMs, LOOK_MS)
    yield { atMs, box, message: gapMs > LOOK_MS ? null : draw() }
  }
}
