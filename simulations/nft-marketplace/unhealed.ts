/** Parts that can stay broken for good in the calm end of a run, and what the rest must do all the same. */
import type { Unhealed } from '~/kernel/unhealed'

/** The parts. */
export const unhealed: Readonly<Record<string, Unhealed>> = {
  'cache-gone': {
    statement: 'The cache stays down: pages are asked of the tables, and are as current as ever.',
    targets: ['cache'],
    breaks: ['crash:cache'],
  },
  'storage-gone': {
    statement: 'The storage of metadata stays down: placeholders stand there, and trade goes on with what was minted.',
    targets: ['ipfs'],
    breaks: ['crash:ipfs'],
  },
  'indexer-gone': {
    statement: 'The indexer stays down: pages stay as they were, and what is sent to the chain ends all the same.',
    targets: ['indexer'],
    breaks: ['crash:indexer'],
  },
  'api-gone': {
    statement: 'The Read API stays down: nobody sees what is on offer, and the tables follow the chain all the same.',
    targets: ['api'],
    breaks: ['crash:api'],
  },
}
