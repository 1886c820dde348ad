/** Random values of a schema, and values that together go everywhere in it. Branches of unions are always named. */
import { type Rng } from '~/kernel/random'
import { branchName, type RecordSchema, type Schema } from '../schema'
import { UnionBranch } from '../union-branch'
import { pick } from './draw-schema'

const DEPTH_MAX = 6
/** How often a record may be within itself: often enough for every pair of types that can meet. */
const RECURSION_MAX = 3
/** Without `__proto__`, a key that avsc loses. */
const WORDS = ['', 'a', 'order-1', 'größer', '🙂', 'x'.repeat(40)]

/** Whole numbers are within ±2^24, which every number type holds exactly. */
export function drawValue(rng: Rng, schema: Schema, depth = 0): unknown {
  switch (schema.kind) {
    case 'null':
      return null
    case 'boolean':
      return rng.chance(0.5)
    case 'int':
    case 'long':
      return rng.int(2 ** (1 + rng.int(24))) * (rng.chance(0.5) ? 1 : -1) + 0
    case 'float':
      return Math.fround(rng.float() * 1000 - 500)
    case 'double':
      return rng.float() * 1000 - 500
    case 'string':
      return pick(rng, WORDS)
    case 'bytes':
      return drawBytes(rng, rng.int(40))
    case 'fixed':
      return drawBytes(rng, schema.size)
    case 'enum':
      return pick(rng, schema.symbols)
    case 'array':
      return Array.from({ length: lengthAt(rng, depth) }, () => drawValue(rng, schema.items, depth + 1))
    case 'map': {
      const map = Object.create(null) as Record<string, unknown>
      for (let count = lengthAt(rng, depth); count > 0; count -= 1)
        map[pick(rng, WORDS)] = drawValue(rng, schema.values, depth + 1)
      return map
    }
    case 'record': {
      const record: Record<string, unknown> = {}
      for (const field of schema.fields) record[field.name] = drawValue(rng, field.schema, depth + 1)
      return record
    }
    case 'union': {
      const ending = schema.branches.find(({ kind }) => kind === 'null')
      const branch = depth >= DEPTH_MAX && ending !== undefined ? ending : pick(rng, schema.branches)
      return new UnionBranch(branchName(branch), drawValue(rng, branch, depth + 1))
    }
  }
}

function lengthAt(rng: Rng, depth: number): number {
  return depth >= DEPTH_MAX ? 0 : rng.int(4)
}

function drawBytes(rng: Rng, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => rng.int(256))
}

/** Values that together hold every symbol, every branch, and every pair of types nested as deep as it gets interesting. */
export function coveringValues(schema: Schema, within: readonly RecordSchema[] = []): unknown[] {
  switch (schema.kind) {
    case 'enum':
      return [...schema.symbols]
    case 'array':
      return [coveringValues(schema.items, within)]
    case 'map':
      return [Object.fromEntries(coveringValues(schema.values, within).map((value, index) => [`k${index}`, value]))]
    case 'union':
      return schema.branches.flatMap((branch) =>
        coveringValues(branch, within).map((value) => new UnionBranch(branchName(branch), value)),
      )
    case 'record': {
      if (within.filter((each) => each === schema).length >= RECURSION_MAX) return []
      const columns = schema.fields.map((field) => coveringValues(field.schema, [...within, schema]))
      if (columns.some((values) => values.length === 0)) return []
      const count = Math.max(1, ...columns.map((values) => values.length))
      return Array.from({ length: count }, (_, row) =>
        Object.fromEntries(
          schema.fields.map(({ name }, column) => [name, columns[column]![row % columns[column]!.length]]),
        ),
      )
    }
    case 'fixed':
      return [new Uint8Array(schema.size).fill(1)]
    case 'bytes':
      return [Uint8Array.of(104, 105)]
    case 'string':
      return ['hi']
    case 'boolean':
      return [true]
    case 'null':
      return [null]
    default:
      return [1]
  }
}

/** The value as it is read: without the names of branches. */
export function withoutBranches(value: unknown): unknown {
  if (value instanceof UnionBranch) return withoutBranches(value.value)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(withoutBranches)
  const plain = Object.create(null) as Record<string, unknown>
  for (const [key, each] of Object.entries(value)) plain[key] = withoutBranches(each)
  return plain
}
