/**
 * A page that a visitor has open as one of the wallets: it asks the Read API and the chain every few seconds, as any page would, and
 * shows what came of what he did. What it does not know it does not say: a purchase is none until a block has it.
 */
import type { Context } from '~/kernel/component'
import { isStoreTrouble } from '~/kernel/store-error'
import { cidInUri } from '../cid'
import { MICRO } from '../luna'
import type { Marketplace } from '../marketplace'
import { metadataIn, type Metadata } from '../metadata'
import type { WalletKey } from '../wallets'
import { buying, listing, type Decision, type Visitors } from './decide'
import type { PageLine } from './page-line'
import { showContent } from './show'
import { readStorefront, type StorefrontPages } from './storefront-pages'
import type { Submission } from './submit'

const EVERY_MS = 2_000
/** So many pages of what is on offer one can have open. */
const PAGES_MAX = 20
/** Content that was seen is kept, by its CID, as much as all pages together show; the oldest goes first. */
const KEPT_MAX = 2_000
const DEEDS_MAX = 8

/** What the visitor did, and how it stands. */
export interface Deed {
  readonly what: 'mint' | 'list' | 'buy' | 'cancel'
  /** What it is about: a listing, a token, or a collection. */
  readonly about: string
  hash: string
  ended: Submission | null
}

/** What the page shows. */
export interface StorefrontView extends StorefrontPages {
  readonly wallet: WalletKey
  /** The last block that anybody has told this page of. */
  readonly chainHeight: number
  /** False if the chain did not answer when it was last asked: it may be further than that. */
  readonly isChainHeard: boolean
  /** In the smallest coin; null before it is known. */
  readonly balance: string | null
  readonly trouble: string | null
}

/** What the chain says of itself and of a wallet. */
interface Told {
  readonly height: number
  readonly balance: string
}

/** What it takes to do something: how a page signs and tells. */
export interface StorefrontTerms {
  readonly context: Context<'api' | 'chain' | 'ipfs'>
  readonly visitors: Visitors
  readonly marketplace: Marketplace
  readonly isVerifying: boolean
  /** Signs and sends; `sent` hears of the hash. */
  readonly send: (
    wallet: WalletKey,
    what: Deed['what'],
    decide: (request: number) => Promise<Decision>,
    sent: (hash: string) => void,
  ) => Promise<Submission>
  readonly browse: (wallet: WalletKey, look: (request: number) => Promise<void>) => Promise<boolean>
  /** What the chain itself says: the tables only know how far it was when they were written. */
  readonly askChain: (wallet: WalletKey, request: number) => Promise<Told>
}

export class Storefront {
  private readonly terms: StorefrontTerms
  private readonly content = new Map<string, Metadata | null>()
  private opened = 0
  private pages = 1
  view: StorefrontView | null = null
  readonly deeds: Deed[] = []

  constructor(terms: StorefrontTerms) {
    this.terms = terms
  }

  /** Where it buys and sells. */
  get marketplace(): Marketplace {
    return this.terms.marketplace
  }

  /** Does a line of the visitor's; answers in words. */
  do(line: PageLine): string {
    if (line.what === 'be') {
      void this.open(line.wallet)
      return `you are ${line.wallet.name}`
    }
    const { view } = this
    if (view === null) return 'nobody has a page open yet: be one of the wallets first'
    if (line.what === 'more') {
      if (!view.hasMore || this.pages >= PAGES_MAX) return 'there is no more to show'
      this.pages++
      return 'the next look shows more'
    }
    const decided = this.decide(line, view)
    if (typeof decided === 'string') return decided
    const about =
      line.what === 'mint' ? line.collection.name : line.what === 'list' ? tokenName(line) : String(line.listing)
    void this.carryOut(view.wallet, { what: line.what, about, hash: '', ended: null }, decided)
    return 'signed and sent: nothing is done until a block has it'
  }

  /** Metadata of a token as far as the page has them; undefined before they came, null if nobody had any that are right. */
  metadataOf(uri: string): Metadata | null | undefined {
    return this.content.get(uri)
  }

