/** Gas of the Cosmos SDK, and what access to the state costs of it (`store/types/gas.go`, `KVGasConfig`). */
import { prefixEnd, type KeyValues } from './key-value'

/** Gas of the SDK is spent. Its message is that of the SDK. */
export class OutOfSdkGas extends Error {
  override readonly name = 'OutOfSdkGas'
}

/** Counts gas up to a limit. */
export class SdkGasMeter {
  readonly limit: number
  private spent = 0

  /** @param limit in SDK gas; Infinity for a simulation */
  constructor(limit: number) {
    this.limit = limit
  }

  /** What was spent; more than the limit once it ran out. */
  get used(): number {
    return this.spent
  }

  get remaining(): number {
    return Math.max(0, this.limit - this.spent)
  }

  /** @throws {OutOfSdkGas} when more is spent than the limit; what was asked is counted all the same */
  charge(amount: number, descriptor: string): void {
    this.spent += amount
    if (this.spent > this.limit) {
      throw new OutOfSdkGas(
        `out of gas in location: ${descriptor}; gasWanted: ${this.limit}, gasUsed: ${this.spent}: out of gas`,
      )
    }
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

  *scan(start: string, end: string | undefined, isDescending: boolean): Generator<readonly [string, Uint8Array]> {
    const { gas, prefix } = this
    const to = end === undefined ? prefixEnd(prefix) : prefix + end
    for (const [key, value] of this.state.scan(prefix + start, to, isDescending)) {
      const own = key.slice(prefix.length)
      gas.charge(KV_GAS.readPerByte * (own.length + value.length), 'ValuePerByte')
      gas.charge(KV_GAS.iterateNext, 'IterNextCostFlat')
      yield [own, value]
    }
  }
}
