/**
 * The check that a chain makes before it stores a contract, mirrored from cosmwasm-check (`compatibility.rs`) with the stricter figure
 * of the 1.5 line (which Terra's main net runs) and of 3.0. It is a list of rules, each with what was found and what is
 * allowed, so that a page can show it for any file.
 */
import { CODE_SIZE_MAX } from './code-size'
import { CAPABILITIES, IMPORTS, type Signature } from './interface'
import { VmError } from './vm-error'
import { readModule } from './read-module'
import type { FunctionType, Limits, WasmModule } from './wasm-module'

export interface StaticRule {
  readonly name: string
  readonly isKept: boolean
  /** What the module has, in words. */
  readonly found: string
  readonly allowed: string
}

export interface StaticReport {
  /** Size of the module in bytes, after unpacking. */
  readonly size: number
  readonly isAccepted: boolean
  readonly rules: readonly StaticRule[]
  /** Names of what it exports as functions and imports, and of the capabilities that it requires. */
  readonly exports: readonly string[]
  readonly imports: readonly string[]
  readonly capabilities: readonly string[]
}

export interface CheckedModule {
  readonly report: StaticReport
  /** Undefined if the bytes are no module. */
  readonly module: WasmModule | undefined
}

const MEMORY_INITIAL_MAX = 512
const TABLE_MAX = 2_500
const IMPORTS_MAX = 100
const FUNCTIONS_MAX = 10_000
const PARAMETERS_MAX = 50
const RESULTS_MAX = 1
/** The last three are of 3.0 alone: against small files that become large when they are compiled. */
const LOCALS_MAX = 100
const TOTAL_LOCALS_MAX = 10_000
const TOTAL_PARAMETERS_MAX = 10_000
/** So many names are listed in what was found. */
const NAMES_MAX = 5

/**
 * Checks a module, as unpacked. It never throws for what the bytes say: what cannot be read is a report with one rule that is not
 * kept.
 */
export function checkModule(bytes: Uint8Array, capabilities: readonly string[] = CAPABILITIES): CheckedModule {
  const size = rule('size', bytes.length <= CODE_SIZE_MAX, `${bytes.length} bytes`, `at most ${CODE_SIZE_MAX} bytes`)
  // Larger ones are not even read.
  if (!size.isKept) return { report: makeReport(bytes, [size]), module: undefined }
  try {
    const module = readModule(bytes)
    const rules = [size, ...rulesOf(module, capabilities)]
    return { report: makeReport(bytes, rules, module), module }
  } catch (error) {
    if (!(error instanceof VmError)) throw error
    const format = rule('format', false, error.message, 'a WebAssembly module of version 1')
    return { report: makeReport(bytes, [size, format]), module: undefined }
  }
}

/** What is wrong, one rule after the other, or an empty text. */
export function describeBroken(report: StaticReport): string {
  const broken = report.rules.filter((each) => !each.isKept)
  return broken.map((each) => `${each.name}: ${each.found}; allowed: ${each.allowed}`).join('. ')
}

function rulesOf(module: WasmModule, capabilities: readonly string[]): StaticRule[] {
  const names = functionNames(module)
  const versions = names.filter((name) => name.startsWith('interface_version_'))
  const missing = capabilitiesOf(names).filter((name) => !capabilities.includes(name))
  const types = module.types
  const signatures = module.functions.map((type) => types[type])
  const locals = module.bodies.map((body) => body.locals)
  const memory = module.memories[0]
  const table = module.tables[0]
  return [
    rule('instructions', module.refused.size === 0, describeRefused(module), 'the MVP without floats, sign extension'),
    // The engine's own validation knows more proposals than are allowed: what it would let pass is refused by the rule before.
    rule('validity', isValid(module), isValid(module) ? 'valid' : 'not valid', 'what the engine finds valid'),
    rule(
      'memory',
      module.memories.length === 1 && memory!.initial <= MEMORY_INITIAL_MAX && memory!.maximum === undefined,
      describeLimits('memory', 'pages', module.memories),
      `one memory of at most ${MEMORY_INITIAL_MAX} pages at first, without a maximum`,
    ),
    rule(
      'table',
      module.tables.length === 0 || (module.tables.length === 1 && (table!.maximum ?? Infinity) <= TABLE_MAX),
      describeLimits('table', 'elements', module.tables),
      `at most one table, with a maximum of at most ${TABLE_MAX} elements`,
    ),
    ...importRules(module),
    rule(
      'interface version',
      versions.length === 1 && versions[0] === 'interface_version_8',
      list(versions, 'no export of that kind'),
      'exactly interface_version_8',
    ),
    rule(
      'exports',
      ['allocate', 'deallocate'].every((name) => names.includes(name)) && exportsMemory(module),
      list([...names.filter((name) => name.endsWith('allocate')), ...(exportsMemory(module) ? ['memory'] : [])]),
      'functions allocate and deallocate, and the memory as "memory"',
    ),
    rule('capabilities', missing.length === 0, list(missing, 'none is missing'), list([...capabilities])),
    limit('functions', module.functions.length, FUNCTIONS_MAX),
    limit('parameters of a function', largest(types.map((type) => type.parameters.length)), PARAMETERS_MAX),
    limit('parameters in all', sum(signatures.map((type) => type?.parameters.length ?? 0)), TOTAL_PARAMETERS_MAX),
    limit('results of a function', largest(types.map((type) => type.results.length)), RESULTS_MAX),
    limit('locals of a function', largest(locals), LOCALS_MAX),
    limit('locals in all', sum(locals), TOTAL_LOCALS_MAX),
  ]
}

