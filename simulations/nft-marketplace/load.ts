/** The load: people who browse, mint, list, change prices, cancel and buy. */
import { poisson } from '~/blocks/poisson'
import type { Rng } from '~/kernel/random'
import type { Arrival, LoadControls } from '~/kernel/scenario'
import type { VisitKind } from './messages'
import { TRADERS } from './wallets'

/** Visits per second, of all kinds. */
export const RATE = 3
const SETTLING_SHARE = 0.1

/** How often people do what, in parts of all visits. */
export type Mix = Readonly<Partial<Record<VisitKind, number>>>

export interface Habits {
  readonly rate?: number
  readonly mix?: Mix
  /** So many wallets take part. */
  readonly wallets?: number
  /** The share of visits that come from a second tab of the same wallet. */
  readonly secondTab?: number
}

const MIX: Mix = { browse: 4, mint: 3, list: 3, buy: 3, reprice: 1, cancel: 1 }

export function createLoad(habits: Habits = {}): (rng: Rng, controls: LoadControls) => Iterable<Arrival> {
  return (rng, controls) => stream(rng.fork('visits'), controls, habits)
}

function stream(rng: Rng, controls: LoadControls, habits: Habits): Generator<Arrival, void> {
  const { mix = MIX, wallets = TRADERS, rate = RATE, secondTab = 0 } = habits
  const kinds = Object.entries(mix) as [VisitKind, number][]
  const sum = kinds.reduce((total, [, part]) => total + part, 0)
  const perSecond = () => (controls.value('web', 'rate') ?? rate) * (controls.isSettling() ? SETTLING_SHARE : 1)
  return poisson(rng, 'web', perSecond, () => {
    const tab = rng.chance(controls.value('web', 'second-tab') ?? secondTab) ? 1 : 0
    return { type: 'visit', what: draw(rng, kinds, sum), wallet: rng.int(wallets), tab }
  })
}

function draw(rng: Rng, kinds: readonly [VisitKind, number][], sum: number): VisitKind {
  let left = rng.float() * sum
  for (const [kind, part] of kinds) {
    left -= part
    if (left < 0) return kind
  }
  return kinds[0]![0]
}
