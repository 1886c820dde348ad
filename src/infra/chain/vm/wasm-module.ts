/** The parts of a module that the static check judges and the metering moves. */

export interface FunctionType {
  readonly parameters: Uint8Array
  readonly results: Uint8Array
}

export interface WasmImport {
  readonly module: string
  readonly name: string
  readonly kind: ExternalKind
  /** Index of its type, of a function. */
  readonly type: number
}

export interface WasmExport {
  readonly name: string
  readonly kind: ExternalKind
  readonly index: number
}

/** Sizes of a memory, in pages of 64 KiB, or of a table, in elements. */
export interface Limits {
  readonly initial: number
  readonly maximum: number | undefined
}

export interface FunctionBody {
  /** Locals that it declares, without its parameters. */
  readonly locals: number
  /** Where its size, its locals and its operators begin, and where it ends. */
  readonly localsAt: number
  readonly operatorsAt: number
  readonly end: number
}

/** One section as it stands: its number, and where its content begins and ends. */
export interface Section {
  readonly id: number
  readonly start: number
  readonly end: number
}

export type ExternalKind = 'function' | 'table' | 'memory' | 'global'

export interface WasmModule {
  readonly bytes: Uint8Array
  readonly sections: readonly Section[]
  readonly types: readonly FunctionType[]
  readonly imports: readonly WasmImport[]
  /** Type of each function of the module's own. */
  readonly functions: readonly number[]
  readonly tables: readonly Limits[]
  readonly memories: readonly Limits[]
  readonly globals: number
  readonly exports: readonly WasmExport[]
  readonly bodies: readonly FunctionBody[]
  readonly hasStart: boolean
  /** What is used of proposals that are not allowed, each with how often and where first, in order of appearance. */
  readonly refused: ReadonlyMap<string, Refused>
}

export interface Refused {
  count: number
  /** Offset of the first in the file, in bytes. */
  readonly at: number
}

export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
} as const
