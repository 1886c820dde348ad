/** Signs transactions as a wallet does (`SIGN_MODE_DIRECT`): what is signed is the body, the fee, the chain and the account's number. */
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { PubKey } from 'cosmjs-types/cosmos/crypto/secp256k1/keys'
import { SignMode } from 'cosmjs-types/cosmos/tx/signing/v1beta1/signing'
import { AuthInfo, SignDoc, TxBody, TxRaw } from 'cosmjs-types/cosmos/tx/v1beta1/tx'
import type { Any } from 'cosmjs-types/google/protobuf/any'
import type { Coin } from './app/coin'

/** What a signature is good for. */
export interface SigningTerms {
  readonly chainId: string
  readonly accountNumber: bigint
  readonly sequence: bigint
  readonly gasLimit: number
  readonly fee: readonly Coin[]
}

/**
 * The bytes of a transaction.
 * @param secret the wallet's secp256k1 key, 32 bytes
 */
export function signTransaction(
  secret: Uint8Array,
  messages: readonly Any[],
  { chainId, accountNumber, sequence, gasLimit, fee }: SigningTerms,
): Uint8Array {
  const bodyBytes = TxBody.encode(TxBody.fromPartial({ messages: [...messages] })).finish()
  const key = PubKey.encode({ key: secp256k1.getPublicKey(secret, true) }).finish()
  const authInfoBytes = AuthInfo.encode(
    AuthInfo.fromPartial({
      signerInfos: [
        {
          publicKey: { typeUrl: '/cosmos.crypto.secp256k1.PubKey', value: key },
          modeInfo: { single: { mode: SignMode.SIGN_MODE_DIRECT } },
          sequence,
        },
      ],
      fee: { amount: fee.map(({ denom, amount }) => ({ denom, amount })), gasLimit: BigInt(gasLimit) },
    }),
  ).finish()
  const document = SignDoc.encode({ bodyBytes, authInfoBytes, chainId, accountNumber }).finish()
  // Without extra entropy a signature follows from the key and what is signed (RFC 6979), so runs repeat.
  const signature = secp256k1.sign(sha256(document), secret, { prehash: false, lowS: true })
  return TxRaw.encode({ bodyBytes, authInfoBytes, signatures: [signature] }).finish()
}
