/** A stock client of CosmJS at a chain, and all that it asks and is answered. */
import { SigningCosmWasmClient } from '@cosmjs/cosmwasm'
import { DirectSecp256k1HdWallet } from '@cosmjs/proto-signing'
import { GasPrice } from '@cosmjs/stargate'
import { Comet38Client, type RpcClient } from '@cosmjs/tendermint-rpc'

/** What was asked, and its result or error as JSON. */
export interface Exchange {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  readonly result?: unknown
  readonly error?: unknown
}

/** A chain with an account that has coins, and a client that signs for it. */
export interface ChainSession {
  readonly client: SigningCosmWasmClient
  /** Who signs. */
  readonly address: string
  /** Everything that was asked since the session began. */
  readonly exchanges: Exchange[]
}

/** The words of the account that owns coins at the beginning, on every chain of the tests. */
export const MNEMONIC = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about'
export const CHAIN_ID = 'boxes-1'
/** What the account owns at the beginning, in `uluna`. */
export const COINS = '1000000000000'

/** Keys of the first account of {@link MNEMONIC}. */
export function wallet(): Promise<DirectSecp256k1HdWallet> {
  return DirectSecp256k1HdWallet.fromMnemonic(MNEMONIC, { prefix: 'terra' })
}

/** Opens a client on a way to ask. @param pollMs how long the client waits before it asks again for its transaction */
export async function openSession(
  execute: (request: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, unknown>>>,
  pollMs: number,
): Promise<ChainSession> {
  const exchanges: Exchange[] = []
  const signer = await wallet()
  const { address } = (await signer.getAccounts())[0]!
  const rpc = {
    async execute(request: { method: string; params: Readonly<Record<string, unknown>> }) {
      // What is undefined does not cross a wire.
      const sent = JSON.parse(JSON.stringify(request)) as typeof request
      const answer = await execute(sent)
      const { method, params } = sent
      const said = 'error' in answer ? { error: answer['error'] } : { result: answer['result'] }
      exchanges.push({ method, params, ...said })
      if ('error' in answer) throw new Error(JSON.stringify(answer['error']))
      return answer
    },
    disconnect: () => undefined,
  } as unknown as RpcClient
  const comet = Comet38Client.create(rpc)
  const client = SigningCosmWasmClient.createWithSigner(comet, signer, {
    gasPrice: GasPrice.fromString('0.015uluna'),
    broadcastPollIntervalMs: pollMs,
  })
  return { client, address, exchanges }
}