function importRules(module: WasmModule): StaticRule[] {
  const full = (each: { module: string; name: string }) => `${each.module}.${each.name}`
  const unknown = module.imports.filter((each) => each.module !== 'env' || !Object.hasOwn(IMPORTS, each.name))
  const others = module.imports.filter((each) => !unknown.includes(each) && !hasItsSignature(module, each))
  return [
    limit('imports', module.imports.length, IMPORTS_MAX),
    rule(
      'known imports',
      unknown.length === 0,
      list(unknown.map(full), 'all are known'),
      `env.${list(Object.keys(IMPORTS))}`,
    ),
    rule(
      'types of imports',
      others.length === 0,
      list(others.map(full), 'as the interface says'),
      'functions with the parameters and results of the interface',
    ),
  ]
}

function hasItsSignature(module: WasmModule, imported: { kind: string; name: string; type: number }): boolean {
  if (imported.kind !== 'function') return false
  const type = module.types[imported.type]
  return type !== undefined && signatureOf(type) === IMPORTS[imported.name as keyof typeof IMPORTS]
}

/** The types of each exported function, by its name. */
export function exportedSignatures(module: WasmModule): ReadonlyMap<string, Signature> {
  const imported = module.imports.filter((each) => each.kind === 'function').map((each) => each.type)
  const typeOf = [...imported, ...module.functions]
  const exported = module.exports.filter((each) => each.kind === 'function')
  return new Map(exported.map((each) => [each.name, signatureOf(module.types[typeOf[each.index]!]!)]))
}

function signatureOf(type: FunctionType): Signature {
  const letters = (types: Uint8Array) =>
    Array.from(types, (each) => (each === 0x7f ? 'i' : each === 0x7e ? 'I' : 'f')).join('')
  return `${letters(type.parameters)}>${letters(type.results)}`
}

function isValid(module: WasmModule): boolean {
  return WebAssembly.validate(module.bytes as Uint8Array<ArrayBuffer>)
}

function exportsMemory(module: WasmModule): boolean {
  return module.exports.some((each) => each.kind === 'memory' && each.name === 'memory')
}

function functionNames(module: WasmModule): string[] {
  return module.exports.filter((each) => each.kind === 'function').map((each) => each.name)
}

function capabilitiesOf(names: readonly string[]): string[] {
  const prefix = 'requires_'
  return names.filter((name) => name.startsWith(prefix) && name !== prefix).map((name) => name.slice(prefix.length))
}

function describeRefused(module: WasmModule): string {
  const found = [...module.refused].map(([name, { count, at }]) => `${name} (${count}, first at byte ${at})`)
  return list(found, 'nothing else')
}

function describeLimits(what: string, unit: string, all: readonly Limits[]): string {
  const [first] = all
  if (first === undefined) return `no ${what}`
  if (all.length > 1) return `${all.length} of them`
  const maximum = first.maximum === undefined ? 'without a maximum' : `at most ${first.maximum}`
  return `one ${what} of ${first.initial} ${unit}, ${maximum}`
}

function makeReport(bytes: Uint8Array, rules: readonly StaticRule[], module?: WasmModule): StaticReport {
  const names = module === undefined ? [] : functionNames(module)
  return {
    size: bytes.length,
    isAccepted: module !== undefined && rules.every((each) => each.isKept),
    rules,
    exports: names,
    imports: module === undefined ? [] : module.imports.map((each) => each.name),
    capabilities: capabilitiesOf(names),
  }
}

function rule(name: string, isKept: boolean, found: string, allowed: string): StaticRule {
  return { name, isKept, found, allowed }
}

function limit(name: string, count: number, max: number): StaticRule {
  return rule(name, count <= max, String(count), `at most ${max}`)
}

function list(names: readonly string[], none = 'none'): string {
  if (names.length === 0) return none
  return names.length > 24
    ? `${names.slice(0, NAMES_MAX).join(', ')} and ${names.length - NAMES_MAX} more`
    : names.join(', ')
}

function largest(figures: readonly number[]): number {
  return figures.reduce((max, each) => Math.max(max, each), 0)
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, each) => total + each, 0)
}
