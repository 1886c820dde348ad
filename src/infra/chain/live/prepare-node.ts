/**
 * Makes on a real chain what a modelled one has in its genesis: accounts with coins, stored code, contracts. Two transactions do it, so that
 * it takes two blocks: who pays for the run sends coins and stores the code, then its maker makes the contracts. Their addresses are told to
 * each other before they are there (`MsgInstantiateContract2`), and must then be those that the chain's events say.
 */
import { gzipSync } from 'node:zlib'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx'
import { MsgExecuteContract, MsgInstantiateContract2, MsgStoreCode } from 'cosmjs-types/cosmwasm/wasm/v1/tx'
import type { Any } from 'cosmjs-types/google/protobuf/any'
import { RUN_EPOCH_MS } from '~/kernel/time'
import { accountAddress, addressOf, bech32Of, predictableAddress } from '../address'
import { utf8 } from '../bytes'
import type { Genesis } from '../consensus/genesis'
import type { ChainPlan } from '../open-chain'
import type { ChainPlace, ChainTerms } from '../place'
import { signTransaction } from '../sign'
import type { NodeResult } from './answer'
import { NodeRefusal, type Included, type NodeClient } from './node-client'

/** Storing costs some ten units of gas a byte as it travels, and unpacked code three a byte; sending, some thousands for each who gets coins. */
const GAS_PAYING = 20_000_000
/** A contract that is made uses a quarter of a million. */
const GAS_MAKING = 8_000_000
/** A transaction has at most a megabyte on its way to a node, in base 64 (`max_body_bytes`). */
const TX_BYTES_MAX = 700_000
/** Somebody else has used the sequence, in the words of the SDK; runs on one chain take turns. */
const WRONG_SEQUENCE = /^code 32: /
const TURN_TRIES = 100
const TURN_PAUSE_MS = 300
/** Of what whoever pays owns, so much is given away at the most. */
const SHARE_MAX = 0.9

/** What a run has made on the chain. */
export interface Prepared {
  readonly place: ChainPlace
  /** Codes by their numbers, and contracts by what they are called. */
  readonly codeIds: readonly number[]
  readonly labels: readonly string[]
  readonly accounts: number
}

/** @param payer the key of the account that pays. @throws Error with the reason, in words for who has started the run */
export async function prepareChain(
  client: NodeClient,
  payer: Uint8Array,
  terms: ChainTerms,
  { options, maker }: ChainPlan,
): Promise<Prepared> {
  const { defects, genesis } = options
  const [defect] = defects ?? []
  if (defect !== undefined) throw new Error(`a real chain cannot be made to have the defect "${defect}": it is one of the modelled chain`) // prettier-ignore
  const { balances, codes = [], contracts = [] } = await affordable(client, payer, terms, genesis)
  const paid = await pay(client, payer, terms, { balances, codes })
  const codeIds = storedIds(paid.result.events)
  if (codeIds.length !== codes.length)
    throw new Error(`the chain has stored ${codeIds.length} of ${codes.length} codes`)
  const addresses: string[] = []
  const messages: Any[] = []
  for (const [place, { codeId, admin = '', label, message, followedBy }] of contracts.entries()) {
    const salt = utf8(`${terms.tag} ${place}`)
    const msg = utf8(JSON.stringify(message(addresses)))
    const made = { sender: maker.address, admin, codeId: BigInt(codeIds[codeId - 1]!), label: labelOf(label, terms), msg, funds: [], salt, fixMsg: false } // prettier-ignore
    messages.push({ typeUrl: '/cosmwasm.wasm.v1.MsgInstantiateContract2', value: MsgInstantiateContract2.encode(made).finish() }) // prettier-ignore
    const checksum = sha256(codes[codeId - 1]!.code)
    const predicted = predictableAddress(checksum, addressOf(terms.prefix, maker.address), salt, new Uint8Array())
    addresses.push(bech32Of(terms.prefix, predicted))
    for (const { contract, message: told } of followedBy?.(addresses) ?? []) {
      const execute = { sender: maker.address, contract, msg: utf8(JSON.stringify(told)), funds: [] }
      messages.push({ typeUrl: '/cosmwasm.wasm.v1.MsgExecuteContract', value: MsgExecuteContract.encode(execute).finish() }) // prettier-ignore
    }
  }
  const made = messages.length === 0 ? paid : await signed(client, maker.secret, terms, messages, GAS_MAKING, 'making its contracts') // prettier-ignore
  const said = instantiated(made.result.events)
  if (said.join() !== addresses.join()) {
    throw new Error(
      'the chain gives its contracts other addresses than CosmWasm’s rule says: they were told to each other already',
    )
  }
  const { block } = await client.result('block', { height: String(made.height) })
  return {
    place: { ...terms, contracts: said, height: made.height, aheadMs: Date.parse(block.header.time) - RUN_EPOCH_MS },
    codeIds,
    labels: contracts.map(({ label }) => labelOf(label, terms)),
    accounts: balances.length,
  }
}

