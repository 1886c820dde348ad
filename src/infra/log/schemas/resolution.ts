/**
 * How data of a writer's schema becomes values of a reader's. The plan is what the decoder follows, and what is found in the way
 * of it is the verdict of the compatibility check: there is one rule for both.
 *
 * A branch of the reader's union is chosen by type and name alone and not by what is inside, as the specification has it: first
 * the same type (under the same full name, then under the same name or an alias), then one that it can be promoted to. So whether
 * two types fit depends on nothing else than each pair of types in them that meets, and recursion needs no special care.
 *
 * Specification: https://avro.apache.org/docs/1.12.0/specification/#schema-resolution
 */
import { AvroError } from './avro-error'
import { LIMITS } from './limits'
import { branchName, type Field, isNamed, type RecordSchema, type Schema, shortName, type UnionSchema } from './schema'

/** Why data cannot be read, in the words of Confluent's registry. */
export type IncompatibilityReason =
  | 'NAME_MISMATCH'
  | 'FIXED_SIZE_MISMATCH'
  | 'MISSING_ENUM_SYMBOLS'
  | 'READER_FIELD_MISSING_DEFAULT_VALUE'
  | 'TYPE_MISMATCH'
  | 'MISSING_UNION_BRANCH'

export interface Incompatibility {
  readonly reason: IncompatibilityReason
  /** A JSON pointer into the reader's schema, with branches of the writer's union as steps; `/` is the top. */
  readonly path: string
  /** The field that it is about, as code would name it: `customer.address.zip`; empty if it is about the whole. */
  readonly field: string
  /** What is missing or differs, for instance `[FEMALE]`: the registry's `additionalInfo`. */
  readonly detail: string
}

/** What is read of a field of the writer's. */
export interface FieldStep {
  /** The name of the reader's field. */
  readonly name: string
  /** Null if the reader has no such field. */
  readonly plan: Plan | null
  /** By which it is skipped then. */
  readonly written: Schema
}

export interface RecordPlan {
  readonly kind: 'record'
  /** In the order of the writer. */
  readonly steps: readonly FieldStep[]
  /** Fields that only the reader has. */
  readonly defaults: readonly Field[]
  /** Why no such record can be read. */
  readonly refused: Incompatibility | null
}

export type Plan =
  | { readonly kind: 'null' | 'boolean' | 'int' | 'long' | 'float' | 'double' | 'bytes' | 'string' }
  | { readonly kind: 'int-as-float' | 'long-as-float' | 'long-as-double' }
  | { readonly kind: 'fixed'; readonly size: number }
  /** The reader's symbols in the order of the writer's; null where the reader has none. */
  | { readonly kind: 'enum'; readonly symbols: readonly (string | null)[]; readonly refused: Incompatibility | null }
  | { readonly kind: 'array'; readonly items: Plan }
  | { readonly kind: 'map'; readonly values: Plan }
  /** The branches of the writer. */
  | { readonly kind: 'union'; readonly branches: readonly Plan[] }
  | { readonly kind: 'refused'; readonly refused: Incompatibility }
  | RecordPlan

export interface Resolution {
  readonly plan: Plan
  /** In the order of the reader's schema. With none, everything that the writer's schema allows can be read. */
  readonly incompatibilities: readonly Incompatibility[]
}

/** What may be read as something wider, and the plan for it. */
const PROMOTIONS: Readonly<Record<string, Plan['kind']>> = {
  'int long': 'int',
  'int float': 'int-as-float',
  'int double': 'int',
  'long float': 'long-as-float',
  'long double': 'long-as-double',
  'float double': 'float',
  'string bytes': 'bytes',
  'bytes string': 'string',
}

/** @throws AvroError only if the schemas are too large to be compared */
export function resolve(writer: Schema, reader: Schema): Resolution {
  const resolver = new Resolver()
  const plan = resolver.resolve(writer, reader, '', '')
  return { plan, incompatibilities: resolver.incompatibilities }
}

class Resolver {
  readonly incompatibilities: Incompatibility[] = []
  /** Plans of records, of the reader by those of the writer. One that is not finished yet is as good. */
  private readonly records = new Map<RecordSchema, Map<RecordSchema, RecordPlan>>()
  private nodes = 0

  resolve(writer: Schema, reader: Schema, path: string, field: string): Plan {
    this.nodes += 1
    if (this.nodes > LIMITS.resolvedNodes)
      throw new AvroError('too-large', path, 'the schemas are too large to compare')
    if (writer.kind === 'union') {
      const branches = writer.branches.map((branch, index) => this.resolve(branch, reader, `${path}/${index}`, field))
      return { kind: 'union', branches }
    }
    if (reader.kind === 'union') {
      const index = readingBranch(writer, reader)
      if (index !== -1) return this.resolve(writer, reader.branches[index]!, `${path}/${index}`, field)
      const detail = `reader union lacking writer type: ${writer.kind.toUpperCase()}`
      return this.refuse('MISSING_UNION_BRANCH', path, field, detail)
    }
    if (writer.kind !== reader.kind) return this.promote(writer, reader, path, field)
    if (writer.kind === 'array' && reader.kind === 'array') {
      return { kind: 'array', items: this.resolve(writer.items, reader.items, `${path}/items`, field) }
    }
    if (writer.kind === 'map' && reader.kind === 'map') {
      return { kind: 'map', values: this.resolve(writer.values, reader.values, `${path}/values`, field) }
    }
    if (writer.kind === 'record' && reader.kind === 'record') return this.record(writer, reader, path, field)
    if (isNamed(writer) && isNamed(reader) && !isSameName(writer, reader)) return this.misname(writer.name, path, field)
    if (writer.kind === 'fixed' && reader.kind === 'fixed') {
      if (writer.size === reader.size) return { kind: 'fixed', size: writer.size }
      const detail = `expected: ${writer.size}, found: ${reader.size}`
      return this.refuse('FIXED_SIZE_MISMATCH', `${path}/size`, field, detail)
    }
    if (writer.kind === 'enum' && reader.kind === 'enum') {
      const symbols = writer.symbols.map((symbol) => (reader.indexOf.has(symbol) ? symbol : reader.default))
      const missing = writer.symbols.filter((_, index) => symbols[index] === null)
      if (missing.length === 0) return { kind: 'enum', symbols, refused: null }
      const refused = this.note('MISSING_ENUM_SYMBOLS', `${path}/symbols`, field, `[${missing.join(', ')}]`)
      return { kind: 'enum', symbols, refused }
    }
    return { kind: writer.kind } as Plan
  }

