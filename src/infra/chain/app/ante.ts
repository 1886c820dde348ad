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
import { byteText } from '../bytes'
import { findAccount, saveAccount } from './auth'
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

/** `auth` parameters, their defaults. */
const TX_SIZE_COST_PER_BYTE = 10
const SIGNATURE_COST = 1_000
/** The most that a transaction may ask for, in SDK gas (`consensus_params.block.max_gas`): what runs away ends within seconds. */
export const TRANSACTION_GAS_MAX = 20_000_000
const MEMO_MAX = 256

/** Signatures that were found good, by what was signed, with which key: a check, a recheck and a delivery ask the same again. */
const goodSignatures = new Set<string>()
const GOOD_SIGNATURES_MAX = 20_000

const FEE_COLLECTOR = moduleAddress('fee_collector')

/**
 * Checks a transaction and takes its fee.
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
  const { block, gas, events } = context
  const { timeoutHeight, memo, bytes, gasLimit } = transaction
  if (gasLimit > TRANSACTION_GAS_MAX) {
    throw new AppError(ERRORS.invalidGasLimit, `tx gas limit ${gasLimit} exceeds block max gas ${TRANSACTION_GAS_MAX}`)
  }
  if (timeoutHeight > 0 && block.height > timeoutHeight) {
    throw new AppError(ERRORS.txTimeoutHeight, `block height: ${block.height}, timeout height: ${timeoutHeight}`)
  }
  if (memo.length > MEMO_MAX) {
    throw new AppError(
      ERRORS.memoTooLarge,
      `maximum number of characters is ${MEMO_MAX} but received ${memo.length} characters`,
    )
  }
  gas.charge(TX_SIZE_COST_PER_BYTE * bytes.length, 'txSize')
  const accounts = signers.map((written) => {
    const address = orFail(ERRORS.invalidAddress, () => addressOf(rules.prefix, written))
    const account = findAccount(context, address)
    if (account === undefined) throw new AppError(ERRORS.unknownAddress, `account ${written} does not exist`)
    return { address, account }
  })
  takeFee(context, bank, rules, transaction, accounts[0]!, mode)
  if (transaction.signers.length !== accounts.length) {
    throw new AppError(
      ERRORS.unauthorized,
      `invalid number of signers; expected: ${accounts.length}, got ${transaction.signers.length}`,
    )
  }
  if (mode !== 'simulate' && transaction.raw.signatures.length !== accounts.length) {
    throw new AppError(
      ERRORS.unauthorized,
      `invalid number of signatures; expected: ${accounts.length}, got ${transaction.raw.signatures.length}`,
    )
  }
  accounts.forEach(({ address, account }, place) => {
    const changed = signed(context, rules, transaction, address, account, place, mode)
    events.push(chainEvent('tx', { acc_seq: `${account.address}/${transaction.signers[place]!.sequence}` }))
    saveAccount(context, address, changed)
  })
  for (const signature of transaction.raw.signatures) {
    events.push(chainEvent('tx', { signature: base64.encode(signature) }))
  }
}

function takeFee(
  context: TxContext,
  bank: Bank,
  { denom, gasPriceThousandths, defects }: AnteRules,
  { feeCoins, gasLimit }: Transaction,
  payer: { readonly address: Uint8Array; readonly account: BaseAccount },
  mode: AnteMode,
): void {
  const isChecked = mode === 'check' || mode === 'recheck'
  const required = Math.ceil((gasLimit * gasPriceThousandths) / 1000)
  const paid = feeCoins.find((coin) => coin.denom === denom)
  if (isChecked && (paid === undefined ? 0n : amountOf(paid)) < BigInt(required)) {
    throw new AppError(
      ERRORS.insufficientFee,
      `insufficient fees; got: ${coinsText(feeCoins)} required: ${required}${denom}`,
    )
  }
  if (feeCoins.length > 0) {
    if (defects?.has('burns-fees')) bank.burn(context, payer.address, feeCoins)
    else bank.move(context, payer.address, FEE_COLLECTOR, feeCoins)
  }
  context.events.push(chainEvent('tx', { fee: coinsText(feeCoins), fee_payer: payer.account.address }))
}

/** The account after it has signed. */
function signed(
  context: TxContext,
  { defects }: AnteRules,
  { raw, signers }: Transaction,
  address: Uint8Array,
  account: BaseAccount,
  place: number,
  mode: AnteMode,
): BaseAccount {
  const signer = signers[place]!
  const known = account.pubKey === undefined ? undefined : PubKey.decode(account.pubKey.value).key
  const key = known ?? signer.publicKey
  context.gas.charge(SIGNATURE_COST, 'ante verify: secp256k1')
  if (key === undefined && mode !== 'simulate')
    throw new AppError(ERRORS.invalidPubKey, `no key of ${account.address} is known`)
  if (key !== undefined && byteText(accountAddress(key)) !== byteText(address)) {
    throw new AppError(
      ERRORS.invalidPubKey,
      `pubKey does not match signer address ${account.address} with signer index: ${place}`,
    )
  }
  if (signer.sequence !== account.sequence && !defects?.has('ignores-sequences')) {
    throw new AppError(
      ERRORS.wrongSequence,
      `account sequence mismatch, expected ${account.sequence}, got ${signer.sequence}`,
    )
  }
  if (mode !== 'simulate') {
    if (!signer.isDirect)
      throw new AppError(ERRORS.unauthorized, 'this chain takes signatures of mode SIGN_MODE_DIRECT')
    const { chainId } = context.block
    const { accountNumber } = account
    const { bodyBytes, authInfoBytes } = raw
    const document = SignDoc.encode({ bodyBytes, authInfoBytes, chainId, accountNumber }).finish()
    if (!isSigned(document, raw.signatures[place]!, key!)) {
      throw new AppError(
        ERRORS.unauthorized,
        `signature verification failed; please verify account number (${accountNumber}), sequence (${account.sequence}) and ` +
          `chain-id (${chainId})`,
      )
    }
  }
  const pubKey =
    account.pubKey ??
    (key === undefined
      ? undefined
      : { typeUrl: '/cosmos.crypto.secp256k1.PubKey', value: PubKey.encode({ key }).finish() })
  return { ...account, sequence: signer.sequence + 1n, ...(pubKey === undefined ? {} : { pubKey }) }
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
