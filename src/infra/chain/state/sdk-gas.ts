/** Gas of the Cosmos SDK, and what access to the state costs of it (`store/types/gas.go`, `KVGasConfig`). */
import { prefixEnd, type KeyValues } from './key-value'

/** Gas of the SDK is spent. Its message is that of the SDK. */
export class OutOfSdkGas extends Error {
  override readonly name = 'OutOfSdkGas'
}

/** SDK gas by what it was charged for. */
export type GasParts = ReadonlyMap<string, number>

const NOTHING: GasParts = new Map()

/** Adds to one of the parts. */
export function addGas(parts: Map<string, number>, descriptor: string, amount: number): void {
  parts.set(descriptor, (parts.get(descriptor) ?? 0) + amount)
}

/** Counts gas up to a limit. */
export class SdkGasMeter {
  readonly limit: number
  private readonly factor: number
  private spent = 0
  private readonly byDescriptor = new Map<string, number>()

  /**
   * @param limit in SDK gas; Infinity for a simulation
   * @param factor so many times the gas is counted for everything; a whole number
   */
  constructor(limit: number, factor = 1) {
    this.limit = limit
    this.factor = factor
  }

  /** What was spent; more than the limit once it ran out. */
  get used(): number {
    return this.spent
  }

  /** What was spent on what, by the descriptors of charges. It adds up to {@link used}. */
  get parts(): GasParts {
    return this.byDescriptor
  }

  get remaining(): number {
    return Math.max(0, this.limit - this.spent)
  }

  /** Ends what has used up exactly its gas. @throws {OutOfSdkGas} always */
  exhaust(descriptor: string): never {
    if (this.limit > this.spent) this.count(this.limit - this.spent, descriptor)
    throw this.overrun(descriptor)
  }

  /**
   * @param of what the amount is made of, if that is known; the rest of it is of the descriptor
   * @throws {OutOfSdkGas} when more is spent than the limit; what was asked is counted all the same
   */
  charge(amount: number, descriptor: string, of: GasParts = NOTHING): void {
    let rest = amount
    for (const [each, part] of of) {
      this.count(part * this.factor, each)
      rest -= part
    }
    this.count(rest * this.factor, descriptor)
    if (this.spent > this.limit) throw this.overrun(descriptor)
  }

  private count(amount: number, descriptor: string): void {
    this.spent += amount
    if (amount > 0) addGas(this.byDescriptor, descriptor, amount)
  }

  private overrun(descriptor: string): OutOfSdkGas {
    return new OutOfSdkGas(
      `out of gas in location: ${descriptor}; gasWanted: ${this.limit}, gasUsed: ${this.spent}: out of gas`,
    )
  }
}

/** In SDK gas: flat for an access, and for each byte of key and value. */
export const KV_GAS = {
  has: 1_000,
  delete: 1_000,
  readFlat: 1_000,
  readPerByte: 3,
  writeFlat: 2_000,
  writePerByte: 30,
  iterateNext: 30,
} as const

/** State whose use costs gas. Keys are counted without the prefix that tells modules apart, as a store of a module has its own. */
export class MeteredState implements KeyValues {
  private readonly state: KeyValues
  private readonly gas: Pick<SdkGasMeter, 'charge'>
  private readonly prefix: string

  constructor(state: KeyValues, gas: Pick<SdkGasMeter, 'charge'>, prefix = '') {
    this.state = state
    this.gas = gas
    this.prefix = prefix
  }

  get(key: string): Uint8Array | undefined {
    const { gas } = this
    gas.charge(KV_GAS.readFlat, 'ReadFlat')
    const value = this.state.get(this.prefix + key)
    gas.charge(KV_GAS.readPerByte * (key.length + (value?.length ?? 0)), 'ReadPerByte')
    return value
  }

  /** True if there is a value. It is not paid for by its size. */
  has(key: string): boolean {
    this.gas.charge(KV_GAS.has, 'Has')
    return this.state.get(this.prefix + key) !== undefined
  }

  set(key: string, value: Uint8Array): void {
    const { gas } = this
    gas.charge(KV_GAS.writeFlat, 'WriteFlat')
    gas.charge(KV_GAS.writePerByte * (key.length + value.length), 'WritePerByte')
    this.state.set(this.prefix + key, value)
  }

  remove(key: string): void {
    this.gas.charge(KV_GAS.delete, 'Delete')
    this.state.remove(this.prefix + key)
  }

  /** Opening a range costs its first entry, and going on from an entry costs that entry: so the first one is paid for twice. */
  scan(start: string, end: string | undefined, isDescending: boolean): Iterable<readonly [string, Uint8Array]> {
    const { prefix } = this
    const to = end === undefined ? prefixEnd(prefix) : prefix + end
    const entries = this.state.scan(prefix + start, to, isDescending)[Symbol.iterator]()
    let current = entries.next()
    this.paySeek(current)
    const next = (): IteratorResult<readonly [string, Uint8Array]> => {
      if (current.done === true) return current
      const [key, value] = current.value
      this.paySeek(current)
      current = entries.next()
      return { done: false, value: [key.slice(prefix.length), value] }
    }
    return { [Symbol.iterator]: () => ({ next }) }
  }

  /** The last entry of a range. It costs what opening the range backwards does. */
  last(start: string, end: string | undefined): readonly [string, Uint8Array] | undefined {
    const { prefix } = this
    const to = end === undefined ? prefixEnd(prefix) : prefix + end
    const found = this.state
      .scan(prefix + start, to, true)
      [Symbol.iterator]()
      .next()
    this.paySeek(found)
    return found.done === true ? undefined : [found.value[0].slice(prefix.length), found.value[1]]
  }

  private paySeek({ done, value }: IteratorResult<readonly [string, Uint8Array]>): void {
    const { gas } = this
    if (done !== true) {
      const bytes = value[0].length - this.prefix.length + value[1].length
      gas.charge(KV_GAS.readPerByte * bytes, 'ValuePerByte')
    }
    gas.charge(KV_GAS.iterateNext, 'IterNextCostFlat')
  }
}
