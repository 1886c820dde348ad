/** The project's own contracts on the host, above all the one that is made to misbehave. */
import { describe, expect, test } from 'vitest'
import { GasMeter } from './gas-meter'
import { checkModule, describeBroken } from './static-check'
import { artifact, artifactBytes, callJson, type ArtifactName } from './testing/artifact'
import { hex, MemoryStorage, testEnvironment, utf8 } from './testing/memory-storage'

const base64 = (text: string) => Buffer.from(text).toString('base64')

test.each<ArtifactName>(['collection', 'market', 'rogue'])('%s passes the check and keeps every rule', (name) => {
  const { report } = checkModule(artifactBytes(name))
  expect(describeBroken(report)).toBe('')
  expect(report.isAccepted).toBe(true)
  expect(report.exports).toEqual(expect.arrayContaining(['instantiate', 'execute', 'query', 'migrate']))
})

describe('a contract that does not end well', () => {
  test.each([
    ['a loop without end', { loop: {} }, 'out-of-gas', /limit of 3000000000/],
    ['a panic', { panic: { text: 'the till is empty' } }, 'aborted', /the till is empty/],
    ['a region that begins at 0', { bad_region: { offset: 0, capacity: 8, length: 4 } }, 'region', /begins at 0/],
    ['a region longer than its room', { bad_region: { offset: 64, capacity: 4, length: 8 } }, 'region', /length of 8/],
    [
      'a region past the end of all addresses',
      { bad_region: { offset: 4_294_967_295, capacity: 2, length: 1 } },
      'region',
      /passes 2\^32/,
    ],
    [
      'a region outside of its memory',
      { bad_region: { offset: 4_000_000_000, capacity: 9, length: 9 } },
      'region',
      /outside of the memory/,
    ],
    ['an iterator that was never opened', { bad_iterator: { id: 7 } }, 'iterator', /no iterator 7/],
    ['an order that is none', { bad_order: { order: 3 } }, 'iterator', /order 3 is neither/],
  ])('%s', (_, run, kind, message) => {
    const environment = testEnvironment({ gas: new GasMeter(3_000_000_000n) })
    const failed = () => callJson(artifact('rogue'), 'execute', { run }, environment)
    expect(failed).toThrow(expect.objectContaining({ kind, message: expect.stringMatching(message) as string }))
    expect(environment.gas.used > 0n).toBe(true)
  })

  test('a query that writes is refused, and nothing is written', () => {
    const environment = testEnvironment({ isReadOnly: true })
    const query = { run: { write_in_query: { key: base64('k'), value: base64('v') } } }
    expect(() => callJson(artifact('rogue'), 'query', query, environment)).toThrow(
      expect.objectContaining({ kind: 'read-only' }),
    )
    expect(environment.storage.entries()).toEqual({})
  })

  test('memory ends at 32 MiB: less is given, more is not', () => {
    const mebibytes = (count: number) => ({ run: { memory: { bytes: count * 1024 * 1024 } } })
    const ask = (count: number) => callJson(artifact('rogue'), 'execute', mebibytes(count), testEnvironment())
    expect(ask(24)).toHaveProperty('ok')
    expect(() => ask(33)).toThrow(expect.objectContaining({ name: 'VmError' }))
  })

  test('calls nested too deeply fail, and all gas counts as used', () => {
    const environment = testEnvironment({ gas: new GasMeter(10n ** 11n) })
    const failed = () => callJson(artifact('rogue'), 'execute', { run: { stack: { depth: 4_000_000 } } }, environment)
    expect(failed).toThrow(expect.objectContaining({ name: expect.stringMatching(/VmError|OutOfGas/) as string }))
  })
})

describe('storage', () => {
  const environment = testEnvironment()
  const set = (key: string, value: string) =>
    callJson(artifact('rogue'), 'execute', { set: { key, value } }, environment)
  const range = (question: object) => {
    const answer = callJson(artifact('rogue'), 'query', { range: question }, { ...environment, isReadOnly: true })
    const pairs = JSON.parse(Buffer.from(answer.ok as string, 'base64').toString()) as [string, string][]
    return pairs.map(([key]) => Buffer.from(key, 'base64').toString('hex'))
  }

  test('what one call writes, another one in a fresh instance reads', () => {
    for (const key of [[0x61], [0xff], [0x61, 0x00], [0x7f, 0xff], [0x80]]) {
      expect(set(Buffer.from(key).toString('base64'), base64('v'))).toHaveProperty('ok')
    }
    const answer = callJson(artifact('rogue'), 'query', { get: { key: base64('a') } }, environment)
    expect(JSON.parse(Buffer.from(answer.ok as string, 'base64').toString())).toBe(base64('v'))
  })

  test('iterators go by the bytes of the keys, up and down, from the first included to the last excluded', () => {
    expect(range({ start: null, end: null, is_descending: false, limit: null })).toEqual([
      '61',
      '6100',
      '7fff',
      '80',
      'ff',
    ])
    const bounds = { start: Buffer.from([0x61, 0]).toString('base64'), end: Buffer.from([0xff]).toString('base64') }
    expect(range({ ...bounds, is_descending: true, limit: null })).toEqual(['80', '7fff', '6100'])
  })

  test('two iterators of one call do not disturb each other', () => {
    const answer = callJson(artifact('rogue'), 'query', { interleaved: { limit: 4 } }, environment)
    const pairs = JSON.parse(Buffer.from(answer.ok as string, 'base64').toString()) as [string, string][]
    expect(pairs.map(([key]) => Buffer.from(key, 'base64').toString('hex'))).toEqual(['61', 'ff', '6100', '80'])
  })

  test('removing removes', () => {
    callJson(artifact('rogue'), 'execute', { remove: { key: base64('a') } }, environment)
    expect(environment.storage.entries()).not.toHaveProperty(hex(utf8('a')))
  })
})

test('what the environment throws comes out as it is, with the gas until then', () => {
  class Full extends Error {}
  const storage = new MemoryStorage()
  storage.set = () => {
    throw new Full('no space')
  }
  const environment = testEnvironment({ storage })
  const write = { set: { key: base64('k'), value: base64('v') } }
  expect(() => callJson(artifact('rogue'), 'execute', write, environment)).toThrow(Full)
  expect(environment.gas.used > 0n).toBe(true)
})

test('what storage charges leaves the contract less', () => {
  const storage = new MemoryStorage()
  const gas = new GasMeter(10n ** 9n)
  const set = storage.set.bind(storage)
  storage.set = (key, value) => {
    gas.charge(123_456_789n)
    set(key, value)
  }
  const write = { set: { key: base64('k'), value: base64('v') } }
  callJson(artifact('rogue'), 'execute', write, testEnvironment({ storage, gas }))
  const plain = testEnvironment()
  callJson(artifact('rogue'), 'execute', write, plain)
  expect(gas.used).toBe(plain.gas.used + 123_456_789n)
})

test('a debug message gets out', () => {
  const texts: string[] = []
  const environment = testEnvironment({ debug: (text) => texts.push(text) })
  callJson(artifact('rogue'), 'execute', { debug: { text: 'hello' } }, environment)
  expect(texts).toEqual(['hello'])
})
