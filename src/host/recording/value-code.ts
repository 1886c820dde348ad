/**
 * Values of a recording as JSON: what JSON holds is itself, what it does not hold is an object with the one key `$`. Nothing else can
 * come out of a file, whoever wrote it.
 */
import { CallError, type CallErrorCode } from '~/kernel/call-error'
import type { Outcome } from '~/kernel/completion'

/** The deepest nesting of a value. */
const DEPTH_MAX = 200

const CODES: readonly CallErrorCode[] = ['refused', 'overloaded', 'rejected', 'timeout', 'reset']
const NUMBERS: Readonly<Record<string, number>> = { NaN: NaN, Infinity, '-Infinity': -Infinity, '-0': -0 }

/**
 * A value as what `JSON.stringify` writes faithfully.
 * @throws TypeError if it is no plain data, naming what it is
 */
export function encodeValue(value: unknown, depth = 0): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: 'number', of: Object.is(value, -0) ? '-0' : String(value) } // prettier-ignore
  }
  if (value === undefined) return { $: 'undefined' }
  if (typeof value === 'bigint') return { $: 'bigint', of: String(value) }
  if (depth > DEPTH_MAX) throw new TypeError(`a recording holds no value that nests deeper than ${DEPTH_MAX}`)
  if (value instanceof Uint8Array) return { $: 'bytes', of: hexOf(value) }
  if (Array.isArray(value)) return value.map((item) => encodeValue(item, depth + 1))
  const kind = Object.prototype.toString.call(value)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (kind !== '[object Object]' || (prototype !== Object.prototype && prototype !== null)) {
    const name = (value as { constructor?: { name?: string } }).constructor?.name ?? kind
    throw new TypeError(`a recording holds plain data and bytes, no ${name}`)
  }
  const plain = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encodeValue(item, depth + 1)]))
  return Object.hasOwn(plain, '$') ? { $: 'object', of: plain } : plain
}

/**
 * The value that was encoded. Objects are made without a prototype of their own keys' choice.
 * @throws TypeError if nothing is encoded so
 */
export function decodeValue(coded: unknown, depth = 0): unknown {
  if (coded === null || typeof coded !== 'object') return coded
  if (depth > DEPTH_MAX * 2) throw new TypeError(`it nests deeper than ${DEPTH_MAX}`)
  if (Array.isArray(coded)) return coded.map((item) => decodeValue(item, depth + 1))
  if (!Object.hasOwn(coded, '$')) return decodeEntries(coded, depth)
  const { $: what, of } = coded as { readonly $: unknown; readonly of?: unknown }
  switch (what) {
    case 'undefined':
      return undefined
    case 'number':
      if (typeof of === 'string' && Object.hasOwn(NUMBERS, of)) return NUMBERS[of]
      break
    case 'bigint':
      if (typeof of === 'string' && /^-?\d{1,400}$/.test(of)) return BigInt(of)
      break
    case 'bytes':
      if (typeof of === 'string' && /^(?:[0-9a-f]{2})*$/.test(of)) return bytesOf(of)
      break
    case 'object':
      if (typeof of === 'object' && of !== null && !Array.isArray(of)) return decodeEntries(of, depth)
      break
  }
  throw new TypeError(`it holds a value of an unknown sort: ${JSON.stringify(coded).slice(0, 60)}`)
}

function decodeEntries(coded: object, depth: number): object {
  // fromEntries defines properties, so that a key named __proto__ is a key like any other.
  return Object.fromEntries(Object.entries(coded).map(([key, item]) => [key, decodeValue(item, depth + 1)]))
}

/** What became of work: a value, or a failed call with its code. */
export function encodeOutcome(outcome: Outcome): unknown {
  if (!('error' in outcome)) return { v: encodeValue(outcome.value) }
  const { error } = outcome
  if (!(error instanceof CallError)) throw new TypeError('work of the outside fails with a CallError')
  return { e: [error.code, error.message] }
}

/** @throws TypeError if nothing is encoded so */
export function decodeOutcome(coded: unknown): Outcome {
  const { v, e } = (coded ?? {}) as { readonly v?: unknown; readonly e?: unknown }
  if (e === undefined && typeof coded === 'object' && coded !== null && Object.hasOwn(coded, 'v')) return { value: decodeValue(v) } // prettier-ignore
  const [code, message] = (Array.isArray(e) ? e : []) as unknown[]
  if (!CODES.includes(code as CallErrorCode) || typeof message !== 'string') {
    throw new TypeError(`an outcome is a value or a failed call (${CODES.join(', ')})`)
  }
  return { error: new CallError(code as CallErrorCode, message) }
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
}
