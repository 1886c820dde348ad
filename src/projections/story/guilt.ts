/** The third beat of a violation: the request in which it shows, and the figure that broke its bound. */
import type { Measure, Violation } from '~/kernel/invariant'
import type { PlainEvent } from '~/kernel/trace'
import type { Guilt } from './story'

/** Names of fields that say who asked for what least of all. */
const DULL = ['type', 'request', 'key', 'event', 'hash']
const WHO_MAX = 4

/** What is wrong. `own` are the events of the guilty request up to the violation. */
export function guiltOf({ evidence, atMs }: Violation, own: readonly PlainEvent[]): Guilt {
  const { request, measure, summary } = evidence
  return {
    title:
      measure === undefined ? (request === 0 ? 'No single request' : 'The request that shows it') : figureOf(measure),
    text: `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`,
    atMs,
    request,
    who: whoOf(own),
    measure: measure ?? null,
  }
}

/** The figure and its bound in words. */
export function figureOf({ value, bound, unit, isLeast }: Measure): string {
  return `${numberOf(value)} ${unitOf(value, unit)}, ${isLeast === true ? 'at least' : 'at most'} ${numberOf(bound)}`
}

/** What is counted, of one as of many: 1 block behind, 2 blocks behind. Units of measurement stay. */
export function unitOf(value: number, unit: string): string {
  if (value !== 1) return unit
  return unit.replace(/^[a-z]{2,}?(ies|s)\b/, (word, end: string) =>
    word === 'ms' || word === 'is' ? word : `${word.slice(0, -end.length)}${end === 'ies' ? 'y' : ''}`,
  )
}

function numberOf(value: number): string {
  const digits = Number.isInteger(value) || Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}

/** What the first of its messages or facts that is still there says of who asked for what. */
function whoOf(own: readonly PlainEvent[]): string {
  for (const { data } of own) {
    if (typeof data !== 'object' || data === null || Array.isArray(data)) continue
    // The envelope of JSON-RPC says nothing of who asks.
    if (Object.hasOwn(data, 'jsonrpc')) continue
    const told = Object.entries(data).filter(
      ([field, value]) => typeof value === 'string' && value.length > 0 && value.length <= 24 && !DULL.includes(field),
    )
    if (told.length > 0) {
      return told
        .slice(0, WHO_MAX)
        .map(([, value]) => String(value))
        .join(' · ')
    }
  }
  return ''
}
