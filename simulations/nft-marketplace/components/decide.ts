/** What a visitor does about what he sees: the message that his wallet is asked to sign. */
import type { CosmWasmClient } from '@cosmjs/cosmwasm'
import { utf8 } from '../text'
import { MICRO } from '../luna'
import { base64 } from '@scure/base'
import type { Context } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import { RUN_EPOCH_MS } from '~/kernel/time'
import type { Marketplace } from '../marketplace'
import type { GraphQLRequest, GraphQLResponse, PinRequest, VisitKind, VisitMessage } from '../messages'
import { metadataBytes } from '../metadata'
import type { Parameters } from '../parameters'
import type { WalletKey } from '../wallets'
import { offersFromChain } from './offers-from-chain'
import { nodesOf, OFFERS, OWNED, SELLING, type Offer, type OwnedToken } from './queries'
import { showContent } from './show'

const API_TIMEOUT_MS = 2_000
const PAGE = 12
/** What a page shows pictures of at once. */
const PICTURES = 3
/** A listing is on offer for so long. */
const LISTED_MS = 600_000
const SHAPES = ['circles', 'boxes', 'arrows', 'waves', 'grid']

/** A message to a contract, perhaps with coins of the smallest kind; null if there is nothing to do. */
export type Decision = { readonly contract: string; readonly message: object; readonly coins?: string } | null

export class Visitors {
  private readonly context: Context<'api' | 'chain' | 'ipfs'>
  private readonly setup: Setup<Parameters, unknown>
  private readonly marketplace: Marketplace

  constructor(
    context: Context<'api' | 'chain' | 'ipfs'>,
    setup: Setup<Parameters, { readonly marketplace: Marketplace }>,
  ) {
    this.context = context
    this.setup = setup
    this.marketplace = setup.servers.marketplace
  }

  /**
   * Looks at the pages that it takes, and decides.
   * @param chain for those who read from the chain itself
   * @throws {CallError} when a page cannot be had
   */
  async decide(
    { request, what }: VisitMessage,
    { address, name }: WalletKey,
    chain: CosmWasmClient,
  ): Promise<Decision> {
    switch (what) {
      case 'browse':
        await this.showPictures(request, await this.offers(request, chain))
        return null
      case 'mint':
        return this.mint(request, name)
      case 'buy': {
        const page = await this.offers(request, chain)
        await this.showPictures(request, page)
        const offer = this.pick(page.filter(({ seller }) => seller !== address))
        if (offer === undefined) return null
        return buying(offer, this.marketplace)
      }
      case 'reprice':
      case 'cancel': {
        const answer = await this.ask(request, 'Selling', SELLING, { seller: address })
        const offer = this.pick(nodesOf<Offer>(answer, 'offers'))
        if (offer === undefined) return null
        const { id } = offer
        const reprice = { update_price: { listing_id: id, price: this.drawPrice() } }
        return {
          contract: this.marketplace.market,
          message: what === 'cancel' ? { cancel: { listing_id: id } } : reprice,
        }
      }
      default:
        return this.moveToken(request, what, address)
    }
  }

  /** Draws a token, puts its metadata into IPFS, and decides to mint it. @throws {CallError} when they cannot be put there */
  async mint(
    request: number,
    name: string,
    collection = this.pick(this.marketplace.collections)!,
  ): Promise<NonNullable<Decision>> {
    const { context, setup } = this
    const traits = {
      shape: this.pick(SHAPES)!,
      hue: String(context.rng.int(360)),
      seed: String(context.rng.int(1_000_000)),
    }
    const bytes = metadataBytes(`${collection.name} of ${name}`, traits)
    const message: PinRequest = { type: 'pin', request, bytes }
    const cid = await context.call<string>('ipfs', message, { timeoutMs: API_TIMEOUT_MS })
    const coins = String(Math.round(setup.parameters.mintPrice * MICRO))
    return {
      contract: this.marketplace.market,
      message: { mint: { collection: collection.address, token_uri: `ipfs://${cid}` } },
      coins,
    }
  }

  /** Lists a token, gives it to somebody, or sends it to the market without a word, which is a mistake. */
  private async moveToken(request: number, what: VisitKind, owner: string): Promise<Decision> {
    const token = this.pick(nodesOf<OwnedToken>(await this.ask(request, 'Owned', OWNED, { owner }), 'tokens'))
    if (token === undefined) return null
    const { tokenId, collection } = token
    if (what === 'list') {
      return listing(this.marketplace, collection.address, tokenId, this.drawPrice(), this.context.clock.nowMs())
    }
    const recipient = what === 'stray' ? this.marketplace.market : this.pick(this.marketplace.traders)!.address
    return { contract: collection.address, message: { transfer_nft: { recipient, token_id: tokenId } } }
  }

  private async offers(request: number, chain: CosmWasmClient): Promise<Offer[]> {
    if (this.setup.without('projections')) return offersFromChain(this.context, chain, this.marketplace, request, PAGE)
    return nodesOf<Offer>(await this.ask(request, 'Offers', OFFERS, { first: PAGE }), 'offers')
  }

  private async ask(request: number, operation: string, query: string, variables: GraphQLRequest['variables']) {
    const message: GraphQLRequest = { type: 'graphql', request, operation, query, variables }
    return (await this.context.call<GraphQLResponse>('api', message, { timeoutMs: API_TIMEOUT_MS })).data
  }

  private async showPictures(request: number, page: readonly Offer[]): Promise<void> {
    const isVerifying = !this.setup.without('shows-anything')
    for (const { token } of page.slice(0, PICTURES)) await showContent(this.context, token.uri, request, isVerifying)
  }

  private pick<Each>(list: readonly Each[]): Each | undefined {
    return list.length === 0 ? undefined : list[this.context.rng.int(list.length)]
  }

  private drawPrice(): string {
    const { rng } = this.context
    return String((5 + rng.int(95)) * MICRO + rng.int(MICRO))
  }
}

/**
 * Sends a token to the market, to be listed.
 * @param price in the smallest coin
 */
export function listing(
  { market, aheadMs }: Marketplace,
  collection: string,
  tokenId: string,
  price: string,
  nowMs: number,
): NonNullable<Decision> {
  const expires = `${RUN_EPOCH_MS + aheadMs + Math.round(nowMs) + LISTED_MS}000000`
  const msg = base64.encode(utf8(JSON.stringify({ list: { price, expires } })))
  return { contract: collection, message: { send_nft: { contract: market, token_id: tokenId, msg } } }
}

/** Buys what is on offer, at the price that was seen. */
export function buying(
  { id, version, price }: Pick<Offer, 'id' | 'version' | 'price'>,
  { market }: Pick<Marketplace, 'market'>,
): NonNullable<Decision> {
  return { contract: market, message: { buy: { listing_id: id, version, price } }, coins: price }
}
