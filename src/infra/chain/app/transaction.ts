/** A transaction as it travels: protobuf bytes, whose SHA-256 is its name. */
import { sha256 } from '@noble/hashes/sha2.js'
import { PubKey } from 'cosmjs-types/cosmos/crypto/secp256k1/keys'
import { SignMode } from 'cosmjs-types/cosmos/tx/signing/v1beta1/signing'
import { AuthInfo, TxBody, TxRaw, type Tx } from 'cosmjs-types/cosmos/tx/v1beta1/tx'
import type { Any } from 'cosmjs-types/google/protobuf/any'
import type { Coin } from './coin'
import { AppError, ERRORS } from './errors'

/** What is read out of a transaction's bytes. */
export interface Transaction {
  readonly bytes: Uint8Array
  readonly raw: TxRaw
  readonly messages: readonly Any[]
  readonly memo: string
  /** The last height it may be included at; 0 for any. */
  readonly timeoutHeight: number
  readonly feeCoins: readonly Coin[]
  readonly gasLimit: number
  /** Who signs, in order. A simulation may come without a key. */
  readonly signers: readonly TransactionSigner[]
}

export interface TransactionSigner {
  /** Compressed secp256k1; undefined where the account's own is meant. */
  readonly publicKey: Uint8Array | undefined
  readonly sequence: bigint
  readonly isDirect: boolean
}

/** A transaction's hash: SHA-256 of its bytes. */
export function transactionHash(bytes: Uint8Array): Uint8Array {
  return sha256(bytes)
}

const SECP256K1 = '/cosmos.crypto.secp256k1.PubKey'
/** More messages than that in one transaction have no use here. */
const MESSAGES_MAX = 100

/**
 * Reads a transaction.
 * @throws {AppError} tx parse error: not protobuf, or not of the form that this chain takes
 */
export function decodeTransaction(bytes: Uint8Array): Transaction {
  const { raw, body, auth } = parse(bytes)
  const { fee } = auth
  if (body.messages.length === 0) throw new AppError(ERRORS.invalidRequest, 'must contain at least one message')
  if (body.messages.length > MESSAGES_MAX) throw new AppError(ERRORS.txDecode, `more than ${MESSAGES_MAX} messages`)
  if (fee === undefined) throw new AppError(ERRORS.txDecode, 'a transaction says its fee')
  return {
    bytes,
    raw,
    messages: body.messages,
    memo: body.memo,
    timeoutHeight: Number(body.timeoutHeight),
    feeCoins: fee.amount,
    gasLimit: Number(fee.gasLimit),
    signers: auth.signerInfos.map(({ publicKey, sequence, modeInfo }) => {
      if (publicKey !== undefined && publicKey.typeUrl !== SECP256K1) {
        throw new AppError(ERRORS.invalidPubKey, `${publicKey.typeUrl}: accounts of this chain have ${SECP256K1}`)
      }
      return {
        publicKey: publicKey === undefined ? undefined : PubKey.decode(publicKey.value).key,
        sequence,
        isDirect: modeInfo?.single?.mode === SignMode.SIGN_MODE_DIRECT,
      }
    }),
  }
}

function parse(bytes: Uint8Array): { raw: TxRaw; body: TxBody; auth: AuthInfo } {
  try {
    const raw = TxRaw.decode(bytes)
    return { raw, body: TxBody.decode(raw.bodyBytes), auth: AuthInfo.decode(raw.authInfoBytes) }
  } catch (error) {
    throw new AppError(ERRORS.txDecode, error instanceof Error ? error.message : String(error))
  }
}

/** The bytes of a `Tx`, which a simulation may send instead of a `TxRaw`, as those of a `TxRaw`. */
export function rawOfTx({ body, authInfo, signatures }: Tx): Uint8Array {
  return TxRaw.encode({
    bodyBytes: body === undefined ? new Uint8Array() : TxBody.encode(body).finish(),
    authInfoBytes: authInfo === undefined ? new Uint8Array() : AuthInfo.encode(authInfo).finish(),
    signatures,
  }).finish()
}
