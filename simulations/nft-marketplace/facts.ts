/** What the boxes of the marketplace state. Amounts are digits, as on the chain; heights and places are numbers. */
import type { Json } from '~/kernel/json'
import type { TraceEvent } from '~/kernel/trace'

/** Where a run's marketplace is on a chain that was there before the run; stated first, and only by the box of a real chain. */
export interface PlaceFact {
  readonly market: string
  /** Where its fees go. */
  readonly treasury: string
  /** The collections that the tables follow. */
  readonly collections: readonly string[]
  /** Names of wallets by their addresses. */
  readonly names: Readonly<Record<string, string>>
  /** The last block before the run. */
  readonly height: number
}

/** A transaction in a block. `action` is the contract's own word for it, or the type of its message. */
export interface TxFact {
  readonly hash: string
  readonly height: number
  readonly index: number
  readonly code: number
  readonly log: string
  readonly gasUsed: number
  readonly action: string
  readonly signer: string
  readonly sequence: number
}

/** A sale, as the market's event says. */
export interface SaleFact {
  readonly height: number
  readonly tx: string
  readonly listing: number
  readonly version: number
  readonly collection: string
  readonly token: string
  readonly price: string
  readonly seller: string
  readonly buyer: string
  readonly royalty: string
  readonly royaltyTo: string
  readonly fee: string
  readonly sellerGets: string
  /** What the buyer has signed. */
  readonly statedVersion: number
  readonly statedPrice: string
}

/** A royalty that nobody could be paid, and that the market keeps for its payee. */
export interface HeldFact {
  readonly height: number
  readonly tx: string
  readonly payee: string
  readonly amount: string
}

/** A block, as the chain's box states it once all its transactions are told. */
export interface BlockFact {
  readonly height: number
  readonly txs: number
  readonly waiting: number
  /** All coins there are, but for those that a real chain has minted by its own rules since the run began; empty if it did not say. */
  readonly supply: string
}

/** A block in the tables, as the database states it. */
export interface WrittenFact {
  readonly height: number
  readonly events: number
  /** Digests of who owns what and of what is on offer. */
  readonly owners: string
  readonly offers: string
}

/** The chain cannot go on without an upgrade at this height; 0 once its binary is swapped. */
export interface UpgradeFact {
  readonly height: number
}

/** A transaction that a page has signed and sent. */
export interface SentFact {
  readonly hash: string
  readonly wallet: string
}

/** Coins that moved in a transaction, as the bank says; fees of the chain are not among them. */
export interface TransferFact {
  readonly height: number
  readonly tx: string
  readonly from: string
  readonly to: string
  readonly amount: string
}

/** A token that moved or came to be, as its collection says. */
export interface MoveFact {
  readonly height: number
  readonly tx: string
  readonly collection: string
  readonly token: string
  /** True for a token that came to be. */
  readonly isMint: boolean
  /** Its owner from now on; nobody, an empty text, if it was burned. Whose it was the event does not say: its sender may be an operator. */
  readonly to: string
}

/** What happened to a listing, as the market says. A sale is a {@link SaleFact} besides. */
export interface ListingFact {
  readonly height: number
  readonly tx: string
  readonly what: 'list' | 'update-price' | 'delist' | 'sale'
  readonly listing: number
  readonly version: number
  readonly collection: string
  readonly token: string
  readonly seller: string
  /** Empty where the event says none. */
  readonly price: string
}

/** A block that the indexer has committed: what of it it kept, and how many rows that made. */
export interface IndexedFact {
  readonly height: number
  readonly events: number
  readonly rows: number
  /** The height of the chain, as far as the indexer knew. */
  readonly chainHeight: number
}

/** A page that was answered. */
export interface PageFact {
  readonly query: string
  /** Statements of SQL it took, and questions to the chain. */
  readonly sql: number
  readonly ms: number
  /** The height of what it shows. */
  readonly indexedHeight: number
  /** True if it came out of the cache. */
  readonly cached: boolean
  /** True if whoever answered had already seen a later height than that of the page. */
  readonly stale: boolean
  /** Ids of the listings on offer. */
  readonly listings: readonly number[]
}

/** What a visitor set out to do, and how it ended as far as he was told. */
export interface IntentFact {
  readonly what: string
  readonly wallet: string
  readonly outcome: 'shown' | 'included' | 'refused' | 'failed' | 'expired' | 'unavailable' | 'nothing-to-do'
  readonly code: number
  readonly height: number
  readonly hash: string
  readonly ms: number
}

/** Metadata or a picture that was shown. */
export interface ShownFact {
  readonly cid: string
  /** True if the bytes are those that the CID names. */
  readonly verified: boolean
  readonly placeholder: boolean
}

/** The fact of a box under a key, or null for any other event. */
export function factOf<Fact>(event: TraceEvent, box: string, key: string): Fact | null {
  const isIt = event.kind === 'state' && event.node === box && event.key === key
  return isIt ? (event.data as Fact) : null
}

/** Facts are plain data. */
export type AnyFact = Readonly<Record<string, Json>>
