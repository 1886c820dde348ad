import type { CallEnvironment } from './environment'
import { linearCost, type GasCosts, type LinearCost } from './gas-costs'
import { RegionMemory } from './region'
import { OutOfGas, VmError } from './vm-error'

/** The global of the gas that is left is a signed number to JavaScript, an unsigned one to the contract. */
const BITS = 64
const LARGE_REGION = 8_000_000
/** The contract may call the host, and the host `allocate` for it; no deeper (`MAX_CALL_DEPTH`). */
const DEPTH_MAX = 2
const STACK = /call stack|recursion/i

/** What engines call a trap, each in its own words, and what it is called here: a message must not depend on the browser. */
const TRAPS: readonly (readonly [RegExp, string])[] = [
  [/unreachable/i, 'unreachable'],
  [/divi\w* by zero|remainder by zero/i, 'integer division by zero'],
  [/overflow|unrepresentable/i, 'integer overflow'],
  [/signature mismatch|null function|indirect call/i, 'indirect call of another type'],
  [/table index|undefined element/i, 'table index out of bounds'],
  [/out.of.bounds/i, 'access out of bounds'],
]

export type WasmFunction = (...parameters: number[]) => number | bigint | undefined

/** One call of a contract, from its fresh instance to its result: its memory, its gas and its iterators. */
export class RunningCall {
  readonly environment: CallEnvironment
  readonly costs: GasCosts
  readonly iterators: Iterator<readonly [Uint8Array, Uint8Array]>[] = []
  #memory: RegionMemory | undefined
  #gasLeft: WebAssembly.Global | undefined
  #gasExhausted: WebAssembly.Global | undefined
  #allocate: WasmFunction | undefined
  #depth = 0

  constructor(environment: CallEnvironment, costs: GasCosts) {
    this.environment = environment
    this.costs = costs
  }

  /** The imports are made before the instance, the instance before this. */
  attach(exports: WebAssembly.Exports, gasLeft: string, gasExhausted: string): void {
    this.#memory = new RegionMemory(exports.memory as WebAssembly.Memory)
    this.#gasLeft = exports[gasLeft] as WebAssembly.Global
    this.#gasExhausted = exports[gasExhausted] as WebAssembly.Global
    this.#allocate = exports.allocate as WasmFunction
  }

  /** Runs code of the contract: it gets the gas that is left, and what it used of it is charged. */
  run(code: WasmFunction, ...parameters: number[]): number {
    if (++this.#depth > DEPTH_MAX) throw new VmError('trap', `the host calls the contract more than ${DEPTH_MAX} deep`)
    this.#giveGas()
    try {
      const result = Number(code(...parameters) ?? 0)
      this.#takeGas()
      return result >>> 0
    } catch (error) {
      throw this.#judge(error)
    } finally {
      this.#depth--
    }
  }

  /** Runs an import: what the contract used until now is charged first, and it gets what is left after. */
  host<T>(work: () => T): T {
    this.#takeGas()
    try {
      this.charge(this.costs.hostCall)
      return work()
    } finally {
      this.#giveGas()
    }
  }

  charge(amount: bigint): void {
    this.environment.gas.charge(amount)
  }

  chargeLinear(cost: LinearCost, items: number): void {
    this.charge(linearCost(cost, items))
  }

  /** The bytes of a region, paid for before they are looked at. */
  read(pointer: number, lengthMax: number, what: string): Uint8Array {
    const region = this.#memory!.region(pointer)
    const { length } = region
    this.chargeLinear(length <= LARGE_REGION ? this.costs.readRegion : this.costs.readLargeRegion, length)
    if (length > lengthMax) throw new VmError('limit', `${what} of ${length} bytes; at most ${lengthMax} are allowed`)
    return this.#memory!.read(region)
  }

  write(pointer: number, data: Uint8Array): void {
    const region = this.#memory!.region(pointer)
    this.chargeLinear(this.costs.writeRegion, data.length)
    this.#memory!.write(region, data)
  }

  /** Has the contract make a region, fills it, and gives its pointer. */
  hand(data: Uint8Array): number {
    const pointer = this.run(this.#allocate!, data.length)
    if (pointer === 0) throw new VmError('region', 'allocate gave the pointer 0')
    this.write(pointer, data)
    return pointer
  }

  #giveGas(): void {
    this.#gasLeft!.value = BigInt.asIntN(BITS, this.environment.gas.remaining)
  }

  #takeGas(): void {
    const { gas } = this.environment
    gas.charge(gas.remaining - BigInt.asUintN(BITS, this.#gasLeft!.value as bigint))
  }

  /** What went wrong in code of the contract, or passed through it from an import. */
  #judge(error: unknown): unknown {
    const { gas } = this.environment
    if (error instanceof VmError) return error
    if (this.#gasExhausted!.value === 1) return this.#spendAll()
    if (error instanceof WebAssembly.RuntimeError) {
      this.#takeGas()
      return new VmError('trap', `the contract trapped: ${nameTrap(error.message)}`)
    }
    if (error instanceof Error && STACK.test(error.message)) {
      // How deep the stack is depends on the engine: what was used until then must not show.
      this.#spendAll()
      return new VmError(
        'stack',
        `the contract's calls are nested too deeply; all of its ${gas.limit} gas counts as used`,
      )
    }
    return error
  }

  #spendAll(): OutOfGas {
    const { gas } = this.environment
    gas.charge(gas.remaining)
    return new OutOfGas(gas.limit)
  }
}

function nameTrap(message: string): string {
  return TRAPS.find(([pattern]) => pattern.test(message))?.[1] ?? 'an instruction that cannot go on'
}