  private promote(writer: Schema, reader: Schema, path: string, field: string): Plan {
    const kind = PROMOTIONS[`${writer.kind} ${reader.kind}`]
    if (kind !== undefined) return { kind } as Plan
    const detail = `reader type: ${reader.kind.toUpperCase()} not compatible with writer type: ${writer.kind.toUpperCase()}`
    return this.refuse('TYPE_MISMATCH', path, field, detail)
  }

  private record(writer: RecordSchema, reader: RecordSchema, path: string, field: string): Plan {
    const known = this.records.get(writer)?.get(reader)
    if (known !== undefined) return known
    const plans = new Array<Plan | null>(writer.fields.length).fill(null)
    const steps: FieldStep[] = []
    const defaults: Field[] = []
    const plan = { kind: 'record' as const, steps, defaults, refused: null as Incompatibility | null }
    const ofWriter = this.records.get(writer) ?? new Map<RecordSchema, RecordPlan>()
    this.records.set(writer, ofWriter.set(reader, plan))

    if (!isSameName(writer, reader))
      plan.refused = this.note('NAME_MISMATCH', `${path}/name`, field, nameDetail(writer.name))
    const sources = matchFields(writer, reader)
    const names = writer.fields.map(({ name }) => name)
    reader.fields.forEach((each, index) => {
      const inner = field === '' ? each.name : `${field}.${each.name}`
      const source = sources[index]!
      if (source !== -1) {
        names[source] = each.name
        plans[source] = this.resolve(writer.fields[source]!.schema, each.schema, `${path}/fields/${index}/type`, inner)
      } else if (each.hasDefault) {
        defaults.push(each)
      } else {
        const refused = this.note('READER_FIELD_MISSING_DEFAULT_VALUE', `${path}/fields/${index}`, inner, each.name)
        plan.refused ??= refused
      }
    })
    writer.fields.forEach(({ schema }, index) => {
      steps.push({ name: names[index]!, plan: plans[index]!, written: schema })
    })
    return plan
  }

  private misname(expected: string, path: string, field: string): Plan {
    return this.refuse('NAME_MISMATCH', `${path}/name`, field, nameDetail(expected))
  }

  private refuse(reason: IncompatibilityReason, path: string, field: string, detail: string): Plan {
    return { kind: 'refused', refused: this.note(reason, path, field, detail) }
  }

  private note(reason: IncompatibilityReason, path: string, field: string, detail: string): Incompatibility {
    const incompatibility = { reason, path: path === '' ? '/' : path, field, detail }
    this.incompatibilities.push(incompatibility)
    return incompatibility
  }
}

function nameDetail(expected: string): string {
  return `expected: ${expected}`
}

type Named = Extract<Schema, { readonly name: string }>

/** The namespace does not count, and the reader may know the writer's type by an alias. */
function isSameName(writer: Named, reader: Named): boolean {
  return shortName(writer.name) === shortName(reader.name) || reader.aliases.includes(writer.name)
}

/** The branch of the reader's union that takes a type, or -1. */
function readingBranch(writer: Schema, reader: UnionSchema): number {
  const { branches } = reader
  const name = branchName(writer)
  const same = branches.findIndex((branch) => branch.kind === writer.kind && branchName(branch) === name)
  if (same !== -1) return same
  if (isNamed(writer)) {
    return branches.findIndex((branch) => branch.kind === writer.kind && isSameName(writer, branch as Named))
  }
  return branches.findIndex((branch) => PROMOTIONS[`${writer.kind} ${branch.kind}`] !== undefined)
}

/**
 * For each field of the reader, the index of the writer's that it is read from, or -1. Names go first; an alias takes what is left,
 * so that no field is read twice.
 */
function matchFields(writer: RecordSchema, reader: RecordSchema): number[] {
  const indexOf = new Map(writer.fields.map(({ name }, index) => [name, index]))
  const sources = reader.fields.map(({ name }) => indexOf.get(name) ?? -1)
  const taken = new Set(sources)
  reader.fields.forEach(({ aliases }, index) => {
    if (sources[index] !== -1) return
    const alias = aliases.find((each) => indexOf.has(each) && !taken.has(indexOf.get(each)!))
    if (alias === undefined) return
    sources[index] = indexOf.get(alias)!
    taken.add(sources[index]!)
  })
  return sources
}
