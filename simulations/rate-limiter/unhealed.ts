/** Parts that can stay broken for good in the calm end of a run, and what the rest must do all the same. */
import type { Unhealed } from '~/kernel/unhealed'

/** The parts. */
export const unhealed: Readonly<Record<string, Unhealed>> = {
  'gateway-cut-off': {
    statement: 'One gateway never reaches Redis again: it decides in time on its own share, and the others agree.',
    targets: ['gateway/1~redis'],
    breaks: ['partition:gateway/1~redis'],
  },
  'gateway-down': {
    statement: 'One gateway stays down: the others take its traffic, and nobody is refused below its limits.',
    targets: ['gateway/2'],
    breaks: ['crash:gateway/2'],
  },
  'redis-gone': {
    statement: 'Redis never comes back: every request is decided in time all the same.',
    targets: ['redis'],
    breaks: ['crash:redis'],
  },
  'service-down': {
    statement: 'A protected service stays down: who is let through by the limits does not depend on it.',
    targets: ['orders', 'gateway~orders'],
    breaks: ['crash:orders'],
  },
}
