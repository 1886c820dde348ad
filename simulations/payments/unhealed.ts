/** Parts that can stay broken for good in the calm end of a run, and what the rest must do all the same. */
import type { Unhealed } from '~/kernel/unhealed'

/** The parts. */
export const unhealed: Readonly<Record<string, Unhealed>> = {
  'redis-gone': {
    statement: 'Redis stays down: it is only ever fast, so every payment ends and no key stays in flight.',
    targets: ['keys', 'api~keys'],
    breaks: ['crash:keys'],
  },
  'api-down': {
    statement: 'One of two API processes stays down: the other one takes over what it had begun.',
    targets: ['api/1'],
    breaks: ['crash:api/1'],
  },
  'api-cut-off': {
    statement:
      'One of two API processes never reaches the ledger again: whoever asks again is served by the other one.',
    targets: ['api/1~ledger'],
    breaks: ['partition:api/1~ledger'],
  },
  'worker-down': {
    statement: 'The worker stays down: what is open stays open, and nothing is posted that was not paid.',
    targets: ['worker'],
    breaks: ['crash:worker'],
  },
  'psp-gone': {
    statement:
      'The PSP never answers again: payments stay open or end with the dead letters, and no key stays in flight.',
    targets: ['psp'],
    breaks: ['crash:psp'],
  },
  'fraud-down': {
    statement: 'The fraud checks stay down: nothing new is charged, and what was recorded ends.',
    targets: ['fraud'],
    breaks: ['crash:fraud'],
  },
}
