/** What a chain begins with: time, who owns what, and contracts that are already there. */
import type { Application } from '../app/application'
import type { Coin } from '../app/coin'
import { branch, type TxContext } from '../app/context'
import { addressOf } from '../address'
import type { KeyValues } from '../state/key-value'
import { SdkGasMeter } from '../state/sdk-gas'
import { utf8 } from '../bytes'

export interface Genesis {
  /** Nanoseconds since 1970. */
  readonly timeNs: bigint
  readonly balances: readonly { readonly address: string; readonly coins: readonly Coin[] }[]
  /** Code that is stored from the start, numbered from 1. */
  readonly codes?: readonly { readonly creator: string; readonly code: Uint8Array }[]
  /** Contracts that are made from it, in order. A later one can be told the address of one before it. */
  readonly contracts?: readonly GenesisContract[]
}

export interface GenesisContract {
  readonly codeId: number
  readonly creator: string
  readonly admin?: string
  readonly label: string
  /** JSON, given the addresses of the contracts before it. */
  readonly message: (addresses: readonly string[]) => unknown
  /** Messages of the creator to contracts that are there by then, once this one is made. */
  readonly followedBy?: (
    addresses: readonly string[],
  ) => readonly { readonly contract: string; readonly message: unknown }[]
}

/**
 * Writes the state before the first block.
 * @throws Error if it cannot be made so: a mistake in the genesis
 */
export function writeGenesis(application: Application, state: KeyValues, chainId: string, genesis: Genesis): void {
  const { keeper } = application
  const block = { chainId, height: 0, timeNs: genesis.timeNs }
  const context: TxContext = {
    state,
    gas: new SdkGasMeter(Number.MAX_SAFE_INTEGER / 1_000_000),
    events: [],
    block,
    txIndex: 0,
    depth: 0,
  }
  application.writeParams(context)
  for (const { address, coins } of genesis.balances) {
    keeper.bank.mint(context, addressOf(keeper.prefix, address), coins)
  }
  application.makeModuleAccounts(context)
  for (const { creator, code } of genesis.codes ?? []) keeper.store(fresh(context), creator, code)
  const addresses: string[] = []
  for (const { codeId, creator, admin = '', label, message, followedBy } of genesis.contracts ?? []) {
    const maker = keeper.address(creator)
    const { address } = keeper.instantiate(fresh(context), {
      creator: maker,
      admin,
      codeId: BigInt(codeId),
      label,
      message: json(message(addresses)),
      funds: [],
    })
    addresses.push(keeper.written(address))
    for (const each of followedBy?.(addresses) ?? [])
      keeper.execute(fresh(context), each.contract, maker, json(each.message), [])
  }
}

/** The same context with gas of its own: genesis is paid by nobody. */
function fresh(context: TxContext): TxContext {
  return { ...branch(context).context, state: context.state, gas: new SdkGasMeter(1_000_000_000) }
}

function json(value: unknown): Uint8Array {
  return utf8(JSON.stringify(value))
}
