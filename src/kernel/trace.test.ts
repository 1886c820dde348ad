/** The record of a run: bounded, exact, and hashed over everything ever written. */
import { describe, expect, test } from 'vitest'
import { createEventBuffer, KINDS, toPlainEvent, Trace, type Kind } from './trace'

const CHUNK = 65_536
const KEPT = 16

type Fields = Parameters<Trace['append']>

const FIRST: Fields = ['send', 1000, 1, 0, 1, 1, 1, 0, 'ask', { type: 'ask' }]
const FACT: Fields = ['state', 1100, 2, 1, 0, 0, 7, 1, 'fact', { size: 3, names: ['a', 'b'] }]

function traceOf(...events: readonly Fields[]): Trace {
  const trace = new Trace(['client', 'server'], ['client~server'])
  for (const fields of events) trace.append(...fields)
  return trace
}

describe('an event', () => {
  test('is read as it was written', () => {
    const trace = traceOf(FIRST, FACT)
    const buffer = createEventBuffer()
    trace.read(2, buffer)
    expect(buffer).toMatchObject({
      n: 2,
      t: 1.1,
      kind: 'state',
      node: 'server',
      instance: 1,
      arrow: '',
      op: 0,
      id: 7,
      cause: 1,
    })
    expect(buffer).toMatchObject({ key: 'fact', data: { size: 3, names: ['a', 'b'] } })
    trace.read(1, buffer)
    expect(buffer).toMatchObject({ n: 1, t: 1, kind: 'send', node: 'client', arrow: 'client~server', op: 1 })
  })

  test('is exported without what it does not have', () => {
    const buffer = createEventBuffer()
    const trace = traceOf(FIRST, ['phase', 2000, 0, 0, 0, 0, 0, 0, 'end', undefined])
    trace.read(2, buffer)
    expect(toPlainEvent(buffer)).toEqual({ n: 2, t: 2, node: '', kind: 'phase', op: 0, id: 0, cause: 0, key: 'end' })
  })

  test('that was not written yet cannot be read', () => {
    const trace = traceOf(FIRST)
    expect(() => trace.read(2, createEventBuffer())).toThrow('event 2 is not held')
    expect(() => trace.read(0, createEventBuffer())).toThrow('event 0 is not held')
  })

  test('keeps its place when its message is let go, and so does the hash', () => {
    const trace = traceOf(FIRST, FACT)
    const { hash } = trace
    trace.forgetData(1)
    const buffer = createEventBuffer()
    trace.read(1, buffer)
    expect(buffer).toMatchObject({ key: 'ask', data: undefined })
    trace.read(2, buffer)
    expect(buffer.data).toEqual({ size: 3, names: ['a', 'b'] })
    expect(trace.hash).toBe(hash)
  })
})

describe('the hash', () => {
  test('is sixteen hexadecimal digits, and the same for the same events', () => {
    expect(traceOf(FIRST, FACT).hash).toMatch(/^[0-9a-f]{16}$/)
    expect(traceOf(FIRST, FACT).hash).toBe(traceOf(FIRST, FACT).hash)
  })

  const others: readonly [string, number, Fields[number]][] = [
    ['kind', 0, 'crash'],
    ['time', 1, 1200],
    ['box', 2, 1],
    ['instance', 3, 0],
    ['arrow', 4, 1],
    ['call', 5, 1],
    ['request', 6, 8],
    ['cause', 7, 0],
    ['key', 8, 'facts'],
    ['fact', 9, { size: 3, names: ['a', 'c'] }],
    ['type of a fact', 9, { size: '3', names: ['a', 'b'] }],
    ['order within a fact', 9, { size: 3, names: ['b', 'a'] }],
    ['nesting of a fact', 9, { size: 3, names: ['a', ['b']] }],
    ['missing fact', 9, undefined],
  ]

  test.each(others)('differs with another %s', (_name, index, value) => {
    const other = FACT.with(index, value) as Fields
    expect(traceOf(FIRST, other).hash).not.toBe(traceOf(FIRST, FACT).hash)
  })

  test('differs with the order of events, and with every further event', () => {
    const hashes = [traceOf(), traceOf(FIRST), traceOf(FACT), traceOf(FIRST, FACT), traceOf(FACT, FIRST)]
    expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(hashes.length)
  })

  test('differs for every kind', () => {
    const hashes = KINDS.map((kind: Kind) => traceOf(FACT.with(0, kind) as Fields).hash)
    expect(new Set(hashes).size).toBe(KINDS.length)
  })
})

describe('the events of a request', () => {
  test('are those with its number, in order, up to a limit', () => {
    const trace = traceOf(...Array.from({ length: 30 }, (_, index) => FACT.with(6, index % 3) as Fields))
    expect(trace.eventsOf(1, 100)).toEqual([2, 5, 8, 11, 14, 17, 20, 23, 26, 29])
    expect(trace.eventsOf(2, 3)).toEqual([3, 6, 9])
    expect(trace.eventsOf(99, 100)).toEqual([])
  })
})

test('a long run stays within bounds: the oldest events go, the newest stay, the hash covers all', () => {
  const count = CHUNK * (KEPT + 1) + 10
  const write = (firstTimeUs: number): Trace => {
    const trace = traceOf()
    for (let n = 1; n <= count; n++) trace.append('send', n === 1 ? firstTimeUs : n * 100, 1, 0, 1, n, n, 0, 'ask', n)
    return trace
  }
  const trace = write(100)
  expect(trace.length).toBe(count)
  // What is held begins with a whole chunk; the last one has just been begun.
  expect(trace.firstHeld).toBe(2 * CHUNK + 1)
  const buffer = createEventBuffer()
  trace.read(trace.firstHeld, buffer)
  expect(buffer).toMatchObject({ n: 2 * CHUNK + 1, id: 2 * CHUNK + 1, data: 2 * CHUNK + 1 })
  trace.read(count, buffer)
  expect(buffer).toMatchObject({ n: count, t: count / 10, id: count, data: count })
  expect(() => trace.read(trace.firstHeld - 1, buffer)).toThrow('is not held')
  expect(trace.eventsOf(5, 10)).toEqual([])
  expect(trace.eventsOf(count - 3, 10)).toEqual([count - 3])
  trace.forgetData(1)
  expect(write(200).hash).not.toBe(trace.hash)
})

test('names beyond what can be told apart are refused', () => {
  const trace = traceOf()
  for (let n = 1; n < 65_536; n++) trace.append('state', 0, 1, 0, 0, 0, 0, 0, `key ${n}`, undefined)
  expect(() => trace.append('state', 0, 1, 0, 0, 0, 0, 0, 'one more', undefined)).toThrow('65,535 different keys')
})
