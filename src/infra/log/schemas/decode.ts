/**
 * Reads Avro's binary encoding as values of the reader's schema. A walk over the plan of a {@link resolve | resolution}; bytes from
 * strangers cost no more than {@link LIMITS} allow.
 */
import { ByteReader, BytesError } from '../bytes/byte-reader'
import { AvroError, type AvroProblem, valuePath } from './avro-error'
import { LIMITS } from './limits'
import { type Incompatibility, type Plan, type RecordPlan, resolve } from './resolution'
import { copyDefault, type Schema } from './schema'

/** Reads what one schema wrote under another. Make one for each pair and keep it. */
export class AvroDecoder {
  /** What data of the writer's may hold that the reader has no place for. Data without it can be read all the same. */
  readonly incompatibilities: readonly Incompatibility[]
  private readonly plan: Plan

  /** @param reader by default the values are as they were written */
  constructor(writer: Schema, reader: Schema = writer) {
    const { plan, incompatibilities } = resolve(writer, reader)
    this.plan = plan
    this.incompatibilities = incompatibilities
  }

  /**
   * The one value that the bytes hold.
   * @param start where it begins, for instance after the registry's five bytes
   * @throws AvroError if there is anything else in them, or something that the reader has no place for
   */
  decode(bytes: Uint8Array, start = 0): unknown {
    const walk = new DecodingWalk(bytes, start)
    try {
      const value = walk.read(this.plan)
      const { left } = walk.reader
      if (left > 0) throw walk.failure('malformed-data', `${left} bytes follow the value`)
      return value
    } catch (error) {
      if (!(error instanceof BytesError)) throw error
      throw walk.failure('malformed-data', `${error.message}, at byte ${error.offset}`, error)
    }
  }
}

class DecodingWalk {
  readonly reader: ByteReader
  /** The steps to the value that is being read; those beyond `depth` are old. */
  private readonly trail: (string | number)[] = []
  private depth = 0
  private nodes = 0

  constructor(bytes: Uint8Array, start: number) {
    this.reader = new ByteReader(bytes, start)
  }

  read(plan: Plan): unknown {
    const { reader } = this
    switch (plan.kind) {
      case 'null':
        return null
      case 'boolean':
        return this.boolean()
      case 'int':
        return reader.varint()
      case 'long':
        return reader.varlong()
      case 'float':
        return reader.float32()
      case 'double':
        return reader.float64()
      case 'int-as-float':
        return Math.fround(reader.varint())
      case 'long-as-float':
        return Math.fround(Number(reader.varlong()))
      case 'long-as-double':
        return Number(reader.varlong())
      case 'string':
        return reader.varintString()
      case 'bytes':
        return reader.take(reader.varintLength()).slice()
      case 'fixed':
        return reader.take(plan.size).slice()
      case 'enum': {
        const symbol = plan.symbols[this.index(plan.symbols.length, 'symbol')]
        if (symbol === null) throw this.refusal(plan.refused)
        return symbol
      }
      case 'array':
        return this.array(plan.items)
      case 'map':
        return this.map(plan.values)
      case 'record':
        return this.record(plan)
      case 'union':
        return this.read(plan.branches[this.index(plan.branches.length, 'branch')]!)
      case 'refused':
        throw this.refusal(plan.refused)
    }
  }

  failure(problem: AvroProblem, message: string, cause?: unknown): AvroError {
    return new AvroError(problem, valuePath(this.trail.slice(0, this.depth)), message, { cause })
  }

  private record(plan: RecordPlan): Record<string, unknown> {
    if (plan.refused !== null) throw this.refusal(plan.refused)
    const { steps, defaults } = plan
    const record: Record<string, unknown> = {}
    this.enter()
    this.spend(1)
    for (let index = 0; index < steps.length; index += 1) {
      const step = steps[index]!
      this.trail[this.depth - 1] = step.name
      if (step.plan === null) this.skip(step.written)
      else record[step.name] = this.read(step.plan)
    }
    this.depth -= 1
    for (let index = 0; index < defaults.length; index += 1) {
      const field = defaults[index]!
      record[field.name] = copyDefault(field.default)
    }
    return record
  }

