/** What addresses are called by people, on the modelled chain and on a real one. */
import type { AddressNames } from './tx-rows'

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

/** Contracts and accounts by the names that people give them. */
export abstract class NamedContracts implements AddressNames {
  private readonly nameOf: (address: string) => string | undefined

  /** `nameOf` gives the name of an account that is no contract. */
  constructor(nameOf: (address: string) => string | undefined) {
    this.nameOf = nameOf
  }

  /** Contracts in the order in which they were made. */
  abstract contracts(): readonly ContractView[]

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

  /** What an address is called; undefined if nobody calls it anything. */
  protected called(address: string): string | undefined {
    return this.contracts().find((each) => each.address === address)?.label ?? this.nameOf(address)
  }
}
