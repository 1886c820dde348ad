/**
 * Gas as wasmvm counts it, by rewriting the module when it is opened. The cost of operators adds up and is charged just before each
 * accounting operator, that operator included; a function that declares 30 locals or more pays for those beyond 29 when it is
 * entered (cosmwasm-vm 3.0, `wasm_backend/metering.rs`). Two exported globals are appended, so that no index shifts: the gas that is
 * left, and whether it ran out. The memory gets its maximum here, too.
 */
import { FREE_LOCALS, type GasCosts } from './gas-costs'
import { isAccounting, skipImmediates } from './operators'
import { SECTION, type FunctionBody, type WasmModule } from './wasm-module'
import { WasmReader } from './wasm-reader'
import { WasmWriter } from './wasm-writer'

export interface MeteredModule {
  readonly bytes: Uint8Array
  /** Names of the two exported globals. */
  readonly gasLeft: string
  readonly gasExhausted: string
}

/** Pages of 64 KiB that the memory of an instance may grow to: 32 MiB, as wasmd sets it (`contractMemoryLimit`). */
export const MEMORY_PAGES_MAX = 512

const GLOBAL_KIND = 0x03
const I32_TYPE = 0x7f
const I64_TYPE = 0x7e

/** Rewrites a module that has passed the static check and the engine's validation. */
export function meterModule(module: WasmModule, costs: GasCosts): MeteredModule {
  const names = new Set(module.exports.map((exported) => exported.name))
  const gasLeft = freeName('gas_left', names)
  const gasExhausted = freeName('gas_exhausted', names)
  const writer = new WasmWriter(module.bytes.length * 3)
  writer.bytes(module.bytes.subarray(0, 8))
  let isGlobalsWritten = false
  for (const section of module.sections) {
    const content = module.bytes.subarray(section.start, section.end)
    if (section.id === SECTION.custom) continue
    if (section.id > SECTION.global && !isGlobalsWritten) {
      writer.section(SECTION.global, (part) => appendGlobals(part, 0, content.subarray(0, 0)))
      isGlobalsWritten = true
    }
    switch (section.id) {
      case SECTION.memory:
        writer.section(section.id, (part) => writeMemory(part, module.memories[0]!.initial))
        break
      case SECTION.global:
        writer.section(section.id, (part) => appendGlobals(part, module.globals, afterCount(content)))
        isGlobalsWritten = true
        break
      case SECTION.export:
        writer.section(section.id, (part) => {
          part.u32(module.exports.length + 2)
          part.bytes(afterCount(content))
          for (const [index, name] of [gasLeft, gasExhausted].entries()) {
            part.name(name)
            part.byte(GLOBAL_KIND)
            part.u32(module.globals + index)
          }
        })
        break
      case SECTION.code:
        writer.section(section.id, (part) => writeBodies(part, module, costs))
        break
      default:
        writer.section(section.id, (part) => part.bytes(content))
    }
  }
  return { bytes: writer.taken(), gasLeft, gasExhausted }
}

function freeName(wanted: string, names: ReadonlySet<string>): string {
  let name = wanted
  while (names.has(name)) name += '_'
  return name
}

/** A vector's content behind its count. */
function afterCount(content: Uint8Array): Uint8Array {
  const reader = new WasmReader(content)
  reader.u32()
  return content.subarray(reader.at)
}

function writeMemory(part: WasmWriter, initial: number): void {
  part.u32(1)
  part.byte(1)
  part.u32(initial)
  part.u32(MEMORY_PAGES_MAX)
}

/** Both begin at 0: a start function finds no gas, as in wasmvm. */
function appendGlobals(part: WasmWriter, count: number, globals: Uint8Array): void {
  part.u32(count + 2)
  part.bytes(globals)
  part.bytes([I64_TYPE, 1, 0x42, 0, 0x0b])
  part.bytes([I32_TYPE, 1, 0x41, 0, 0x0b])
}

function writeBodies(part: WasmWriter, module: WasmModule, costs: GasCosts): void {
  const charge = new ChargeCode(module.globals)
  const code = new WasmWriter(1 << 16)
  part.u32(module.bodies.length)
  for (const body of module.bodies) {
    code.clear()
    writeBody(code, module.bytes, body, charge, costs)
    part.u32(code.length)
    part.bytes(code.written())
  }
}

function writeBody(code: WasmWriter, bytes: Uint8Array, body: FunctionBody, charge: ChargeCode, costs: GasCosts): void {
  const reader = new WasmReader(bytes, body.operatorsAt, body.end)
  code.bytes(bytes.subarray(body.localsAt, body.operatorsAt))
  const locals = Math.max(0, body.locals - FREE_LOCALS)
  let cost = costs.declaredLocal * BigInt(locals)
  // The charge for locals stands alone, unless the first operator charges anyway.
  if (cost > 0n && !isAccounting(bytes[reader.at]!)) {
    code.bytes(charge.of(cost))
    cost = 0n
  }
  let operators = 0
  let copied = reader.at
  while (!reader.isAtEnd) {
    const { at } = reader
    const opcode = reader.byte()
    skipImmediates(reader, opcode)
    if (!isAccounting(opcode)) {
      operators++
      continue
    }
    cost += costs.operator * BigInt(operators) + costs.accountingOperator
    // Where nothing costs anything, nothing is written: a table of zeros leaves the code as it is.
    if (cost > 0n) {
      code.bytes(bytes.subarray(copied, at))
      code.bytes(charge.of(cost))
      copied = at
    }
    operators = 0
    cost = 0n
  }
  code.bytes(bytes.subarray(copied, body.end))
}

/** The code of one charge: if less is left than it costs, note that and trap; else subtract. */
class ChargeCode {
  readonly #globals: number
  readonly #byCost = new Map<bigint, Uint8Array>()

  constructor(globals: number) {
    this.#globals = globals
  }

  of(cost: bigint): Uint8Array {
    let code = this.#byCost.get(cost)
    if (code === undefined) {
      code = this.#make(cost)
      this.#byCost.set(cost, code)
    }
    return code
  }

  #make(cost: bigint): Uint8Array {
    const code = new WasmWriter(64)
    code.byte(0x23) // global.get gas left
    code.u32(this.#globals)
    code.byte(0x42) // i64.const cost
    code.i64(cost)
    code.bytes([0x54, 0x04, 0x40, 0x41, 0x01, 0x24]) // i64.lt_u, if, i32.const 1, global.set exhausted
    code.u32(this.#globals + 1)
    code.bytes([0x00, 0x0b, 0x23]) // unreachable, end, global.get gas left
    code.u32(this.#globals)
    code.byte(0x42) // i64.const cost
    code.i64(cost)
    code.bytes([0x7d, 0x24]) // i64.sub, global.set gas left
    code.u32(this.#globals)
    return code.taken()
  }
}