  private array(plan: Plan): unknown[] {
    const items: unknown[] = []
    this.enter()
    for (let count = this.blockCount(); count > 0; count = this.blockCount()) {
      for (let index = 0; index < count; index += 1) {
        this.trail[this.depth - 1] = items.length
        items.push(this.read(plan))
      }
    }
    this.depth -= 1
    return items
  }

  private map(plan: Plan): Record<string, unknown> {
    // Without a prototype, so that every key is one.
    const map = Object.create(null) as Record<string, unknown>
    this.enter()
    for (let count = this.blockCount(); count > 0; count = this.blockCount()) {
      for (let index = 0; index < count; index += 1) {
        const key = this.reader.varintString()
        this.trail[this.depth - 1] = key
        map[key] = this.read(plan)
      }
    }
    this.depth -= 1
    return map
  }

  /** Reads over a value that the reader has no field for. */
  private skip(schema: Schema): void {
    const { reader } = this
    switch (schema.kind) {
      case 'null':
        return
      case 'boolean':
        this.boolean()
        return
      case 'int':
        reader.varint()
        return
      case 'long':
        reader.varlong()
        return
      case 'float':
        return reader.skip(4)
      case 'double':
        return reader.skip(8)
      case 'string':
      case 'bytes':
        return reader.skip(reader.varintLength())
      case 'fixed':
        return reader.skip(schema.size)
      case 'enum':
        this.index(schema.symbols.length, 'symbol')
        return
      case 'union':
        return this.skip(schema.branches[this.index(schema.branches.length, 'branch')]!)
      case 'record':
        this.enter()
        this.spend(1)
        for (const field of schema.fields) {
          this.trail[this.depth - 1] = field.name
          this.skip(field.schema)
        }
        this.depth -= 1
        return
      case 'array':
      case 'map':
        this.enter()
        this.trail[this.depth - 1] = 0
        for (let count = this.blockCount(); count > 0; count = this.blockCount()) {
          for (let index = 0; index < count; index += 1) {
            if (schema.kind === 'map') reader.skip(reader.varintLength())
            this.skip(schema.kind === 'map' ? schema.values : schema.items)
          }
        }
        this.depth -= 1
    }
  }

  private boolean(): boolean {
    const byte = this.reader.uint8()
    if (byte > 1) throw this.failure('malformed-data', `a boolean is ${byte}; allowed are 0 and 1`)
    return byte === 1
  }

  private index(count: number, of: string): number {
    const index = this.reader.varint()
    if (index >= 0 && index < count) return index
    throw this.failure('malformed-data', `the ${of} is number ${index}, and there are ${count}`)
  }

  /** How many items follow. A negative count has the size in bytes after it, for those who want to skip them at once. */
  private blockCount(): number {
    const { reader } = this
    const start = reader.at
    const count = reader.safeVarlong()
    if (count < 0) {
      const size = reader.safeVarlong()
      if (size < 0) throw new BytesError('negative-length', start, `the size of a block is ${size}`)
      if (size > reader.left) {
        throw new BytesError('truncated', start, `a block has ${size} bytes, and ${reader.left} are left`)
      }
    }
    const items = Math.abs(count)
    this.spend(items)
    return items
  }

  private enter(): void {
    this.depth += 1
    if (this.depth <= LIMITS.valueDepth) return
    this.depth -= 1
    throw this.failure('too-deep', `the value is nested more than ${LIMITS.valueDepth} deep`)
  }

  private spend(nodes: number): void {
    this.nodes += nodes
    if (this.nodes <= LIMITS.valueNodes) return
    throw this.failure('too-large', `the value has more than ${LIMITS.valueNodes} records, items and entries`)
  }

  private refusal(refused: Incompatibility | null): AvroError {
    const reason = refused === null ? '' : `: ${refused.reason} at ${refused.path}, ${refused.detail}`
    return this.failure('unresolvable', `the reader's schema cannot take it${reason}`)
  }
}
