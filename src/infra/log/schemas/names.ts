/** Names of types, fields and symbols. */
import { AvroError } from './avro-error'
import { PRIMITIVE_KINDS } from './schema'

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
const FULL_NAME = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/
const PRIMITIVES: ReadonlySet<string> = new Set(PRIMITIVE_KINDS)

export function isPrimitiveName(name: string): boolean {
  return PRIMITIVES.has(name)
}

/** @throws AvroError unless it is a name without a namespace */
export function checkName(name: unknown, path: string): string {
  // An object takes `__proto__` for something else than one of its fields.
  if (typeof name === 'string' && NAME.test(name) && name !== '__proto__') return name
  const said = JSON.stringify(name) ?? 'missing'
  throw new AvroError(
    'invalid-schema',
    path,
    `the name is ${said}; allowed are letters, digits and _, not first a digit`,
  )
}

/**
 * The full name of a type.
 * @param name may have a namespace in front; else it gets the one given, if there is one
 */
export function fullName(name: unknown, namespace: string, path: string): string {
  if (typeof name !== 'string' || !FULL_NAME.test(name)) {
    const said = JSON.stringify(name) ?? 'missing'
    const allowed = 'allowed are letters, digits and _, not first a digit, in parts joined by dots'
    throw new AvroError('invalid-schema', path, `the name is ${said}; ${allowed}`)
  }
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`
}

/** The namespace of a full name, or nothing. */
export function namespaceOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')))
}
