/** Parts that can stay broken for good in the calm end of a run, and what the rest must do all the same. */
import type { Unhealed } from '~/kernel/unhealed'

/** The parts. */
export const unhealed: Readonly<Record<string, Unhealed>> = {
  'broker-gone': {
    statement:
      'One of three brokers stays down: two have all that was acknowledged, and take what comes, once the topics were made on three.',
    targets: ['kafka/2'],
    breaks: ['crash:kafka/2'],
  },
  'warehouse-gone': {
    statement: 'The warehouse stays down: the others do not notice.',
    targets: ['warehouse'],
    breaks: ['crash:warehouse'],
  },
  'search-halved': {
    statement: 'One of two indexers stays down: the other one has all partitions.',
    targets: ['search/1'],
    breaks: ['crash:search/1'],
  },
  'replay-gone': {
    statement: 'The replay worker stays down: what was put aside stays there, and nothing is lost.',
    targets: ['replay'],
    breaks: ['crash:replay'],
  },
}
