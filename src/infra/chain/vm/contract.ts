import { sha256 } from '@noble/hashes/sha2.js'
import type { CallEnvironment } from './environment'
import { GAS_COSTS, type GasCosts } from './gas-costs'
import { makeImports } from './imports'
import { CAPABILITIES, ENTRY_POINT_ARGUMENTS, type EntryPoint, type Signature } from './interface'
import { meterModule, type MeteredModule } from './meter-module'
import { RunningCall, type WasmFunction } from './running-call'
import { checkModule, describeBroken, exportedSignatures, type StaticReport } from './static-check'
import { unpackCode } from './unpack-code'
import { VmError } from './vm-error'
import type { WasmModule } from './wasm-module'

export interface ContractOptions {
  readonly costs?: GasCosts
  readonly capabilities?: readonly string[]
}

const RESULT_MAX = 64 * 1024 * 1024

/**
 * Opens a contract: unpacks it, checks it, adds the metering and compiles it. Takes some 100 ms for 300 KB, so what was opened is
 * kept by its checksum.
 * @param code The module, or gzip around it.
 * @throws VmError of kind `format` or `static-check`.
 */
export function openContract(code: Uint8Array, options: ContractOptions = {}): Contract {
  const bytes = unpackCode(code)
  const { report, module } = checkModule(bytes, options.capabilities ?? CAPABILITIES)
  if (!report.isAccepted || module === undefined) {
    throw new VmError(module === undefined ? 'format' : 'static-check', describeBroken(report))
  }
  return new Contract(module, report, options.costs ?? GAS_COSTS)
}

/** A contract that can be called. It keeps nothing from one call to the next: all state is in the storage of the environment. */
export class Contract {
  /** SHA-256 of the module as unpacked, as wasmvm has it. */
  readonly checksum: Uint8Array
  readonly report: StaticReport
  /** The module as unpacked. */
  readonly code: Uint8Array
  readonly #signatures: ReadonlyMap<string, Signature>
  readonly #metered: MeteredModule
  readonly #compiled: WebAssembly.Module
  readonly #costs: GasCosts

  constructor(module: WasmModule, report: StaticReport, costs: GasCosts) {
    this.code = module.bytes
    this.checksum = sha256(module.bytes)
    this.report = report
    this.#signatures = exportedSignatures(module)
    this.#costs = costs
    this.#metered = meterModule(module, costs)
    this.#compiled = new WebAssembly.Module(this.#metered.bytes as Uint8Array<ArrayBuffer>)
  }

  has(entry: EntryPoint): boolean {
    return this.#signatures.has(entry)
  }

  /**
   * Calls an entry point in a fresh instance, as wasmvm does. What it used is on the meter of the environment, also when it throws;
   * that what it wrote before it failed is dropped is up to the caller.
   * @returns The JSON as the contract gave it: `{"ok":..}` or `{"error":".."}`.
   * @throws VmError, or whatever the environment throws.
   */
  call(entry: EntryPoint, parameters: readonly Uint8Array[], environment: CallEnvironment): Uint8Array {
    this.#expect(entry, `${'i'.repeat(parameters.length)}>i`)
    if (parameters.length !== ENTRY_POINT_ARGUMENTS[entry]) {
      throw new VmError(
        'entry-point',
        `${entry} takes ${ENTRY_POINT_ARGUMENTS[entry]} arguments, got ${parameters.length}`,
      )
    }
    this.#expect('allocate', 'i>i')
    this.#expect('deallocate', 'i>')
    const running = new RunningCall(environment, this.#costs)
    const exports = this.#instantiate(running)
    const pointers = parameters.map((parameter) => running.hand(parameter))
    const result = running.run(exports[entry] as WasmFunction, ...pointers)
    const data = running.read(result, RESULT_MAX, 'a result')
    running.run(exports.deallocate as WasmFunction, result)
    return data
  }

  #instantiate(running: RunningCall): WebAssembly.Exports {
    const imports = { env: makeImports(running) } as unknown as WebAssembly.Imports
    let exports: WebAssembly.Exports
    try {
      exports = new WebAssembly.Instance(this.#compiled, imports).exports
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError || error instanceof WebAssembly.LinkError)) throw error
      throw new VmError('instantiation', 'the module cannot be started: a segment out of bounds, or a start function')
    }
    running.attach(exports, this.#metered.gasLeft, this.#metered.gasExhausted)
    return exports
  }

  #expect(name: string, signature: string): void {
    const found = this.#signatures.get(name)
    if (found === signature) return
    const what = found === undefined ? 'does not export it' : `exports it as ${found}`
    throw new VmError('entry-point', `${name} is called as ${signature} (i: 32 bits); the contract ${what}`)
  }
}
