/** The traffic: one Poisson stream of users who order, look at prices and look at maps. */
import type { Rng } from '~/kernel/random'
import type { Arrival, LoadControls } from '~/kernel/scenario'
import type { Route } from './requests'

/** Requests per second where nothing else is said. */
export const RATE = 400

const ROUTE_SHARES: readonly (readonly [Route, number])[] = [
  ['price', 0.65],
  ['tile', 0.87],
  ['order', 1],
]
const KEYS: Readonly<Record<Route, number>> = { order: 500, price: 100, tile: 200 }

/** A stream that would pause longer looks at its controls again; an exponential pause has no memory, so nothing is lost. */
const LOOK_MS = 100

/** The load of every scenario. It goes on while a run settles: what recovers has to do so under load. */
export function* load(rng: Rng, controls: LoadControls): Generator<Arrival, void> {
  for (let atMs = 0; ;) {
    const perSecond = controls.value('edge', 'rate') ?? RATE
    const gapMs = rng.exponential(1000 / Math.max(perSecond, 0.001))
    atMs += Math.min(gapMs, LOOK_MS)
    if (gapMs > LOOK_MS) {
      yield { atMs, box: 'edge', message: null }
      continue
    }
    const at = rng.float()
    const [type] = ROUTE_SHARES.find(([, upTo]) => at < upTo)!
    yield { atMs, box: 'edge', message: { type, key: `${type}-${rng.int(KEYS[type])}` } }
  }
}
