/**
 * The traffic: a Poisson stream over 50 tenants with a heavy-tailed mix (the k-th tenant weighs k^-0.7, and so do the users
 * within a tenant), and one abusive actor that knocks on a single key.
 */
import { poisson } from '~/blocks/poisson'
import { exp, ln } from '~/kernel/arithmetic'
import type { Rng } from '~/kernel/random'
import type { Arrival, LoadControls } from '~/kernel/scenario'
import type { Caller, Route } from './requests'

/** Default rates per second: together the 10,000 that the diagram speaks of. */
export const CLIENT_RATE = 8_000
/** See {@link CLIENT_RATE}. */
export const ABUSER_RATE = 2_000

const TENANTS = 50
const USERS_PER_TENANT = 160
const TAIL = 0.7
const ROUTE_SHARES: readonly (readonly [Route, number])[] = [
  ['orders', 0.45],
  ['search', 0.85],
  ['payments', 1],
]

/** Who the abusive actor pretends to be: a tenant of its own, hammering one route. */
export const ABUSER: Caller = { tenant: 't99', user: 'bot', route: 'search' }

/** What a scenario may change about the load. */
export interface LoadOptions {
  /** Requests per second of the honest clients. */
  readonly clientRate?: number
  /** Requests per second of the abusive actor. */
  readonly abuserRate?: number
  /** Arrivals added to the stream, in order of time. */
  readonly extra?: (rng: Rng, controls: LoadControls) => Iterable<Arrival>
}

/** How much of the load goes on while a run settles. */
const SETTLING_SHARE = 0.1

/** The load of a scenario. */
export function createLoad(options: LoadOptions = {}): (rng: Rng, controls: LoadControls) => Iterable<Arrival> {
  return (rng, controls) => {
    const streams: Iterator<Arrival>[] = [
      honest(rng.fork('clients'), controls, options.clientRate ?? CLIENT_RATE),
      abusive(rng.fork('abuser'), controls, options.abuserRate ?? ABUSER_RATE),
    ]
    if (options.extra !== undefined) streams.push(options.extra(rng.fork('extra'), controls)[Symbol.iterator]())
    return merge(streams)
  }
}

function honest(rng: Rng, controls: LoadControls, rate: number): Iterator<Arrival, void> {
  const pickTenant = createPicker(TENANTS)
  const pickUser = createPicker(USERS_PER_TENANT)
  const perSecond = () => (controls.value('clients', 'rate') ?? rate) * (controls.isSettling() ? SETTLING_SHARE : 1)
  return poisson(rng, 'clients', perSecond, () => {
    const hotShare = controls.value('clients', 'hot-tenant') ?? 0
    const tenant = rng.chance(hotShare) ? 0 : pickTenant(rng)
    const user = pickUser(rng)
    const at = rng.float()
    const [route] = ROUTE_SHARES.find(([, upTo]) => at < upTo)!
    return { type: 'request', tenant: `t${pad(tenant, 2)}`, user: `u${pad(user, 4)}`, route }
  })
}

function abusive(rng: Rng, controls: LoadControls, rate: number): Iterator<Arrival, void> {
  const perSecond = () => (controls.isSettling() ? 0 : (controls.value('abuser', 'rate') ?? rate))
  return poisson(rng, 'abuser', perSecond, () => ({ type: 'request', ...ABUSER }))
}

/** Merges streams in order of time; of equal times the earlier stream goes first. */
function* merge(streams: readonly Iterator<Arrival>[]): Generator<Arrival, void> {
  const heads = streams.map((stream) => stream.next())
  for (;;) {
    let first = -1
    for (let index = 0; index < heads.length; index++) {
      if (heads[index]!.done === true) continue
      if (first < 0 || heads[index]!.value!.atMs < heads[first]!.value!.atMs) first = index
    }
    if (first < 0) return
    yield heads[first]!.value!
    heads[first] = streams[first]!.next()
  }
}

/** Picks 0 … count − 1 with weights (k + 1)^-{@link TAIL}, by a table of 1,024 quantiles and a bisection-free look-up. */
function createPicker(count: number): (rng: Rng) => number {
  const weights = Array.from({ length: count }, (_, index) => exp(-TAIL * ln(index + 1)))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const ends: number[] = []
  weights.reduce((sum, weight, index) => (ends[index] = sum + weight / total), 0)
  const starts = Array.from({ length: 1024 }, (_, slot) => ends.findIndex((end) => end > slot / 1024))
  return (rng) => {
    const at = rng.float()
    let index = Math.max(0, starts[Math.floor(at * 1024)]!)
    while (index < count - 1 && ends[index]! <= at) index++
    return index
  }
}

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, '0')
}
