/** Whatever bytes come: a report or a clear error, in time, and never an error of another kind. */
import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openContract } from './contract'
import { GasMeter } from './gas-meter'
import { CODE_SIZE_MAX } from './code-size'
import { checkModule } from './static-check'
import { artifact, artifactBytes } from './testing/artifact'
import { hex, testEnvironment, utf8 } from './testing/memory-storage'
import { ECHO_EXECUTE, smallContract } from './testing/small-contract'
import { VmError } from './vm-error'

const SMALL = smallContract()
const HEADER = [...SMALL.subarray(0, 8)]
const runs = { numRuns: 300 }

test('random bytes are reported, not thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, withHeader) => {
      const { report } = checkModule(withHeader ? Uint8Array.from([...HEADER, ...bytes]) : bytes)
      expect(report.isAccepted).toBe(false)
    }),
    runs,
  )
})

test('a contract with some bytes changed is refused with a VmError, or runs and ends', () => {
  const change = fc.tuple(fc.nat(SMALL.length - 1), fc.nat(255))
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const bytes = SMALL.slice()
      for (const [at, value] of changes) bytes[at] = value
      expectOrderly(bytes)
    }),
    runs,
  )
})

test('a real contract with bytes changed, cut off or inserted is refused with a VmError, or runs and ends', () => {
  const original = artifactBytes('collection')
  const place = fc.nat(original.length - 1)
  fc.assert(
    fc.property(fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 3 }), fc.option(place), (changes, cut) => {
      const bytes = original.slice(0, cut ?? original.length)
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
      expectOrderly(bytes)
    }),
    { numRuns: 40 },
  )
})

test.each([
  ['a section that claims 4 GiB', [1, 0xff, 0xff, 0xff, 0xff, 0x0f]],
  ['a vector that claims 4 thousand million types', [1, 5, 0xff, 0xff, 0xff, 0xff, 0x0f]],
  ['a name that claims more than there is', [2, 6, 1, 0xff, 0xff, 0xff, 0xff, 0x0f]],
  ['a number that never ends', [1, 6, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]],
  ['sections in the wrong order', [3, 1, 0, 1, 1, 0]],
  ['a section of an unknown kind', [42, 0]],
  ['bytes behind a section’s content', [1, 2, 0, 0]],
])('%s is named with its place', (_, bytes) => {
  const { report } = checkModule(Uint8Array.from([...HEADER, ...bytes]))
  expect(report.rules.at(-1)).toMatchObject({
    name: 'format',
    isKept: false,
    found: expect.stringMatching(/at byte \d+$/) as string,
  })
})

describe('gzip', () => {
  test('around a contract is taken off, and the checksum is that of the module', () => {
    const opened = openContract(new Uint8Array(gzipSync(artifactBytes('collection'))))
    expect(hex(opened.checksum)).toBe(hex(artifact('collection').checksum))
    expect(opened.report.size).toBe(artifactBytes('collection').length)
  })

  test('that unpacks to more than a chain stores is stopped', () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(256 * 1024 * 1024)))
    expect(bomb.length).toBeLessThan(CODE_SIZE_MAX)
    expect(() => openContract(bomb)).toThrow(
      expect.objectContaining({ kind: 'format', message: expect.stringMatching(/larger than 819200/) as string }),
    )
  })

  test('that is cut off or broken is named', () => {
    const whole = new Uint8Array(gzipSync(SMALL))
    expect(() => openContract(whole.subarray(0, 30))).toThrow(VmError)
    const broken = whole.slice()
    broken.fill(0xff, 12, 40)
    expect(() => openContract(broken)).toThrow(expect.objectContaining({ kind: 'format' }))
    expect(() => openContract(Uint8Array.of(0x1f, 0x8b))).toThrow(expect.objectContaining({ kind: 'format' }))
  })
})

test('a start function finds no gas', () => {
  const starting = smallContract([{ signature: '>', code: [] }, ECHO_EXECUTE], { raw: [[8, [3]]] })
  expect(() => call(openContract(starting))).toThrow(expect.objectContaining({ kind: 'instantiation' }))
})

test('a segment of data out of bounds is named', () => {
  const outside = smallContract([ECHO_EXECUTE], { data: [[65_535, 'ab']] })
  expect(() => call(openContract(outside))).toThrow(expect.objectContaining({ kind: 'instantiation' }))
})

test('an entry point that is missing, or of another type, is named', () => {
  expect(() => call(openContract(smallContract([])))).toThrow(/execute is called as iii>i .* does not export it/)
  const other = smallContract([{ name: 'execute', signature: 'ii>i', code: [0x20, 1] }])
  expect(() => call(openContract(other))).toThrow(expect.objectContaining({ kind: 'entry-point' }))
})

test('a function that calls itself without end ends as out of gas or stack, and all gas is used', () => {
  const gas = new GasMeter(10n ** 12n)
  const endless = openContract(
    smallContract([{ name: 'execute', signature: 'iii>i', code: [0x20, 0, 0x20, 1, 0x20, 2, 0x10, 3] }]),
  )
  expect(() => endless.call('execute', parameters(), testEnvironment({ gas }))).toThrow(
    expect.objectContaining({ kind: 'stack' }),
  )
  expect(gas.used).toBe(gas.limit)
})

test('what a trap is called does not depend on the engine', () => {
  const trapping = (code: number[]) => () =>
    call(openContract(smallContract([{ name: 'execute', signature: 'iii>i', code }], { tables: [[1, 1]] })))
  expect(trapping([0x00])).toThrow('the contract trapped: unreachable')
  expect(trapping([0x20, 0, 0x41, 0, 0x6e])).toThrow('the contract trapped: integer division by zero')
  expect(trapping([0x41, 0x7f, 0x28, 2, 0])).toThrow('the contract trapped: access out of bounds')
  expect(trapping([0x20, 0, 0x41, 0, 0x11, 0, 0])).toThrow(/^the contract trapped: indirect call/)
})

function expectOrderly(bytes: Uint8Array): void {
  try {
    call(openContract(bytes))
  } catch (error) {
    expect(error).toBeInstanceOf(VmError)
  }
}

function call(contract: ReturnType<typeof openContract>): Uint8Array {
  return contract.call('execute', parameters(), testEnvironment({ gas: new GasMeter(100_000_000n) }))
}

function parameters(): Uint8Array[] {
  return [utf8('{}'), utf8('{}'), utf8('{}')]
}
