/**
 * What is asked of a transaction before any of its messages is done (`cosmos-sdk/x/auth/ante`): form, timeout, fee, signatures,
 * sequence. The fee and the sequence stay, even if its messages then fail.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { base64 } from '@scure/base'
import { PubKey } from 'cosmjs-types/cosmos/crypto/secp256k1/keys'
import { SignDoc } from 'cosmjs-types/cosmos/tx/v1beta1/tx'
import type { BaseAccount } from 'cosmjs-types/cosmos/auth/v1beta1/auth'
import { accountAddress, addressOf, moduleAddress } from '../address'
import { byteText, concat, u64 } from '../bytes'
import { readU64 } from '../read-u64'
import { MeteredState } from '../state/sdk-gas'
import { findAccount, saveAccount } from './auth'
import { AUTH_PARAMS, readAuthParams } from './auth-params'
import type { Bank } from './bank'
import { amountOf, coinsText } from './coin'
import type { TxContext } from './context'
import { AppError, ERRORS, orFail } from './errors'
import { chainEvent } from './event'
import type { Transaction } from './transaction'

/** How a transaction is being looked at. */
export type AnteMode = 'check' | 'recheck' | 'deliver' | 'simulate'

/** What a chain asks for. */
export interface AnteRules {
  readonly prefix: string
  readonly denom: string
  /** The least price of a unit of gas, in thousandths of the denomination. */
  readonly gasPriceThousandths: number
  /** Rules that this chain breaks, to show what they are for. */
  readonly defects?: ReadonlySet<'burns-fees' | 'ignores-sequences'>
}

/** The most that a transaction may ask for, in SDK gas (`consensus_params.block.max_gas`): what runs away ends within seconds. */
export const TRANSACTION_GAS_MAX = 20_000_000
const TX_COUNTER = '\u0008'
/** Whose account takes the fees. */
export const FEE_COLLECTOR = 'fee_collector'

const { maxMemoCharacters, txSigLimit, txSizeCostPerByte, sigVerifyCostSecp256k1 } = AUTH_PARAMS
/** Bytes that a simulation is charged for instead of the signature that it does not have yet: key and signature in amino, and a few. */
const SIMULATED_SIGNATURE_BYTES = 112
/** Stands for the key of whoever simulates and has not said it. */
const SIMULATED_KEY = new Uint8Array(33)

/** Signatures that were found good, by what was signed, with which key: a check, a recheck and a delivery ask the same again. */
const goodSignatures = new Set<string>()
const GOOD_SIGNATURES_MAX = 20_000

const FEE_COLLECTOR_ADDRESS = moduleAddress(FEE_COLLECTOR)

/**
 * Checks a transaction and takes its fee. What is looked up is looked up as often and in the order in which wasmd does it, for each
 * costs gas.
 * @param signers written addresses of who has to sign, as its messages say, the first of whom pays
 * @throws {AppError} for the first thing that is wrong
 */
