/** What can be read of a node without leaving a mark: its committed state, and what addresses are called by people. */
import { addressOf, bech32Of } from '../address'
import { allAccounts } from '../app/auth'
import type { TxContext } from '../app/context'
import { allContracts } from '../app/wasm/contracts'
import { QUERY_GAS_MAX } from '../app/wasm/gas'
import type { ChainNode } from '../consensus/node'
import type { KeyValues } from '../state/key-value'
import { SdkGasMeter } from '../state/sdk-gas'
import { LookError, NamedContracts, type ContractView } from './named-contracts'

/** One look at a node. It is made anew for every question, so what it has found once stays true. */
export class ChainView extends NamedContracts {
  readonly node: ChainNode
  private found: readonly ContractView[] | undefined

  constructor(node: ChainNode, nameOf: (address: string) => string | undefined = () => undefined) {
    super(nameOf)
    this.node = node
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
  override contracts(): readonly ContractView[] {
    this.found ??= this.findContracts()
    return this.found
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
