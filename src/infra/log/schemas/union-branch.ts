/**
 * Which branch of a union a value is written as. Values are plain, so it follows from the value: the first branch that it fits.
 * Where two branches fit the same value and it matters which one is meant, {@link UnionBranch} says it.
 */
import { AvroError } from './avro-error'
import { LIMITS } from './limits'
import { branchName, type Schema, type UnionSchema } from './schema'

/** A value of a union with the name of its branch: the full name of a type, or its kind if it has no name. */
export class UnionBranch {
  readonly name: string
  readonly value: unknown

  constructor(name: string, value: unknown) {
    this.name = name
    this.value = value
  }
}

const LONG_MIN = -(2n ** 63n)
const LONG_MAX = 2n ** 63n - 1n
/** Between one record, array or map and the next there may be a union. */
const FITTED_DEPTH = 2 * LIMITS.valueDepth

/** Whether it is a whole number of 64 bits: beyond ±2^53 only a bigint is one. */
export function isLong(value: unknown): value is number | bigint {
  return typeof value === 'bigint' ? value >= LONG_MIN && value <= LONG_MAX : Number.isSafeInteger(value)
}

/** The index of the branch, or -1. A structured value that fits none goes to the first one of its kind, which says why not. */
export function branchOf(union: UnionSchema, value: unknown): number {
  const { branches } = union
  if (value instanceof UnionBranch) return branches.findIndex((branch) => branchName(branch) === value.name)
  let first = -1
  let isOpen = false
  for (let index = 0; index < branches.length; index += 1) {
    const branch = branches[index]!
    if (!isOfKind(branch, value)) continue
    if (branch.kind !== 'record' && branch.kind !== 'map') return index
    if (first === -1) first = index
    else isOpen = true
  }
  if (!isOpen) return first
  const budget = { nodes: LIMITS.fittedNodes }
  const fitting = branches.findIndex((branch) => fits(branch, value, budget, 0))
  return fitting === -1 ? first : fitting
}

/** Whether a value is one of this type, as far as can be seen without looking into it. */
function isOfKind(schema: Schema, value: unknown): boolean {
  switch (schema.kind) {
    case 'null':
      return value === null
    case 'int':
      return typeof value === 'number' && value === (value | 0)
    case 'long':
      return isLong(value)
    case 'float':
    case 'double':
      return typeof value === 'number'
    case 'bytes':
      return value instanceof Uint8Array
    case 'fixed':
      return value instanceof Uint8Array && value.length === schema.size
    case 'enum':
      return typeof value === 'string' && schema.indexOf.has(value)
    case 'array':
      return Array.isArray(value)
    case 'map':
    case 'record':
      return isObject(value)
    case 'union':
      return true
    default:
      return typeof value === schema.kind
  }
}

/** Whether a value can be written as this type. */
function fits(schema: Schema, value: unknown, budget: { nodes: number }, depth: number): boolean {
  budget.nodes -= 1
  if (depth > FITTED_DEPTH) throw new AvroError('too-deep', '', `a value is nested more than ${LIMITS.valueDepth} deep`)
  // Unions of alike records within each other can be tried in more ways than there is time for.
  if (budget.nodes < 0)
    throw new AvroError('too-large', '', 'a value fits too many branches: name them with UnionBranch')
  if (!isOfKind(schema, value)) return false
  switch (schema.kind) {
    case 'array':
      return (value as unknown[]).every((item) => fits(schema.items, item, budget, depth + 1))
    case 'map':
      return Object.values(value as object).every((each) => fits(schema.values, each, budget, depth + 1))
    case 'record':
      return schema.fields.every((field) => {
        const each = (value as Record<string, unknown>)[field.name]
        return each === undefined ? field.hasDefault : fits(field.schema, each, budget, depth + 1)
      })
    case 'union': {
      if (!(value instanceof UnionBranch))
        return schema.branches.some((branch) => fits(branch, value, budget, depth + 1))
      const branch = schema.branches.find((each) => branchName(each) === value.name)
      return branch !== undefined && fits(branch, value.value, budget, depth + 1)
    }
    default:
      return true
  }
}

/** Whether it can be a record or a map. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}
