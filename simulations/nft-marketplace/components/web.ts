/**
 * The web app: pages that people have open, each with a wallet. They read from the Read API, sign with CosmJS, and send to the chain
 * themselves; nobody else holds a key.
 */
import { CosmWasmClient } from '@cosmjs/cosmwasm'
import { Comet38Client, type RpcClient } from '@cosmjs/tendermint-rpc'
import type { EncodeObject } from '@cosmjs/proto-signing'
import { utf8 } from '~/infra/chain/bytes'
import { createChainRpc } from '~/infra/chain/client'
import { isCallError } from '~/kernel/call-error'
import type { Component, Context, Message } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import { COLLECTIONS, MARKET } from '../contracts'
import type { IntentFact } from '../facts'
import type { GraphQLRequest, GraphQLResponse, PinRequest, VisitKind, VisitMessage } from '../messages'
import { metadataBytes } from '../metadata'
import { blockMsOf, type Parameters } from '../parameters'
import { CHAIN_ID, DENOM, traders } from '../wallets'
import { BlockWatch } from './block-watch'
import { nodesOf, OFFERS, OWNED, SELLING, type Offer, type OwnedToken } from './queries'
import { offersFromChain } from './offers-from-chain'
import { showContent } from './show'
import { submit, type Submission } from './submit'
import { Wallet } from './wallet'

type WebContext = Context<'api' | 'chain' | 'ipfs'>

const RPC_TIMEOUT_MS = 3_000
const API_TIMEOUT_MS = 2_000
const PAGE = 12
/** What a page shows pictures of at once. */
const PICTURES = 3
/** Gas of each thing one can do, in SDK gas: measured, and a good third above it. */
const GAS: Readonly<Record<Exclude<VisitKind, 'browse'>, number>> = {
  mint: 420_000,
  list: 480_000,
  reprice: 260_000,
  cancel: 360_000,
  buy: 640_000,
}
const MICRO = 1_000_000
/** A listing is on offer for so long, in nanoseconds. */
const LISTED_NS = 600_000_000_000n

/** What a visitor decided to do: a message to a contract, perhaps with coins; or there is nothing he could do. */
type Decision = { readonly contract: string; readonly message: object; readonly luna?: string } | null

