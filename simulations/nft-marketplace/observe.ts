/** What the chain's box states of a block: every transaction, and what contracts and bank say has happened in it. */
import { hex } from '@scure/base'
import { MsgExecuteContract } from 'cosmjs-types/cosmwasm/wasm/v1/tx'
import { textOf } from './text'
import {
  attributeOf,
  type ChainEvent,
  decodeTransaction,
  type ObservedBlock,
  transactionHash,
  type ObservedResult,
} from '~/infra/chain/port'
import type { Context } from '~/kernel/component'
import type { HeldFact, ListingFact, MoveFact, SaleFact, TransferFact, TxFact } from './facts'
import type { Marketplace } from './marketplace'

/** Emits the facts of a block, each for the request whose transaction it was. */
export function observeBlock(
  marketplace: Marketplace,
  { header: { height }, transactions, results }: ObservedBlock,
  { emit }: Pick<Context, 'emit'>,
  requestOf: (index: number) => number,
): void {
  results.forEach((result, index) => {
    const about = { request: requestOf(index) }
    const bytes = transactions[index]!
    const tx = hex.encode(transactionHash(bytes)).toUpperCase()
    const fact: TxFact = { hash: tx, height, index, ...outcomeOf(result, bytes) }
    emit('tx', { ...fact }, about)
    if (result.code !== 0) return
    const at = { marketplace, height, tx, stated: statedIn(bytes) }
    for (const event of result.events) {
      for (const [key, value] of factsOf(event, at)) emit(key, { ...value }, about)
    }
  })
}

function outcomeOf(
  { code, log, gasUsed, events }: ObservedResult,
  bytes: Uint8Array,
): Omit<TxFact, 'hash' | 'height' | 'index'> {
  const [signer, sequence] = (firstValue(events, 'tx', 'acc_seq') ?? '/0').split('/') as [string, string]
  return { code, log, gasUsed, action: actionOf(events, bytes), signer, sequence: Number(sequence) }
}

function actionOf(events: readonly ChainEvent[], bytes: Uint8Array): string {
  const own = events.find(({ type }) => type === 'wasm')
  const told = own === undefined ? undefined : attributeOf(own, 'action')
  return told ?? messagesIn(bytes)[0]?.typeUrl.split('.').at(-1) ?? 'unknown'
}

type Told = readonly [key: string, fact: SaleFact | TransferFact | MoveFact | ListingFact | HeldFact]

/** Where something happened, and what was signed for it. */
interface At {
  readonly marketplace: Marketplace
  readonly height: number
  readonly tx: string
  readonly stated: { readonly version: number; readonly price: string }
}

function factsOf(event: ChainEvent, at: At): Told[] {
  const value = (key: string) => attributeOf(event, key) ?? ''
  const contract = value('_contract_address')
  const { marketplace, height, tx } = at
  // Only events of a message count: those of the fee have no index of one.
  if (event.type === 'transfer') {
    if (value('msg_index') === '') return []
    const amount = value('amount').replace(marketplace.denom, '')
    return [['transfer', { height, tx, from: value('sender'), to: value('recipient'), amount }]]
  }
  // Tokens of whatever collection: the market may list those of one that the tables do not follow.
  if (event.type === 'wasm' && contract !== marketplace.market) return movesOf(value, contract, at)
  return contract === marketplace.market ? listingFacts(event, value, at) : []
}

function movesOf(value: (key: string) => string, collection: string, at: At): Told[] {
  const token = value('token_id')
  const { height, tx } = at
  switch (value('action')) {
    case 'mint':
      return [['move', { height, tx, collection, token, isMint: true, to: value('owner') }]]
    case 'transfer_nft':
    case 'send_nft':
      return [['move', { height, tx, collection, token, isMint: false, to: value('recipient') }]]
    case 'burn':
      return [['move', { height, tx, collection, token, isMint: false, to: '' }]]
    default:
      return []
  }
}

const LISTING_EVENTS = {
  'wasm-list': 'list',
  'wasm-update-price': 'update-price',
  'wasm-delist': 'delist',
  'wasm-sale': 'sale',
} as const

function listingFacts({ type }: ChainEvent, value: (key: string) => string, at: At): Told[] {
  const { height, tx, stated } = at
  if (type === 'wasm-royalty-held') return [['held', { height, tx, payee: value('payee'), amount: value('amount') }]]
  const what = LISTING_EVENTS[type as keyof typeof LISTING_EVENTS]
  if (what === undefined) return []
  const listing = { listing: Number(value('listing_id')), version: Number(value('version')) }
  const token = { collection: value('collection'), token: value('token_id') }
  const seller = value('seller')
  const price = value('price')
  const told: Told[] = [['listing', { height, tx, what, ...listing, ...token, seller, price }]]
  if (what !== 'sale') return told
  const sale: SaleFact = {
    height,
    tx,
    statedVersion: stated.version,
    statedPrice: stated.price,
    ...listing,
    ...token,
    price,
    seller,
    buyer: value('buyer'),
    royalty: value('royalty'),
    royaltyTo: value('royalty_to'),
    fee: value('fee'),
    sellerGets: value('seller_gets'),
  }
  return [...told, ['sale', sale]]
}

/** What the buyer has signed; nothing for any other transaction. */
function statedIn(bytes: Uint8Array): At['stated'] {
  const none = { version: -1, price: '' }
  const [message] = messagesIn(bytes)
  if (message === undefined || !message.typeUrl.endsWith('MsgExecuteContract')) return none
  try {
    const { buy } = JSON.parse(textOf(MsgExecuteContract.decode(message.value).msg)) as {
      buy?: { version: number; price: string }
    }
    return buy === undefined ? none : { version: buy.version, price: buy.price }
  } catch {
    return none
  }
}

/** The messages of a transaction. On a chain that others use, too, some are signed in ways that nobody here reads. */
function messagesIn(bytes: Uint8Array): ReturnType<typeof decodeTransaction>['messages'] {
  try {
    return decodeTransaction(bytes).messages
  } catch {
    // It is no transaction of this run, and what it did to the market its events say.
    return []
  }
}

function firstValue(events: readonly ChainEvent[], type: string, key: string): string | undefined {
  for (const event of events) {
    const value = event.type === type ? attributeOf(event, key) : undefined
    if (value !== undefined) return value
  }
  return undefined
}
