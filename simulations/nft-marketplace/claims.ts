/** The four claims of the drawing, each with what switches it off and what shows that it was needed. */
import type { ClaimId } from '~/kernel/diagram'
import type { ClaimProof, Mutant } from '~/kernel/simulation'
import type diagram from './diagram'

/** How each claim is executed. */
export const claims: { readonly [Id in ClaimId<typeof diagram>]: ClaimProof } = {
  'on-chain-escrow': {
    safeguard: 'The market holds the token, and a sale moves token and coins in one transaction',
    scenario: 'steady',
    invariant: 'sale-atomic',
    without: 'The operator is paid, and hands tokens and money on later',
    hypothesis: 'Every sale is whole: the token is the buyer’s, and the parts sum to the price.',
  },
  'indexed-by-height': {
    safeguard: 'Blocks are fetched by height; a subscription only rings',
    scenario: 'silent-socket',
    invariant: 'no-gap',
    without: 'What a subscription tells is indexed, and nothing else',
    hypothesis: 'The subscription goes silent, is dropped and refused: no block is missing in the tables.',
  },
  projections: {
    safeguard: 'Pages are read from projections, with joins',
    scenario: 'steady',
    invariant: 'one-question',
    without: 'The page asks the chain: for the list, and then for each token',
    hypothesis: 'A page of offers takes one statement of SQL.',
  },
  'cache-by-height': {
    safeguard: 'A cached page is shown only while it is of the height of the tables',
    scenario: 'steady',
    invariant: 'offers-current',
    without: 'A cached page is shown until its time is up',
    hypothesis: 'No page offers what a block in the tables has sold.',
  },
}

/** Defects that checkers have to notice. */
export const mutants: Readonly<Record<string, Mutant>> = {
  'seller-share-floored': {
    statement: 'The seller’s part is rounded down like the others, so dust stays in the market.',
    breaks: 'sale-atomic',
    scenario: 'steady',
    decision: {
      box: 'chain',
      file: 'defects.rs',
      line: 'Ok(price.checked_mul_floor(Decimal::one() - fee - share)?)',
      did: 'The seller’s part is rounded down: what is left belongs to nobody',
    },
  },
  'cursor-first': {
    statement: 'The cursor is saved before the rows, in a transaction of its own.',
    breaks: 'no-gap',
    scenario: 'indexer-crash',
  },
  'trusts-any-contract': {
    statement: 'Events count whoever has emitted them.',
    breaks: 'tables-follow',
    scenario: 'rogue-contract',
  },
  'signs-anew': {
    statement: 'After an answer that did not come the page signs anew, without looking what became of the first.',
    breaks: 'once-each',
    scenario: 'reply-lost',
  },
  'asks-the-index': {
    statement: 'A page asks the index for its transaction, and takes what is not found there for failed.',
    breaks: 'told-truly',
    scenario: 'index-lag',
    decision: {
      box: 'web',
      file: 'submit.ts',
      line: 'options.asksIndex && !(await isIndexed(options.comet, hash))',
      did: 'What the index does not find is taken for failed, although a block has it',
    },
  },
  'shows-anything': {
    statement: 'Whatever a gateway gives for a CID is shown.',
    breaks: 'content-checked',
    scenario: 'gateway-lies',
  },
  'version-ignored': {
    statement: 'The market does not compare what the buyer has signed with the listing.',
    breaks: 'agreed-price',
    scenario: 'buy-against-price',
    decision: {
      box: 'chain',
      file: 'sale.rs',
      line: 'is_same || config.has(Defect::VersionIgnored)',
      did: 'What the buyer has signed is not compared with the listing',
    },
  },
  'receive-caller-unchecked': {
    statement: 'The market takes whoever calls ReceiveNft for a collection.',
    breaks: 'escrowed',
    scenario: 'rogue-contract',
    decision: {
      box: 'chain',
      file: 'listing.rs',
      line: '|| config.has(Defect::ReceiveCallerUnchecked)',
      did: 'Whoever calls is taken for a collection that has sent a token',
    },
  },
  'burns-fees': {
    statement: 'The chain takes fees and gives them to nobody.',
    breaks: 'coins-stay',
    scenario: 'steady',
    decision: {
      box: 'chain',
      file: 'ante.ts',
      line: "if (defects?.has('burns-fees'))",
      did: 'The fee is taken from its payer, and nobody gets it',
    },
  },
  'ignores-sequences': {
    statement: 'The chain does not look at the sequence of a transaction.',
    breaks: 'sequences-count',
    scenario: 'duplicate-inclusion',
    decision: {
      box: 'chain',
      file: 'ante.ts',
      line: "!defects?.has('ignores-sequences')",
      did: 'The sequence is not compared with that of the account',
    },
  },
  'never-resubscribes': {
    statement: 'The indexer gives up when its subscription is closed.',
    breaks: 'catches-up',
    scenario: 'silent-socket',
  },
  'waits-forever': {
    statement: 'A page waits for a transaction for good, although its height has passed.',
    breaks: 'every-tx-ends',
    scenario: 'evicted',
    decision: {
      box: 'web',
      file: 'block-watch.ts',
      line: 'if (this.options.neverExpires) return',
      did: 'It goes on waiting past the height up to which the transaction was good',
    },
  },
}
