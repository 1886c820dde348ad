/** The scenarios: load, timed faults, and the sentence each is meant to show. */
import type { Scenario } from '~/kernel/scenario'
import { createLoad, type Habits } from './load'

/** Long enough for a transaction to end one way or the other, and for the indexer to catch up. */
const SETTLE_MS = 60_000

interface Told {
  readonly id: string
  readonly title: string
  readonly hypothesis: string
  readonly durationMs: number
  readonly actions: readonly string[]
  readonly habits?: Habits
}

/** Listings and purchases, and little else. */
const TRADE: Habits['mix'] = { browse: 1, mint: 3, list: 5, buy: 5 }

const told: readonly Told[] = [
  {
    id: 'steady',
    title: 'Steady trade',
    hypothesis: 'Mints, listings and sales go through blocks, and every page follows one block behind.',
    durationMs: 60_000,
    actions: [],
  },
  {
    id: 'hot-drop',
    title: 'Hot drop',
    hypothesis: 'Everybody mints at once: blocks fill, nobody is charged twice, and the tables follow.',
    durationMs: 48_000,
    actions: ['rate:web=20@8000-20000'],
    habits: { mix: { mint: 8, browse: 2, list: 1 } },
  },
  {
    id: 'buy-against-cancel',
    title: 'Buy against cancel',
    hypothesis: 'Who comes second is refused by the contract, and keeps his coins.',
    durationMs: 60_000,
    actions: [],
    habits: { mix: { mint: 3, list: 5, buy: 6, cancel: 4 }, wallets: 8 },
  },
  {
    id: 'buy-against-price',
    title: 'Buy against a new price',
    hypothesis: 'A price that changes while a purchase is under way refuses it: nobody pays what he has not signed.',
    durationMs: 60_000,
    actions: [],
    habits: { rate: 6, mix: { mint: 3, list: 5, buy: 8, reprice: 10 }, wallets: 6 },
  },
  {
    id: 'unpayable-royalty',
    title: 'A payee that cannot be paid',
    hypothesis:
      'One collection’s royalties go to an account that refuses coins: its sales go through, and the royalty is kept for it.',
    durationMs: 60_000,
    actions: [],
    habits: { mix: TRADE, wallets: 12 },
  },
  {
    id: 'away-and-back',
    title: 'Given away, strayed, listed again',
    hypothesis:
      'Tokens move outside of the market, too: the tables follow every owner, and only what is in escrow is on offer.',
    durationMs: 60_000,
    actions: [],
    habits: { mix: { mint: 4, give: 4, stray: 1, list: 3, buy: 2 } },
  },
  {
    id: 'burst',
    title: 'A hundred events in a block',
    hypothesis: 'More events than a subscription buffers: the doorbell is enough, since blocks are fetched.',
    durationMs: 48_000,
    actions: ['halt:chain@10000-22000', 'rate:web=16@10000-22000'],
    habits: { mix: { mint: 10, list: 2 } },
  },
  {
    id: 'silent-socket',
    title: 'Silent subscription',
    hypothesis: 'The doorbell goes silent and is dropped: the indexer looks itself, and no block is missing.',
    durationMs: 72_000,
    actions: ['silent-socket:chain@14000-38000', 'drop-sockets:chain@40000', 'refuse-socket:chain@40000-50000'],
    habits: { rate: 6 },
  },
  {
    id: 'indexer-crash',
    title: 'The indexer dies at every step',
    hypothesis: 'Rows and cursor are one transaction: wherever it dies, it goes on where the tables are.',
    durationMs: 60_000,
    actions: [
      'crash-at:indexer=before-rows@10000',
      'crash-at:indexer=between-rows-and-cursor@20000',
      'crash-at:indexer=after-commit@30000',
      'crash:indexer@40000-50000',
    ],
  },
  {
    id: 'pruned',
    title: 'Down longer than the node keeps',
    hypothesis: 'What the node has pruned an archive has: the indexer says so, and leaves no hole.',
    durationMs: 90_000,
    actions: ['crash:indexer@10000-70000', 'prune:chain=3@60000'],
  },
  {
    id: 'rogue-contract',
    title: 'Rogue contract',
    hypothesis: 'Forged events and a token that never came change nothing: neither in the market nor in the tables.',
    durationMs: 48_000,
    actions: ['villain:web@8000', 'villain:web@20000'],
  },
  {
    id: 'duplicate-inclusion',
    title: 'Included twice',
    hypothesis: 'The same bytes in a block again fail, and overwrite nothing.',
    durationMs: 48_000,
    actions: ['include-again:chain@11000', 'include-again:chain@23000'],
  },
  {
    id: 'reply-lost',
    title: 'Answers lost after the broadcast',
    hypothesis: 'Pages that were not answered send the same bytes again: nothing is done twice.',
    durationMs: 60_000,
    actions: ['reply-lost:web~chain=0.4@10000-40000'],
    habits: { mix: { mint: 6, list: 2, buy: 2 } },
  },
  {
    id: 'evicted',
    title: 'Forgotten by the mempool',
    hypothesis:
      'What waited for a block is dropped and nobody is told: pages see that its height has passed, and say so.',
    durationMs: 48_000,
    actions: ['evict:chain@11500', 'evict:chain@23500'],
    habits: { rate: 6 },
  },
  {
    id: 'index-lag',
    title: 'The index of transactions is late',
    hypothesis: 'Pages look into blocks and ask no index: what a block has is never said to have failed.',
    durationMs: 48_000,
    actions: ['index-lag:chain=3@10000-40000'],
  },
  {
    id: 'two-tabs',
    title: 'Two tabs of one wallet',
    hypothesis: 'Sequences clash, are asked for again, and every intention is done at most once.',
    durationMs: 60_000,
    actions: [],
    habits: { wallets: 4, secondTab: 0.5, mix: { mint: 6, list: 3, buy: 2 } },
  },
  {
    id: 'gateway-lies',
    title: 'A gateway lies',
    hypothesis:
      'Bytes that are not those of their CID are not shown; another gateway has them, or a placeholder stands there.',
    durationMs: 72_000,
    actions: ['lie:ipfs=1@24000-48000', 'hang:ipfs=1@48000-60000', 'unpin:ipfs@60000'],
    habits: { mix: { browse: 6, mint: 5, list: 6, buy: 1 } },
  },
  {
    id: 'stale-cache',
    title: 'The cache is lost and late',
    hypothesis: 'A cache that is slow, empty or away costs time, and never shows what is gone.',
    durationMs: 60_000,
    actions: ['slow:cache=80@10000-20000', 'flush:cache@24000', 'crash:cache@30000-40000'],
    habits: { mix: { browse: 8, mint: 3, list: 3, buy: 3 } },
  },
  {
    id: 'halt',
    title: 'The chain halts',
    hypothesis: 'No block comes: what was sent waits or expires, pages say so, and nothing is lost.',
    durationMs: 84_000,
    actions: ['halt:chain@14000-44000'],
  },
]

export const scenarios: readonly Scenario[] = told.map(({ habits, ...each }) => ({
  ...each,
  settleMs: SETTLE_MS,
  load: createLoad(habits),
}))
