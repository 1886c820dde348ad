/** A chain for tests: some wallets with coins, and the villain of the contracts, who does what it is told. */
import type { Any } from 'cosmjs-types/google/protobuf/any'
import { bech32Of, contractAddress } from '../address'
import type { TxResult } from '../app/application'
import { findAccount } from '../app/auth'
import type { TxContext } from '../app/context'
import { textOf, utf8 } from '../bytes'
import { ChainNode, type ChainOptions } from '../consensus/node'
import { signTransaction, type SigningTerms } from '../sign'
import { SdkGasMeter } from '../state/sdk-gas'
import { artifactBytes } from '../vm/testing/artifact'
import { ADA, BOB, type Wallet } from './wallets'

/** The villain, and another one of the same code. */
export const [VILLAIN, ACCOMPLICE] = [1n, 2n].map((instance) => bech32Of('terra', contractAddress(1n, instance))) as [
  string,
  string,
]
/** What Ada and Bob have at first; Eve has nothing, and so no account. */
export const COINS_AT_FIRST = 1_000_000_000n
export const SECOND_NS = 1_000_000_000n

export class TestChain {
  readonly node: ChainNode

  constructor(changes: Partial<ChainOptions> = {}) {
    const coins = [{ denom: 'uluna', amount: String(COINS_AT_FIRST) }]
    const villain = { codeId: 1, creator: ADA.address, admin: ADA.address, message: () => ({ refusal: null }) }
    this.node = new ChainNode({
      chainId: 'boxes-1',
      prefix: 'terra',
      denom: 'uluna',
      gasPriceThousandths: 15,
      genesis: {
        timeNs: 1_795_000_000n * SECOND_NS,
        balances: [ADA, BOB].map(({ address }) => ({ address, coins })),
        codes: [{ creator: ADA.address, code: artifactBytes('rogue') }],
        contracts: [
          { ...villain, label: 'villain' },
          { ...villain, label: 'accomplice' },
        ],
      },
      ...changes,
    })
    this.block()
  }

  /** Makes a block of what waits, a second after the last. */
  block(): readonly TxResult[] {
    return this.node.produceBlock(this.node.nextBlock().timeNs + SECOND_NS).results
  }

  /** A transaction of a wallet, with the sequence that comes next, unless it is told otherwise. */
  sign({ secret, bytes }: Wallet, messages: readonly Any[], changes: Partial<SigningTerms> = {}): Uint8Array {
    const account = findAccount(this.context(this.node.pendingState), bytes)
    const gasLimit = changes.gasLimit ?? 1_000_000
    const fee = [{ denom: 'uluna', amount: String(Math.ceil(gasLimit * 0.015)) }]
    const { accountNumber = 0n, sequence = 0n } = account ?? {}
    return signTransaction(secret, messages, { chainId: 'boxes-1', accountNumber, sequence, gasLimit, fee, ...changes })
  }

  /** Sends and includes one transaction, and gives what came of it. @throws Error if the node refuses it */
  run(wallet: Wallet, messages: readonly Any[], changes: Partial<SigningTerms> = {}): TxResult {
    const { code, log } = this.node.checkTx(this.sign(wallet, messages, changes))
    if (code !== 0) throw new Error(`refused with code ${code}: ${log}`)
    return this.block()[0]!
  }

  balance({ bytes }: Pick<Wallet, 'bytes'>): bigint {
    return this.node.application.keeper.bank.balance(this.context(), bytes, 'uluna')
  }

  /** Asks a contract. @throws AppError */
  query(contract: string, message: unknown, gas = 3_000_000): unknown {
    const { keeper } = this.node.application
    const context = this.context(this.node.pendingState, gas)
    return JSON.parse(textOf(keeper.queries.smart(context, contract, utf8(JSON.stringify(message)))))
  }

  context(state = this.node.pendingState, gas = 1_000_000_000): TxContext {
    return { state, gas: new SdkGasMeter(gas), events: [], block: this.node.nextBlock(), txIndex: undefined, depth: 0 }
  }
}