export function runAnte(
  context: TxContext,
  bank: Bank,
  rules: AnteRules,
  transaction: Transaction,
  signers: readonly string[],
  mode: AnteMode,
): void {
  const isSimulated = mode === 'simulate'
  if (!isSimulated && transaction.gasLimit > TRANSACTION_GAS_MAX) {
    throw new AppError(
      ERRORS.invalidGasLimit,
      `tx gas limit ${transaction.gasLimit} exceeds block max gas ${TRANSACTION_GAS_MAX}`,
    )
  }
  if (!isSimulated) countTransaction(context)
  checkForm(context, transaction, signers.length)
  readAuthParams(context)
  context.gas.charge(Number(txSizeCostPerByte) * transaction.bytes.length, 'txSize')
  const addresses = signers.map((written) => orFail(ERRORS.invalidAddress, () => addressOf(rules.prefix, written)))
  if (isSimulated) paySimulatedSignatures(context, transaction, addresses)
  takeFee(context, bank, rules, transaction, { address: addresses[0]!, written: signers[0]! }, mode)
  const find = (place: number) => {
    const account = findAccount(context, addresses[place]!)
    if (account === undefined) throw new AppError(ERRORS.unknownAddress, `account ${signers[place]} does not exist`)
    return account
  }
  for (const place of addresses.keys()) setKey(context, transaction, addresses[place]!, place, mode, find)
  transaction.signers.forEach(({ sequence }, place) => {
    context.events.push(chainEvent('tx', { acc_seq: `${signers[place]}/${sequence}` }))
    context.events.push(chainEvent('tx', { signature: base64.encode(transaction.raw.signatures[place]!) }))
  })
  // How many may sign, and what a signature costs.
  readAuthParams(context)
  readAuthParams(context)
  for (const place of addresses.keys()) {
    find(place)
    context.gas.charge(Number(sigVerifyCostSecp256k1), 'ante verify: secp256k1')
  }
  for (const place of addresses.keys()) checkSignature(context, rules, transaction, find(place), place, mode)
  for (const [place, address] of addresses.entries()) {
    const account = find(place)
    // Without the rule it goes on from what was signed, and from nothing else.
    const sequence = rules.defects?.has('ignores-sequences') ? transaction.signers[place]!.sequence : account.sequence
    saveAccount(context, address, { ...account, sequence: sequence + 1n })
  }
}

/** Counts the transactions of a block, so that each can be told its place (wasmd's `CountTXDecorator`). */
function countTransaction({ state, gas, block }: TxContext): void {
  const store = new MeteredState(state, gas, 'wasm/')
  const counted = store.get(TX_COUNTER)
  const place = counted !== undefined && readU64(counted) === BigInt(block.height) ? counted[11]! + 1 : 1
  store.set(TX_COUNTER, concat(u64(block.height), u64(place).slice(4)))
}

/** What can be seen without looking up accounts. */
function checkForm(context: TxContext, { raw, signers, timeoutHeight, memo }: Transaction, count: number): void {
  const { block } = context
  if (raw.signatures.length === 0) throw new AppError(ERRORS.noSignatures)
  if (raw.signatures.length !== count || signers.length !== count) {
    throw new AppError(ERRORS.unauthorized, `wrong number of signers; expected ${count}, got ${raw.signatures.length}`)
  }
  if (count > Number(txSigLimit))
    throw new AppError(ERRORS.tooManySignatures, `signatures: ${count}, limit: ${txSigLimit}`)
  if (timeoutHeight > 0 && block.height > timeoutHeight) {
    throw new AppError(ERRORS.txTimeoutHeight, `block height: ${block.height}, timeout height: ${timeoutHeight}`)
  }
  if (memo.length > 0) readAuthParams(context)
  if (memo.length > Number(maxMemoCharacters)) {
    throw new AppError(
      ERRORS.memoTooLarge,
      `maximum number of characters is ${maxMemoCharacters} but received ${memo.length} characters`,
    )
  }
}

/** A simulation has no signature; what one costs is added all the same. */
function paySimulatedSignatures(context: TxContext, { raw }: Transaction, addresses: readonly Uint8Array[]): void {
  addresses.forEach((address, place) => {
    if (raw.signatures[place]!.length > 0) return
    findAccount(context, address)
    context.gas.charge(Number(txSizeCostPerByte) * SIMULATED_SIGNATURE_BYTES, 'txSize')
  })
}