  private decide(
    line: Exclude<PageLine, { what: 'be' | 'more' }>,
    { wallet, offers, selling, owned }: StorefrontView,
  ): ((request: number) => Promise<Decision>) | string {
    const { context, marketplace } = this.terms
    if (line.what === 'mint') return (request) => this.terms.visitors.mint(request, wallet.name, line.collection)
    if (line.what === 'list') {
      const { collection, token, luna } = line
      const isOwned = owned.some((each) => each.tokenId === token && each.collection.address === collection.address)
      if (!isOwned) return `this page does not show ${tokenName(line)} as yours`
      const price = String(Math.round(luna * MICRO))
      const decision = listing(marketplace, collection.address, token, price, context.clock.nowMs())
      return () => Promise.resolve(decision)
    }
    const offer = [...selling, ...offers].find(({ id }) => id === line.listing)
    if (offer === undefined) return `listing ${line.listing} is not on this page`
    const decision =
      line.what === 'buy'
        ? buying(offer, marketplace)
        : { contract: marketplace.market, message: { cancel: { listing_id: offer.id } } }
    return () => Promise.resolve(decision)
  }

  private async carryOut(wallet: WalletKey, deed: Deed, decide: (request: number) => Promise<Decision>): Promise<void> {
    this.deeds.unshift(deed)
    this.deeds.splice(DEEDS_MAX)
    deed.ended = await this.terms.send(wallet, deed.what, decide, (hash) => {
      deed.hash = hash
    })
  }

  /** Looks again and again, until another page is opened. */
  private async open(wallet: WalletKey): Promise<void> {
    const opened = ++this.opened
    this.deeds.length = 0
    this.pages = 1
    const heights = { indexedHeight: 0, chainHeight: 0, isChainHeard: false }
    const lists = { offers: [], hasMore: false, selling: [], owned: [] }
    this.view = { wallet, ...lists, ...heights, balance: null, trouble: null }
    while (opened === this.opened) {
      const isShown = await this.terms.browse(wallet, (request) => this.look(wallet, request, opened))
      if (!isShown && opened === this.opened)
        this.view = { ...this.view, trouble: 'no answer: this is what was seen last' }
      await this.terms.context.clock.sleep(EVERY_MS)
    }
  }

  private async look(wallet: WalletKey, request: number, opened: number): Promise<void> {
    const asked = this.askChain(wallet, request)
    const pages = await readStorefront(this.terms.context, wallet.address, request, this.pages)
    const chain = await asked
    if (opened !== this.opened) return
    const { chainHeight: before = 0, balance: last = null } = this.view ?? {}
    this.view = {
      wallet,
      ...pages,
      chainHeight: Math.max(before, pages.chainHeight, chain?.height ?? 0),
      isChainHeard: chain !== null,
      balance: chain?.balance ?? last,
      trouble: null,
    }
    const { owned, selling, offers } = pages
    const uris = [...selling, ...offers].map(({ token }) => token.uri)
    for (const uri of [...owned.map((each) => each.uri), ...uris]) await this.show(uri, request)
  }

  /** Null if the chain does not answer. */
  private async askChain(wallet: WalletKey, request: number): Promise<Told | null> {
    try {
      return await this.terms.askChain(wallet, request)
    } catch (error) {
      if (!isStoreTrouble(error) && !(error instanceof Error)) throw error
      return null
    }
  }

  private async show(uri: string, request: number): Promise<void> {
    // What a CID names never changes: what was seen is not asked for again.
    if (this.content.get(uri) != null || cidInUri(uri) === null) return
    const { context, isVerifying } = this.terms
    const bytes = await showContent(context, uri, request, isVerifying)
    this.content.set(uri, bytes === null ? null : metadataIn(bytes))
    if (this.content.size > KEPT_MAX) this.content.delete(this.content.keys().next().value!)
  }
}

function tokenName({ collection, token }: Extract<PageLine, { what: 'list' }>): string {
  return `${collection.name}/${token}`
}
