/** The load: orders that are placed, products that change, people who register and move. */
import { poisson } from '~/blocks/poisson'
import type { Rng } from '~/kernel/random'
import type { Arrival, LoadControls } from '~/kernel/scenario'

/** Requests per second. An order is four events on average, so this makes about 2,000 events a second. */
export const RATES = { orders: 400, catalog: 250, users: 150 } as const
/** While a run settles nearly nobody comes any more: a trickle that shows that it works. */
const SETTLING_SHARE = 0.02
/** A tenth of all orders is cancelled. */
const REGRETTED = 0.1
const CUSTOMERS = 2_000
const PRODUCTS = 500
/** One change in so many takes a product out of the catalog. */
const GONE = 0.05
const CITIES = ['Lisbon', 'Turin', 'Utrecht', 'Bergen', 'Graz', 'Lyon', 'Bilbao'] as const

/** Which service gets how much, unless somebody at the screen sets it. */
export interface Habits {
  readonly orders?: number
  readonly catalog?: number
  readonly users?: number
  /** The share of all changes of products that concern one of them. */
  readonly hot?: number
}

/** The stream of a scenario. */
export function createLoad(habits: Habits = {}): (rng: Rng, controls: LoadControls) => Iterable<Arrival> {
  return (rng, controls) =>
    merge([orders(rng, controls, habits), products(rng, controls, habits), people(rng, controls, habits)])
}

function rateOf(box: keyof typeof RATES, controls: LoadControls, habits: Habits): () => number {
  return () => {
    const rate = controls.value(box, 'rate') ?? habits[box] ?? RATES[box]
    return rate * (controls.isSettling() ? SETTLING_SHARE : 1)
  }
}

function orders(rng: Rng, controls: LoadControls, habits: Habits): Iterator<Arrival> {
  const own = rng.fork('orders')
  return poisson(own, 'orders', rateOf('orders', controls, habits), () => ({
    type: 'place',
    customer: `u${own.int(CUSTOMERS)}`,
    total: 500 + own.int(49_500),
    isRegretted: own.chance(REGRETTED),
  }))
}

function products(rng: Rng, controls: LoadControls, habits: Habits): Iterator<Arrival> {
  const own = rng.fork('products')
  return poisson(own, 'catalog', rateOf('catalog', controls, habits), () => {
    const isHot = own.chance(controls.value('catalog', 'hot-product') ?? habits.hot ?? 0)
    return {
      type: 'change',
      product: isHot ? 'p0' : `p${own.int(PRODUCTS)}`,
      price: 100 + own.int(99_900),
      isGone: !isHot && own.chance(GONE),
    }
  })
}

function people(rng: Rng, controls: LoadControls, habits: Habits): Iterator<Arrival> {
  const own = rng.fork('people')
  return poisson(own, 'users', rateOf('users', controls, habits), () => ({
    type: 'change',
    user: `u${own.int(CUSTOMERS)}`,
    city: CITIES[own.int(CITIES.length)]!,
  }))
}

/** Streams in the order of time. */
function* merge(streams: readonly Iterator<Arrival>[]): Generator<Arrival, void> {
  const next = streams.map((stream) => stream.next())
  for (;;) {
    let first = -1
    for (const [index, { done, value }] of next.entries()) {
      if (done !== true && (first < 0 || value.atMs < next[first]!.value.atMs)) first = index
    }
    if (first < 0) return
    yield next[first]!.value
    next[first] = streams[first]!.next()
  }
}