function takeFee(
  context: TxContext,
  bank: Bank,
  { denom, gasPriceThousandths, defects }: AnteRules,
  { feeCoins, gasLimit }: Transaction,
  payer: { readonly address: Uint8Array; readonly written: string },
  mode: AnteMode,
): void {
  if (mode !== 'simulate' && gasLimit === 0) throw new AppError(ERRORS.invalidGasLimit, 'must provide positive gas')
  const isChecked = mode === 'check' || mode === 'recheck'
  const required = Math.ceil((gasLimit * gasPriceThousandths) / 1000)
  const paid = feeCoins.find((coin) => coin.denom === denom)
  if (isChecked && (paid === undefined ? 0n : amountOf(paid)) < BigInt(required)) {
    throw new AppError(
      ERRORS.insufficientFee,
      `insufficient fees; got: ${coinsText(feeCoins)} required: ${required}${denom}`,
    )
  }
  if (findAccount(context, payer.address) === undefined) {
    throw new AppError(ERRORS.unknownAddress, `fee payer address: ${payer.written} does not exist`)
  }
  const isPaid = feeCoins.some((coin) => amountOf(coin) > 0n)
  if (isPaid) {
    // The account of the collector is looked up before anything moves.
    findAccount(context, FEE_COLLECTOR_ADDRESS)
    if (defects?.has('burns-fees')) bank.burn(context, payer.address, feeCoins)
    else bank.move(context, payer.address, FEE_COLLECTOR_ADDRESS, feeCoins)
  }
  context.events.push(chainEvent('tx', { fee: coinsText(feeCoins), fee_payer: payer.written }))
}

/** Remembers the key of an account that signs for the first time. */
function setKey(
  context: TxContext,
  { signers }: Transaction,
  address: Uint8Array,
  place: number,
  mode: AnteMode,
  find: (place: number) => BaseAccount,
): void {
  const told = signers[place]!.publicKey
  if (told === undefined && mode !== 'simulate') return
  const key = told ?? SIMULATED_KEY
  if (mode !== 'simulate' && byteText(accountAddress(key)) !== byteText(address)) {
    throw new AppError(
      ERRORS.invalidPubKey,
      `pubKey does not match signer address ${find(place).address} with signer index: ${place}`,
    )
  }
  const account = find(place)
  if (account.pubKey !== undefined) return
  const pubKey = { typeUrl: '/cosmos.crypto.secp256k1.PubKey', value: PubKey.encode({ key }).finish() }
  saveAccount(context, address, { ...account, pubKey })
}

function checkSignature(
  { block }: TxContext,
  { defects }: AnteRules,
  { raw, signers }: Transaction,
  { accountNumber, pubKey, sequence }: BaseAccount,
  place: number,
  mode: AnteMode,
): void {
  const signer = signers[place]!
  if (pubKey === undefined && mode !== 'simulate')
    throw new AppError(ERRORS.invalidPubKey, 'pubkey on account is not set')
  if (signer.sequence !== sequence && !defects?.has('ignores-sequences')) {
    throw new AppError(ERRORS.wrongSequence, `account sequence mismatch, expected ${sequence}, got ${signer.sequence}`)
  }
  if (mode === 'simulate') return
  if (!signer.isDirect) {
    throw new AppError(ERRORS.unauthorized, 'this chain takes signatures of mode SIGN_MODE_DIRECT')
  }
  const { chainId } = block
  const { bodyBytes, authInfoBytes } = raw
  const document = SignDoc.encode({ bodyBytes, authInfoBytes, chainId, accountNumber }).finish()
  if (!isSigned(document, raw.signatures[place]!, PubKey.decode(pubKey!.value).key)) {
    throw new AppError(
      ERRORS.unauthorized,
      `signature verification failed; please verify account number (${accountNumber}) and chain-id (${chainId}): ` +
        '(unable to verify single signer signature)',
    )
  }
}

/** Whether a signature of 64 bytes, with the lower of its two forms, is that of the key. */
function isSigned(document: Uint8Array, signature: Uint8Array, key: Uint8Array): boolean {
  if (signature.length !== 64) return false
  const digest = sha256(document)
  const name = byteText(digest) + byteText(signature) + byteText(key)
  if (goodSignatures.has(name)) return true
  const isGood = secp256k1.verify(signature, digest, key, { prehash: false, lowS: true })
  if (isGood) {
    if (goodSignatures.size >= GOOD_SIGNATURES_MAX) goodSignatures.clear()
    goodSignatures.add(name)
  }
  return isGood
}
