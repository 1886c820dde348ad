/** The faults that matter most, by name. */
import type { Selection } from '../../session/live-store'

/** In this order. A box that has none of them offers its first ones. */
export const QUICK: Readonly<Record<Selection['kind'], readonly string[]>> = {
  box: ['crash', 'freeze', 'slow'],
  arrow: ['partition', 'delay', 'loss'],
}