export function createWeb(context: WebContext, setup: Setup<Parameters, unknown>): Component {
  const { clock, rng } = context
  const { parameters, without } = setup
  const rpc = createChainRpc(context, 'chain', { timeoutMs: RPC_TIMEOUT_MS })
  const comet = Comet38Client.create(rpc as unknown as RpcClient)
  const everyMs = blockMsOf(parameters) / 3
  const watch = new BlockWatch({ clock, comet, everyMs, chainId: CHAIN_ID })
  const tabs = new Map<string, Wallet>()
  const client = CosmWasmClient.create(comet)

  function walletOf({ wallet, tab = 0 }: VisitMessage): Wallet {
    const name = `${wallet}/${tab}`
    const known = tabs.get(name)
    if (known !== undefined) return known
    const opened = new Wallet(context, comet, traders[wallet % traders.length]!)
    tabs.set(name, opened)
    return opened
  }

  async function ask(request: number, operation: string, query: string, variables: GraphQLRequest['variables']) {
    const message: GraphQLRequest = { type: 'graphql', request, operation, query, variables }
    const { data } = await context.call<GraphQLResponse>('api', message, { timeoutMs: API_TIMEOUT_MS })
    return data
  }

  async function offers(request: number): Promise<Offer[]> {
    if (without('projections')) return offersFromChain(context, client, request, PAGE)
    return nodesOf<Offer>(await ask(request, 'Offers', OFFERS, { first: PAGE }), 'offers')
  }

  async function decide({ request, what }: VisitMessage, { key }: Wallet): Promise<Decision> {
    switch (what) {
      case 'mint': {
        const collection = COLLECTIONS[rng.int(COLLECTIONS.length)]!
        const uri = await pin(request, `${collection.name} of ${key.name}`)
        const price = String(Math.round(parameters.mintPrice * MICRO))
        return { contract: MARKET, message: { mint: { collection: collection.address, token_uri: uri } }, luna: price }
      }
      case 'list': {
        const owned = nodesOf<OwnedToken>(await ask(request, 'Owned', OWNED, { owner: key.address }), 'tokens')
        const token = owned[rng.int(Math.max(1, owned.length))]
        if (token === undefined) return null
        const expires = String(BigInt(await nowNs()) + LISTED_NS)
        const list = { list: { price: drawPrice(), expires } }
        const send = { contract: MARKET, token_id: token.tokenId, msg: base64Of(list) }
        return { contract: token.collection.address, message: { send_nft: send } }
      }
      case 'buy': {
        const page = await offers(request)
        await showPictures(request, page)
        const others = page.filter(({ seller }) => seller !== key.address)
        const offer = others[rng.int(Math.max(1, others.length))]
        if (offer === undefined) return null
        const { id, version, price } = offer
        return { contract: MARKET, message: { buy: { listing_id: id, version, price } }, luna: price }
      }
      case 'reprice':
      case 'cancel': {
        const own = nodesOf<Offer>(await ask(request, 'Selling', SELLING, { seller: key.address }), 'offers')
        const offer = own[rng.int(Math.max(1, own.length))]
        if (offer === undefined) return null
        const { id } = offer
        const message =
          what === 'cancel' ? { cancel: { listing_id: id } } : { update_price: { listing_id: id, price: drawPrice() } }
        return { contract: MARKET, message }
      }
      case 'browse':
        await showPictures(request, await offers(request))
        return null
    }
  }

  async function visit(message: VisitMessage): Promise<void> {
    const { request, what } = message
    const sinceMs = clock.monotonicMs()
    const wallet = walletOf(message)
    const told = (outcome: IntentFact['outcome'], ended: Partial<IntentFact> = {}) => {
      const { code = 0, height = 0, hash = '' } = ended
      const ms = clock.monotonicMs() - sinceMs
      const fact: IntentFact = { what, wallet: wallet.key.name, outcome, code, height, hash, ms }
      context.emit('intent', { ...fact }, { request })
    }
    let decision: Decision
    try {
      decision = await decide(message, wallet)
    } catch (error) {
      if (!isCallError(error)) throw error
      return told('unavailable')
    }
    if (what === 'browse') return told('shown')
    if (decision === null) return told('nothing-to-do')
    const signsAnew = without('same-bytes-again')
    const sent = (hash: string) => context.emit('sent', { hash, wallet: wallet.key.name }, { request })
    const options = { comet, watch, timeoutBlocks: parameters.timeoutBlocks, signsAnew, sent }
    const ended: Submission = await submit(context, wallet, [executeMessage(wallet, decision)], GAS[what], options)
    told(ended.outcome, ended)
  }

  async function pin(request: number, name: string): Promise<string> {
    const traits = { shape: SHAPES[rng.int(SHAPES.length)]!, hue: String(rng.int(360)), seed: String(rng.int(1_000_000)) }
    const message: PinRequest = { type: 'pin', request, bytes: metadataBytes(name, traits) }
    return `ipfs://${await context.call<string>('ipfs', message, { timeoutMs: API_TIMEOUT_MS })}`
  }

  async function showPictures(request: number, page: readonly Offer[]): Promise<void> {
    const isVerifying = !without('unverified-content')
    for (const { token } of page.slice(0, PICTURES)) await showContent(context, token.uri, request, isVerifying)
  }

  async function nowNs(): Promise<string> {
    const { syncInfo } = await comet.status()
    return String(BigInt(syncInfo.latestBlockTime.getTime()) * 1_000_000n)
  }

  function drawPrice(): string {
    return String((5 + rng.int(95)) * MICRO + rng.int(MICRO))
  }

  return {
    handle: (message: Message) => visit(message as VisitMessage),
    inspect: () => ({ tabs: tabs.size, height: watch.latestHeight }),
  }
}

const SHAPES = ['circles', 'boxes', 'arrows', 'waves', 'grid']

function base64Of(value: object): string {
  return btoa(JSON.stringify(value))
}

function executeMessage({ key }: Wallet, { contract, message, luna }: NonNullable<Decision>): EncodeObject {
  const funds = luna === undefined ? [] : [{ denom: DENOM, amount: luna }]
  return {
    typeUrl: '/cosmwasm.wasm.v1.MsgExecuteContract',
    value: { sender: key.address, contract, msg: utf8(JSON.stringify(message)), funds },
  }
}
