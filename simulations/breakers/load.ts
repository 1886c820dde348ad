/** The traffic: one Poisson stream of users who order, look at prices and look at maps. */
import { poisson } from '~/blocks/poisson'
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

/** The load of every scenario. It goes on while a run settles: what recovers has to do so under load. */
export function load(rng: Rng, controls: LoadControls): Generator<Arrival, void> {
  const perSecond = () => controls.value('edge', 'rate') ?? RATE
  return poisson(rng, 'edge', perSecond, () => {
    const at = rng.float()
    const [type] = ROUTE_SHARES.find(([, upTo]) => at < upTo)!
    return { type, key: `${type}-${rng.int(KEYS[type])}` }
  })
}
