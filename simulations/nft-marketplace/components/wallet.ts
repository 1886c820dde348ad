/** A wallet in one tab: it signs with CosmJS, one transaction after another, and knows its next sequence. */
import { CosmWasmClient, SigningCosmWasmClient } from '@cosmjs/cosmwasm'
import { DirectSecp256k1Wallet, type EncodeObject } from '@cosmjs/proto-signing'
import { accountFromAny, type Account } from '@cosmjs/stargate'
import type { Comet38Client } from '@cosmjs/tendermint-rpc'
import { BaseAccount } from 'cosmjs-types/cosmos/auth/v1beta1/auth'
import { TxRaw } from 'cosmjs-types/cosmos/tx/v1beta1/tx'
import type { Context } from '~/kernel/component'
import type { ChainTerms } from '~/infra/chain/port'
import type { WalletKey } from '../wallets'

interface AccountNumbers {
  readonly number: number
  sequence: number
}

export class Wallet {
  readonly key: WalletKey
  private readonly context: Pick<Context, 'io'>
  private readonly comet: Comet38Client
  private readonly terms: ChainTerms
  private client: Promise<SigningCosmWasmClient> | undefined
  private account: AccountNumbers | undefined
  /** Whoever signs waits for whoever signed before. */
  private turn: Promise<unknown> = Promise.resolve()

  /** @param terms of the chain that it signs for */
  constructor(context: Pick<Context, 'io'>, comet: Comet38Client, key: WalletKey, terms: ChainTerms) {
    this.context = context
    this.comet = comet
    this.key = key
    this.terms = terms
  }

  /** Does something while nobody else of this tab signs. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(work, work)
    this.turn = result.catch(() => undefined)
    return result
  }

  /** Forgets the sequence: it is asked of the chain again before the next signature. */
  forgetSequence(): void {
    this.account = undefined
  }

  /** Counts a transaction that the node has taken. */
  countSequence(): void {
    if (this.account !== undefined) this.account.sequence++
  }

  /**
   * Signs messages into the bytes of a transaction.
   * @param timeoutHeight the last height it may be included at
   * @throws what the way to the chain throws, when the sequence has to be asked for
   */
  async sign(messages: readonly EncodeObject[], gas: number, timeoutHeight: number): Promise<Uint8Array> {
    const client = await this.opened()
    this.account ??= await this.askAccount()
    const { number: accountNumber, sequence } = this.account
    const { chainId, denom, gasPriceThousandths } = this.terms
    const amount = String(Math.ceil((gas * gasPriceThousandths) / 1000))
    const fee = { amount: amount === '0' ? [] : [{ denom, amount }], gas: String(gas) }
    const signerData = { accountNumber, sequence, chainId }
    // CosmJS awaits much of its own; none of that is time of the run.
    const raw = await this.context.io(() =>
      client.sign(this.key.address, messages, fee, '', signerData, BigInt(timeoutHeight)),
    )
    return TxRaw.encode(raw).finish()
  }

  private opened(): Promise<SigningCosmWasmClient> {
    this.client ??= this.context.io(async () => {
      const signer = await DirectSecp256k1Wallet.fromKey(this.key.secret, this.terms.prefix)
      return SigningCosmWasmClient.createWithSigner(this.comet, signer)
    })
    return this.client
  }

  private async askAccount(): Promise<AccountNumbers> {
    const reading = CosmWasmClient.create(this.comet, { accountParser: accountIn })
    const { accountNumber, sequence } = await reading.getSequence(this.key.address)
    return { number: accountNumber, sequence }
  }
}

/**
 * An account as the chain has it. Since SDK 0.54 the number of a new one is drawn from all that 64 bits hold: CosmJS refuses to read it, and
 * signs for it where it is handed on as it is.
 */
function accountIn(account: Parameters<typeof accountFromAny>[0]): Account {
  if (account.typeUrl !== '/cosmos.auth.v1beta1.BaseAccount') return accountFromAny(account)
  const { address, accountNumber, sequence } = BaseAccount.decode(account.value)
  const isSafe = accountNumber <= BigInt(Number.MAX_SAFE_INTEGER)
  const number = isSafe ? Number(accountNumber) : (accountNumber as unknown as number)
  return { address, pubkey: null, accountNumber: number, sequence: Number(sequence) }
}