/** The address of a key on a chain. */
export function addressFor(secret: Uint8Array, { prefix }: Pick<ChainTerms, 'prefix'>): string {
  return bech32Of(prefix, accountAddress(secp256k1.getPublicKey(secret, true)))
}

/** Why a run cannot be paid for, and what to do. */
export function cannotPay(address: string, owned: bigint, { chainId, denom }: ChainTerms): Error {
  return new Error(`${address}, which is to pay for the run, has ${owned} ${denom} on ${chainId}`)
}

function labelOf(label: string, { tag }: ChainTerms): string {
  return tag === '' ? label : `${label} ${tag}`
}

/** The genesis with as many coins for each as there are to be had. */
async function affordable(
  client: NodeClient,
  payer: Uint8Array,
  terms: ChainTerms,
  genesis: Genesis,
): Promise<Genesis> {
  const { denom } = terms
  const address = addressFor(payer, terms)
  const owned = BigInt(await client.balance(address, denom))
  const wanted = genesis.balances.reduce((sum, { coins }) => sum + BigInt(coins[0]?.amount ?? 0), 0n)
  const fee = feeOf(GAS_PAYING, terms)
  const spare = BigInt(Math.floor(Number(owned - fee) * SHARE_MAX))
  if (spare <= 0n) throw cannotPay(address, owned, terms)
  if (spare >= wanted) return genesis
  const amount = String(spare / BigInt(genesis.balances.length))
  return { ...genesis, balances: genesis.balances.map((each) => ({ ...each, coins: [{ denom, amount }] })) }
}

async function pay(
  client: NodeClient,
  payer: Uint8Array,
  terms: ChainTerms,
  { balances, codes }: Required<Pick<Genesis, 'balances' | 'codes'>>,
): Promise<Included> {
  const sender = addressFor(payer, terms)
  const sends = balances.map(({ address: toAddress, coins }) => {
    const value = MsgSend.encode({ fromAddress: sender, toAddress, amount: [...coins] }).finish()
    return { typeUrl: '/cosmos.bank.v1beta1.MsgSend', value }
  })
  const stores = codes.map(({ code }) => {
    const wasmByteCode = new Uint8Array(gzipSync(code, { level: 9 }))
    const value = MsgStoreCode.encode(MsgStoreCode.fromPartial({ sender, wasmByteCode })).finish()
    return { typeUrl: '/cosmwasm.wasm.v1.MsgStoreCode', value }
  })
  const size = stores.reduce((sum, { value }) => sum + value.length, 0)
  if (size > TX_BYTES_MAX) throw new Error(`its code has ${size} bytes; a transaction takes ${TX_BYTES_MAX}`)
  const messages = [...sends, ...stores]
  return signed(client, payer, terms, messages, GAS_PAYING, 'sending coins to its wallets and storing its code')
}

async function signed(
  client: NodeClient,
  secret: Uint8Array,
  terms: ChainTerms,
  messages: readonly Any[],
  gasLimit: number,
  what: string,
): Promise<Included> {
  const { chainId, denom } = terms
  const fee = feeOf(gasLimit, terms)
  const coins = fee === 0n ? [] : [{ denom, amount: String(fee) }]
  for (let tries = 1; ; tries++) {
    try {
      const numbers = await client.account(addressFor(secret, terms))
      return await client.included(signTransaction(secret, messages, { chainId, ...numbers, gasLimit, fee: coins }))
    } catch (error) {
      if (!(error instanceof NodeRefusal)) throw error
      // Another run pays from the same account: it is this one's turn once a block has that.
      if (tries < TURN_TRIES && WRONG_SEQUENCE.test(error.message)) await new Promise((resolve) => setTimeout(resolve, TURN_PAUSE_MS)) // prettier-ignore
      else throw new Error(`the chain refused what the run begins with, ${what}: ${error.message.slice(0, 500)}`, { cause: error }) // prettier-ignore
    }
  }
}

function feeOf(gas: number, { gasPriceThousandths }: ChainTerms): bigint {
  return BigInt(Math.ceil((gas * gasPriceThousandths) / 1_000))
}

type Events = NodeResult<'tx'>['tx_result']['events']

function valuesOf(events: Events, type: string, key: string): string[] {
  return (events ?? []).flatMap((event) =>
    event.type === type ? (event.attributes ?? []).flatMap((each) => (each.key === key ? [each.value ?? ''] : [])) : [],
  )
}

function storedIds(events: Events): number[] {
  return valuesOf(events, 'store_code', 'code_id').map(Number)
}

function instantiated(events: Events): string[] {
  return valuesOf(events, 'instantiate', '_contract_address')
}
