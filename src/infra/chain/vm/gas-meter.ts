import { OutOfGas } from './vm-error'

/** Wasm gas is counted in 64 bits, as in wasmvm. */
const LIMIT_MAX = (1n << 64n) - 1n

/**
 * What a call may spend and has spent, in wasm gas (SDK gas × 140,000): one truth for the instructions of the contract, for what
 * the VM does for it, and for what the chain charges for its storage and queries.
 */
export class GasMeter {
  readonly limit: bigint
  #used = 0n

  /** @throws RangeError if the limit is not from 0 to 2⁶⁴ - 1. */
  constructor(limit: bigint) {
    if (limit < 0n || limit > LIMIT_MAX) throw new RangeError(`a gas limit is from 0 to ${LIMIT_MAX}, got ${limit}`)
    this.limit = limit
  }

  get used(): bigint {
    return this.#used
  }

  get remaining(): bigint {
    return this.limit - this.#used
  }

  /**
   * Spends an amount. Exactly the limit may be spent.
   * @throws OutOfGas if more than the limit would be used; then all of it is.
   * @throws RangeError if the amount is negative: gas is never given back.
   */
  charge(amount: bigint): void {
    if (amount < 0n) throw new RangeError(`gas is never given back: charged ${amount}`)
    const used = this.#used + amount
    if (used > this.limit) {
      this.#used = this.limit
      throw new OutOfGas(this.limit)
    }
    this.#used = used
  }
}
