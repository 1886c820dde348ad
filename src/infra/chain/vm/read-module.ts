import { END, isNumberType, refusalOf, refusalOfMisc, skipImmediates } from './operators'
import {
  SECTION,
  type ExternalKind,
  type FunctionBody,
  type FunctionType,
  type Limits,
  type Refused,
  type Section,
  type WasmExport,
  type WasmImport,
  type WasmModule,
} from './wasm-module'
import { WasmReader } from './wasm-reader'

const KINDS: readonly ExternalKind[] = ['function', 'table', 'memory', 'global']
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
const FUNCTION_TYPE = 0x60
const FUNCTION_REFERENCE = 0x70
/** Sections of proposals that are not allowed. */
const REFUSED_SECTIONS: Readonly<Record<number, string>> = { 12: 'bulk memory', 13: 'exception handling' }

/**
 * Reads a module of the MVP with sign extension. It finds what the rules are about; whether the whole is valid (types of operands,
 * indices) is left to the engine's own validation, which has to follow.
 * @throws VmError of kind `format`, which names the offset.
 */
export function readModule(bytes: Uint8Array): WasmModule {
  const reader = new WasmReader(bytes)
  for (const byte of HEADER)
    if (reader.byte() !== byte) reader.fail('it does not begin with \\0asm and version 1; what is wrong ends')
  const module = new ModuleReader(bytes)
  let last = 0
  while (!reader.isAtEnd) {
    const id = reader.byte()
    const content = reader.part(reader.u32())
    module.sections.push({ id, start: content.at, end: content.end })
    if (id === SECTION.custom) continue
    const refused = REFUSED_SECTIONS[id]
    if (refused !== undefined) {
      module.refuse(refused, content.at)
      continue
    }
    if (id > SECTION.data) reader.fail(`a section of the unknown kind ${id} ends`)
    if (id <= last) reader.fail(`section ${id} comes after section ${last} and ends`)
    last = id
    module.readSection(id, content)
    if (!content.isAtEnd) content.fail(`section ${id} goes on behind what it holds`)
  }
  if (module.bodies.length !== module.functions.length && module.refused.size === 0) {
    reader.fail(`${module.functions.length} functions are declared, ${module.bodies.length} are there; the module ends`)
  }
  return module
}

class ModuleReader implements WasmModule {
  readonly bytes: Uint8Array
  readonly sections: Section[] = []
  readonly types: FunctionType[] = []
  readonly imports: WasmImport[] = []
  readonly functions: number[] = []
  readonly tables: Limits[] = []
  readonly memories: Limits[] = []
  globals = 0
  readonly exports: WasmExport[] = []
  readonly bodies: FunctionBody[] = []
  hasStart = false
  readonly refused = new Map<string, Refused>()

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  refuse(proposal: string, at: number): void {
    const before = this.refused.get(proposal)
    if (before === undefined) this.refused.set(proposal, { count: 1, at })
    else before.count++
  }

  readSection(id: number, reader: WasmReader): void {
    if (id === SECTION.start) {
      this.hasStart = true
      return void reader.u32()
    }
    for (let left = reader.u32(); left > 0; left--) this.#readItem(id, reader)
  }

  #readItem(id: number, reader: WasmReader): void {
    switch (id) {
      case SECTION.type:
        if (reader.byte() !== FUNCTION_TYPE) reader.fail('a type that is no function ends')
        return void this.types.push({ parameters: numberTypes(reader), results: numberTypes(reader) })
      case SECTION.import:
        return void this.imports.push(this.#import(reader))
      case SECTION.function:
        return void this.functions.push(reader.u32())
      case SECTION.table:
        return void this.tables.push(table(reader))
      case SECTION.memory:
        return void this.memories.push(limits(reader))
      case SECTION.global:
        globalType(reader)
        this.globals++
        return this.#expression(reader)
      case SECTION.export:
        return void this.exports.push({ name: reader.name(), kind: kind(reader), index: reader.u32() })
      case SECTION.element:
      case SECTION.data:
        return this.#segment(id, reader)
      default:
        return this.#body(reader)
    }
  }

  #import(reader: WasmReader): WasmImport {
    const imported = { module: reader.name(), name: reader.name(), kind: kind(reader), type: -1 }
    if (imported.kind === 'function') return { ...imported, type: reader.u32() }
    if (imported.kind === 'table') table(reader)
    else if (imported.kind === 'memory') limits(reader)
    else globalType(reader)
    return imported
  }

  /** A stretch of data or elements that is placed when the module starts; other kinds belong to bulk memory. */
  #segment(id: number, reader: WasmReader): void {
    if (reader.u32() !== 0) {
      this.refuse('bulk memory', reader.at)
      reader.at = reader.end
      return
    }
    this.#expression(reader)
    const count = reader.u32()
    if (id === SECTION.data) return reader.skip(count)
    for (let left = count; left > 0; left--) reader.u32()
  }

  #body(reader: WasmReader): void {
    const body = reader.part(reader.u32())
    const localsAt = body.at
    let locals = 0
    for (let left = body.u32(); left > 0; left--) {
      locals += body.u32()
      if (!isNumberType(body.byte())) body.fail('a local that is no number ends')
    }
    this.bodies.push({ locals, localsAt, operatorsAt: body.at, end: body.end })
    while (!body.isAtEnd) if (!this.#operator(body)) break
  }

  /** An initial value: constants up to `end`. */
  #expression(reader: WasmReader): void {
    while (reader.bytes[reader.at] !== END || reader.isAtEnd) {
      if (!this.#operator(reader)) reader.fail('an initial value is of an operator that is not allowed; it ends')
    }
    reader.byte()
  }

  /** False if nothing behind it can be read, since it is unknown how long it is. */
  #operator(reader: WasmReader): boolean {
    const { at } = reader
    const opcode = reader.byte()
    const refusal = refusalOf(opcode)
    if (refusal === undefined) skipImmediates(reader, opcode)
    else if (refusal === 'floating point') {
      this.refuse(refusal, at)
      skipImmediates(reader, opcode)
    } else {
      this.refuse(opcode === 0xfc ? refusalOfMisc(reader.u32()) : nameRefusal(refusal, opcode), at)
      return false
    }
    return true
  }
}

function nameRefusal(refusal: string, opcode: number): string {
  return refusal === 'unknown' ? `unknown operator 0x${opcode.toString(16).padStart(2, '0')}` : refusal
}

function numberTypes(reader: WasmReader): Uint8Array {
  const length = reader.u32()
  const start = reader.at
  reader.skip(length)
  const types = reader.bytes.subarray(start, reader.at)
  if (!types.every(isNumberType)) reader.fail('parameters or results that are no numbers end')
  return types
}

function kind(reader: WasmReader): ExternalKind {
  return KINDS[reader.byte()] ?? reader.fail('an import or export of an unknown kind')
}

function table(reader: WasmReader): Limits {
  if (reader.byte() !== FUNCTION_REFERENCE) reader.fail('a table of something else than functions')
  return limits(reader)
}

function limits(reader: WasmReader): Limits {
  const flags = reader.byte()
  if (flags > 1) reader.fail('a memory or table that is shared or of 64 bits')
  return { initial: reader.u32(), maximum: flags === 1 ? reader.u32() : undefined }
}

function globalType(reader: WasmReader): void {
  if (!isNumberType(reader.byte())) reader.fail('a global that is no number')
  if (reader.byte() > 1) reader.fail('a global that is neither mutable nor constant')
}
