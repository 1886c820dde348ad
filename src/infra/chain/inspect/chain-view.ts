/** What can be read of a node without leaving a mark: its committed state, and what addresses are called by people. */
import { addressOf, bech32Of } from '../address'
import { allAccounts } from '../app/auth'
import type { TxContext } from '../app/context'
import { allContracts } from '../app/wasm/contracts'
import { QUERY_GAS_MAX } from '../app/wasm/gas'
import type { ChainNode } from '../consensus/node'
import type { KeyValues } from '../state/key-value'
import { SdkGasMeter } from '../state/sdk-gas'

/** A contract as lists show it. */
export interface ContractView {
  /** In bech32. */
  readonly address: string
  readonly bytes: Uint8Array
  readonly label: string
  readonly codeId: number
  readonly creator: string
  readonly admin: string
  /** The block it was made in; 0 for genesis. */
  readonly height: number
}

/** Something asked for is not there, or what was asked is wrong; the message says what there is. */
export class LookError extends Error {
  override readonly name = 'LookError'
}

/** One look at a node. It is made anew for every question, so what it has found once stays true. */
export class ChainView {
  readonly node: ChainNode
  private readonly nameOf: (address: string) => string | undefined
  private found: readonly ContractView[] | undefined

  constructor(node: ChainNode, nameOf: (address: string) => string | undefined = () => undefined) {
    this.node = node
    this.nameOf = nameOf
  }

  /** The state after the last block. */
  state(): KeyValues {
    return this.node.stateAt(this.node.latestHeight)!
  }

  /** A context for one question. It has the gas of a query from outside. */
  context(state = this.state()): TxContext {
    const { chainId, latestHeight: height } = this.node
    const timeNs = this.node.nextBlock().timeNs
    const gas = new SdkGasMeter(QUERY_GAS_MAX)
    return { state, gas, events: [], block: { chainId, height, timeNs }, txIndex: undefined, depth: 0 }
  }

  /** Contracts in the order in which they were made. */
  contracts(): readonly ContractView[] {
    this.found ??= this.findContracts()
    return this.found
  }

  /** What people call an address: a contract's label, the name of a wallet, or its two ends. */
  short(address: string): string {
    return this.called(address) ?? `${address.slice(0, 9)}…${address.slice(-4)}`
  }

  /** An address in full, with what it is called. */
  full(address: string): string {
    const called = this.called(address)
    return called === undefined ? address : `${address} (${called})`
  }

  /**
   * A contract by its address or its label.
   * @throws {LookError} naming the contracts there are
   */
  contract(named: string): ContractView {
    const all = this.contracts()
    const wanted = named.toLowerCase()
    const found = all.filter(({ address, label }) => address === named || label.toLowerCase() === wanted)
    if (found.length === 1) return found[0]!
    const labels = all.map(({ label }) => label).join(', ')
    const problem = found.length === 0 ? 'there is no contract' : 'there is more than one contract'
    throw new LookError(`(error) ${problem} "${named.slice(0, 80)}"; by label there are ${labels}`)
  }

  /**
   * An address that was typed: in bech32, or as the name of a wallet or contract.
   * @throws {LookError} if it is neither
   */
  address(named: string): string {
    const { prefix } = this.node.application.rules
    try {
      addressOf(prefix, named)
      return named
    } catch {
      const wanted = named.toLowerCase()
      for (const { address } of allAccounts(this.state())) {
        if (this.called(address)?.toLowerCase() === wanted) return address
      }
    }
    throw new LookError(`(error) "${named.slice(0, 80)}" is no address of this chain (${prefix}1…) and no name of one`)
  }

  private called(address: string): string | undefined {
    return this.contracts().find((each) => each.address === address)?.label ?? this.nameOf(address)
  }

  private findContracts(): ContractView[] {
    const { prefix } = this.node.application.rules
    const found = [...allContracts(this.state())].map(([bytes, { label, codeId, creator, admin, created }]) => ({
      address: bech32Of(prefix, bytes),
      bytes,
      label,
      codeId: Number(codeId),
      creator,
      admin,
      height: Number(created?.blockHeight ?? 0n),
    }))
    return found.toSorted((a, b) => a.height - b.height || a.codeId - b.codeId || (a.label < b.label ? -1 : 1))
  }
}
