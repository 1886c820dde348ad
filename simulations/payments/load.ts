/** The load: a Poisson stream of orders over five tenants, and how many of the clients behave badly, and how. */
import { poisson } from '~/blocks/poisson'
import type { Rng } from '~/kernel/random'
import type { Arrival, LoadControls } from '~/kernel/scenario'
import { CURRENCIES, type Currency } from './money'

/** Orders per second. */
export const RATE = 30
const TENANTS = 5
/** While a run settles nobody orders any more, but for a trickle that shows that it works. */
const SETTLING_SHARE = 0.05

/** Which share of the clients does what, unless somebody at the screen sets it. */
export interface Habits {
  readonly rate?: number
  readonly duplicates?: number
  readonly hangUps?: number
  readonly again?: number
  readonly againAfterMs?: number
  readonly forgets?: number
  readonly changes?: number
}

/** The stream of a scenario. */
export function createLoad(habits: Habits = {}): (rng: Rng, controls: LoadControls) => Iterable<Arrival> {
  return (rng, controls) => stream(rng.fork('orders'), controls, habits)
}

function stream(rng: Rng, controls: LoadControls, habits: Habits): Generator<Arrival, void> {
  const share = (verb: string, own: number | undefined) => controls.value('client', verb) ?? own ?? 0
  const perSecond = () => share('rate', habits.rate ?? RATE) * (controls.isSettling() ? SETTLING_SHARE : 1)
  return poisson(rng, 'client', perSecond, () => {
    const currency: Currency = CURRENCIES[rng.int(CURRENCIES.length)]!
    const order = {
      tenant: `t0${1 + rng.int(TENANTS)}`,
      amount: 100 + rng.int(99_900),
      currency,
      card: String(4_000_000_000_000_000 + rng.int(1_000_000_000)),
    }
    return {
      type: 'order',
      order,
      ...(rng.chance(share('duplicates', habits.duplicates)) ? { copies: 3 } : {}),
      ...(rng.chance(share('hang-up', habits.hangUps)) ? { hangsUp: true } : {}),
      ...(rng.chance(share('again', habits.again)) ? { againAfterMs: habits.againAfterMs ?? 400 } : {}),
      ...(rng.chance(share('forget-key', habits.forgets)) ? { forgetsKey: true } : {}),
      ...(rng.chance(share('no-key', 0)) ? { field: rng.chance(0.5) ? 'none' : 'unquoted' } : {}),
      ...(rng.chance(share('change-payload', habits.changes)) ? { changes: true } : {}),
    }
  })
}
