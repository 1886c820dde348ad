/** A small assembler: modules for tests, of as many parts as a test needs, right or wrong. */
import { WasmWriter } from '../wasm-writer'
import { IMPORTS, type Signature } from '../interface'
import { SECTION } from '../wasm-module'

export interface AssembledFunction {
  /** Name that it is exported by. */
  readonly name?: string
  readonly signature: Signature
  /** Locals of 32 bits beside the parameters. */
  readonly locals?: number
  /** Locals of 64 bits behind them. */
  readonly locals64?: number
  /** Operators without the last `end`. */
  readonly code: readonly number[]
}

export interface AssembledModule {
  /** Imports of `env` by name, with the signature of the interface or one of their own. */
  readonly imports?: readonly (string | { module: string; name: string; signature: Signature })[]
  readonly functions?: readonly AssembledFunction[]
  /** Initial and maximum. */
  readonly memories?: readonly (readonly [number, number?])[]
  readonly tables?: readonly (readonly [number, number?])[]
  /** Globals of 32 bits that can be changed, by their initial values. */
  readonly globals?: readonly number[]
  readonly data?: readonly (readonly [at: number, text: string])[]
  /** Whole contents of sections, written in the place of their number or, of custom ones, at the end. */
  readonly raw?: readonly (readonly [id: number, content: readonly number[]])[]
}

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
const LETTERS: Readonly<Record<string, number>> = { i: 0x7f, I: 0x7e, f: 0x7d, F: 0x7c }
const FUNCTION_KIND = 0
const MEMORY_KIND = 2

export function assemble(module: AssembledModule): Uint8Array<ArrayBuffer> {
  const imports = (module.imports ?? []).map((each) =>
    typeof each === 'string' ? { module: 'env', name: each, signature: IMPORTS[each as keyof typeof IMPORTS] } : each,
  )
  const functions = module.functions ?? []
  const memories = module.memories ?? [[1]]
  const signatures = [...new Set([...imports, ...functions].map((each) => each.signature))]
  const exported = functions.flatMap((each, index) =>
    each.name === undefined ? [] : [{ name: each.name, kind: FUNCTION_KIND, index: imports.length + index }],
  )
  if (memories.length > 0) exported.push({ name: 'memory', kind: MEMORY_KIND, index: 0 })
  const writer = new WasmWriter(1024)
  writer.bytes(HEADER)
  const vector = <T>(id: number, items: readonly T[], write: (part: WasmWriter, item: T) => void) => {
    const raw = module.raw?.find(([of]) => of === id)
    if (raw !== undefined) return writer.section(id, (part) => part.bytes(raw[1]))
    if (items.length === 0) return
    writer.section(id, (part) => {
      part.u32(items.length)
      for (const item of items) write(part, item)
    })
  }
  vector(SECTION.type, signatures, writeType)
  vector(SECTION.import, imports, (part, each) => {
    part.name(each.module)
    part.name(each.name)
    part.byte(FUNCTION_KIND)
    part.u32(signatures.indexOf(each.signature))
  })
  vector(SECTION.function, functions, (part, each) => part.u32(signatures.indexOf(each.signature)))
  vector(SECTION.table, module.tables ?? [], (part, [initial, maximum]) => {
    part.byte(0x70)
    writeLimits(part, initial, maximum)
  })
  vector(SECTION.memory, memories, (part, [initial, maximum]) => writeLimits(part, initial, maximum))
  vector(SECTION.global, module.globals ?? [], (part, initial) => {
    part.bytes([0x7f, 1, 0x41])
    part.i64(BigInt(initial))
    part.byte(0x0b)
  })
  vector(SECTION.export, exported, (part, { name, kind, index }) => {
    part.name(name)
    part.byte(kind)
    part.u32(index)
  })
  vector(SECTION.start, [], () => undefined)
  vector(SECTION.element, [], () => undefined)
  vector(SECTION.code, functions, writeBody)
  vector(SECTION.data, module.data ?? [], (part, [at, text]) => {
    part.bytes([0, 0x41])
    part.i64(BigInt(at))
    part.byte(0x0b)
    part.name(text)
  })
  for (const [id, content] of module.raw ?? []) {
    if (id === SECTION.custom || id > SECTION.data) writer.section(id, (part) => part.bytes(content))
  }
  return writer.taken()
}

/** The bytes of a constant of 32 bits. */
export function i32(value: number): number[] {
  const writer = new WasmWriter(8)
  writer.byte(0x41)
  writer.i64(BigInt(value))
  return [...writer.written()]
}

function writeType(part: WasmWriter, signature: Signature): void {
  part.byte(0x60)
  for (const letters of signature.split('>')) {
    part.u32(letters.length)
    part.bytes(Array.from(letters, (letter) => LETTERS[letter]!))
  }
}

function writeLimits(part: WasmWriter, initial: number, maximum: number | undefined): void {
  part.byte(maximum === undefined ? 0 : 1)
  part.u32(initial)
  if (maximum !== undefined) part.u32(maximum)
}

function writeBody(part: WasmWriter, { locals = 0, locals64 = 0, code }: AssembledFunction): void {
  const body = new WasmWriter(64)
  const groups = [
    [locals, 0x7f],
    [locals64, 0x7e],
  ].filter(([count]) => count! > 0)
  body.u32(groups.length)
  for (const [count, type] of groups) {
    body.u32(count!)
    body.byte(type!)
  }
  body.bytes(code)
  body.byte(0x0b)
  part.u32(body.length)
  part.bytes(body.written())
}
