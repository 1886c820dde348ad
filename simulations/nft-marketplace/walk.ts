/** The walk of a first visit: the doorbell goes silent, and the indexer misses no block all the same. */
import type { BoxId } from '~/kernel/diagram'
import { breakStep, endStep, playStep, type Walk } from '~/kernel/walk'
import type diagram from './diagram'

/** The walk. */
export const walk: Walk<BoxId<typeof diagram>> = {
  durationMs: 120_000,
  steps: [
    playStep({
      title: 'Let people trade',
      text: 'They mint, list and buy. Each signs with a key of its own, and contracts in WebAssembly decide.',
      at: 'web',
      seen: 'What is sent waits in the dashed block, until a block has it, every six seconds.',
    }),
    breakStep('Silence the subscription', 'silent-socket', {
      title: 'The doorbell goes silent',
      text: 'The indexer is told of blocks by a subscription. What if nothing comes on it, and nobody says so?',
      at: 'chain',
      seen: 'The connection stays open. Blocks go on, and the indexer hears of none.',
    }),
    {
      title: 'Two blocks without a ring',
      text: 'Pages still answer, at the height of the tables. The indexer has a watchdog.',
      at: 'indexer',
      until: { of: 'indexer', is: 'degraded' },
      seen: 'It falls behind, looks itself, and fetches by height what it has not seen: no gap, no row twice.',
    },
    endStep('Let it ring again', {
      title: 'Ring again',
      text: 'The doorbell only says when to look. What is written was always fetched by height.',
      at: 'chain',
      seen: 'One block behind at most. Now be one of the wallets: select the web app, and buy something.',
    }),
  ],
}
