/**
 * The operators of WebAssembly as one table: which immediates follow each, and what the VM makes of it. Operators are those of the
 * MVP and of sign extension; whatever is not in the table is refused by the name of its proposal where it has one.
 */
import type { WasmReader } from './wasm-reader'

/** What stands behind an opcode. */
const NONE = 1
const BLOCK = 2
const INDEX = 3
const TWO_INDICES = 4
const TABLE = 5
const I32 = 6
const I64 = 7
const FOUR_BYTES = 8
const EIGHT_BYTES = 9
const MEMORY = 10
const UNKNOWN = 0
/** The widest access is of eight bytes. A larger figure says that a memory is named, of which the MVP has but one. */
const ALIGNMENT_MAX = 3
const NO_RESULT = 0x40

const IMMEDIATES = new Uint8Array(256)
const FLOATS = new Uint8Array(256)
const ACCOUNTING = new Uint8Array(256)

const fill = (table: Uint8Array, value: number, ...ranges: readonly (readonly [number, number])[]) => {
  for (const [first, last] of ranges) table.fill(value, first, last + 1)
}
fill(IMMEDIATES, NONE, [0x00, 0x01], [0x05, 0x05], [0x0b, 0x0b], [0x0f, 0x0f], [0x1a, 0x1b], [0x45, 0xc4])
fill(IMMEDIATES, BLOCK, [0x02, 0x04])
fill(IMMEDIATES, INDEX, [0x0c, 0x0d], [0x10, 0x10], [0x20, 0x24], [0x3f, 0x40])
fill(IMMEDIATES, TWO_INDICES, [0x11, 0x11])
fill(IMMEDIATES, MEMORY, [0x28, 0x3e])
fill(IMMEDIATES, TABLE, [0x0e, 0x0e])
fill(IMMEDIATES, I32, [0x41, 0x41])
fill(IMMEDIATES, I64, [0x42, 0x42])
fill(IMMEDIATES, FOUR_BYTES, [0x43, 0x43])
fill(IMMEDIATES, EIGHT_BYTES, [0x44, 0x44])
// Loads and stores, constants, comparisons, arithmetic, conversions from and to floats.
fill(FLOATS, 1, [0x2a, 0x2b], [0x38, 0x39], [0x43, 0x44], [0x5b, 0x66], [0x8b, 0xa6])
fill(FLOATS, 1, [0xa8, 0xab], [0xae, 0xbf])
// block is none of them: a branch to a block goes to its end.
fill(ACCOUNTING, 1, [0x03, 0x05], [0x0b, 0x0f], [0x10, 0x11])

export const END = 0x0b
const OPENS_BLOCK = { first: 0x02, last: 0x04 }

/** Is the cost so far charged before this operator? `is_accounting` of cosmwasm-vm, of the operators that it allows. */
export function isAccounting(opcode: number): boolean {
  return ACCOUNTING[opcode] === 1
}

export function opensBlock(opcode: number): boolean {
  return opcode >= OPENS_BLOCK.first && opcode <= OPENS_BLOCK.last
}

/** Why an operator is not allowed, or undefined if it is. A prefix of two-byte operators is judged with its second number. */
export function refusalOf(opcode: number): string | undefined {
  if (FLOATS[opcode] === 1) return 'floating point'
  if (IMMEDIATES[opcode] !== UNKNOWN) return undefined
  if (opcode === 0x1c || opcode === 0x25 || opcode === 0x26 || (opcode >= 0xd0 && opcode <= 0xd6))
    return 'reference types'
  if (opcode >= 0x06 && opcode <= 0x0a) return 'exception handling'
  if (opcode === 0x18 || opcode === 0x19 || opcode === 0x1f) return 'exception handling'
  if (opcode === 0x12 || opcode === 0x13) return 'tail calls'
  if (opcode === 0xfb) return 'garbage collection'
  if (opcode === 0xfc) return 'bulk memory or saturating conversion'
  if (opcode === 0xfd) return 'SIMD'
  if (opcode === 0xfe) return 'threads'
  return 'unknown'
}

/** The proposals behind the prefix 0xfc, by the number that follows. */
export function refusalOfMisc(operation: number): string {
  if (operation <= 7) return 'floating point'
  if (operation <= 14) return 'bulk memory'
  return operation <= 17 ? 'reference types' : 'unknown'
}

/** Goes past what follows an allowed opcode. */
export function skipImmediates(reader: WasmReader, opcode: number): void {
  switch (IMMEDIATES[opcode]) {
    case NONE:
      return
    case BLOCK:
      return skipBlockType(reader)
    case INDEX:
      return void reader.u32()
    case TWO_INDICES:
      reader.u32()
      return void reader.u32()
    case MEMORY:
      if (reader.u32() > ALIGNMENT_MAX) reader.fail('an access that is aligned to more than its width ends')
      return void reader.u32()
    case TABLE:
      // One label more than the vector says: the default.
      for (let left = reader.u32(); left >= 0; left--) reader.u32()
      return
    case I32:
      return reader.skipLeb(5)
    case I64:
      return reader.skipLeb(10)
    case FOUR_BYTES:
      return reader.skip(4)
    case EIGHT_BYTES:
      return reader.skip(8)
    default:
      reader.fail(`operator 0x${opcode.toString(16)} is not known`)
  }
}

/** Nothing, one number, or the index of a type. Types of other proposals may be longer than a byte: they are refused. */
function skipBlockType(reader: WasmReader): void {
  const type = reader.bytes[reader.at]!
  const isIndex = type >= 0x80 || type < NO_RESULT
  if (isIndex) return void reader.u32()
  reader.byte()
  if (type !== NO_RESULT && !isNumberType(type)) reader.fail(`a block of type 0x${type.toString(16)} begins`)
}

/** i32, i64, f32 or f64. */
export function isNumberType(type: number): boolean {
  return type >= 0x7c && type <= 0x7f
}
