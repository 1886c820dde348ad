import { describe, expect, test } from 'vitest'
import { openContract } from './contract'
import { CODE_SIZE_MAX } from './code-size'
import { checkModule } from './static-check'
import { i32, type AssembledFunction, type AssembledModule } from './testing/assemble'
import { ECHO_EXECUTE, smallContract } from './testing/small-contract'

const named = (name: string, signature = '>'): AssembledFunction => ({ name, signature, code: [] })
const holding = (...code: number[]): AssembledFunction => ({ signature: '>', code })
const many = (count: number, each: AssembledFunction) => Array.from({ length: count }, () => each)
const imported = (module: string, name: string, signature: string) => ({ imports: [{ module, name, signature }] })
const FLOAT_CONSTANT = [0x43, 0, 0, 0, 0, 0x1a]
const DROPPED = [...i32(0), 0x1a]

/** Each rule from both sides: what is just allowed, and what is not any more. */
const RULES: readonly (readonly [string, Parts, Parts])[] = [
  ['memory', [[], { memories: [[512]] }], [[], { memories: [[513]] }]],
  ['memory', [[], { memories: [[1]] }], [[], { memories: [[1, 2]] }]],
  ['memory', [[], {}], [[], { memories: [] }]],
  ['table', [[], { tables: [[1, 2_500]] }], [[], { tables: [[1, 2_501]] }]],
  ['table', [[], {}], [[], { tables: [[1]] }]],
  ['table', [[], { tables: [[1, 1]] }], [[], { tables: [[1, 1], [1, 1]] }]], // prettier-ignore
  ['imports', [[], { imports: debugs(100) }], [[], { imports: debugs(101) }]],
  ['known imports', [[], { imports: ['db_read'] }], [[], imported('env', 'db_drop', 'i>i')]],
  ['known imports', [[], { imports: ['db_read'] }], [[], imported('wasi', 'db_read', 'i>i')]],
  ['known imports', [[], { imports: ['debug'] }], [[], imported('env', 'toString', 'i>')]],
  ['types of imports', [[], { imports: ['db_write'] }], [[], imported('env', 'db_write', 'iI>')]],
  ['interface version', [[], {}], [[named('interface_version_7')], {}]],
  ['capabilities', [[named('requires_iterator')], {}], [[named('requires_staking')], {}]],
  ['functions', [many(9_997, holding()), {}], [many(9_998, holding()), {}]],
  ['parameters of a function', [[named('a', `${'i'.repeat(50)}>`)], {}], [[named('a', `${'i'.repeat(51)}>`)], {}]],
  ['parameters in all', [many(199, taking('i'.repeat(50))), {}], [many(200, taking('i'.repeat(50))), {}]],
  [
    'results of a function',
    [[{ signature: '>i', code: i32(0) }], {}],
    [[{ signature: '>ii', code: [...i32(0), ...i32(0)] }], {}],
  ],
  ['locals of a function', [[{ ...holding(), locals: 100 }], {}], [[{ ...holding(), locals: 101 }], {}]],
  ['locals in all', [many(99, { ...holding(), locals: 100 }), {}], [many(100, { ...holding(), locals: 100 }), {}]],
  ['instructions', [[holding(...DROPPED)], {}], [[holding(...FLOAT_CONSTANT)], {}]],
  // Sign extension is allowed, conversion to floats is not.
  ['instructions', [[holding(...i32(0), 0xc0, 0x1a)], {}], [[holding(...i32(0), 0xb2, 0x1a)], {}]],
  ['instructions', [[], {}], [[holding(...i32(0), ...i32(0), ...i32(0), 0xfc, 10, 0, 0)], {}]],
  ['instructions', [[], {}], [[holding(...i32(0), ...i32(0), ...i32(0), 0xfc, 11, 0)], {}]],
  ['instructions', [[], {}], [[holding(0xd0, 0x70, 0x1a)], {}]],
  ['instructions', [[], {}], [[holding(...FLOAT_CONSTANT.slice(0, 5), 0xfc, 0, 0x1a)], {}]],
  ['instructions', [[], {}], [[holding(0xfd, 12, ...zeros(16), 0x1a)], {}]],
  ['instructions', [[], {}], [[holding(0xfe, 3, 0)], {}]],
  ['instructions', [[], {}], [[holding(0x06, 0x40, 0x0b)], {}]],
  ['instructions', [[], {}], [[holding(0x27)], {}]],
  ['instructions', [[], { data: [[8, 'a']] }], [[], { raw: [[11, [1, 1, 1, 0x61]]] }]],
  ['instructions', [[], {}], [[], { raw: [[12, [0]]] }]],
  ['validity', [[holding(...DROPPED)], {}], [[holding(0x1a)], {}]],
]

type Parts = readonly [readonly AssembledFunction[], AssembledModule]

test.each(RULES)('%s', (name, [goodFunctions, goodChanges], [badFunctions, badChanges]) => {
  const good = checkModule(smallContract(goodFunctions, goodChanges)).report
  expect(good.rules.filter((rule) => !rule.isKept)).toEqual([])
  const bad = checkModule(smallContract(badFunctions, badChanges)).report
  expect(bad.isAccepted).toBe(false)
  expect(bad.rules.find((rule) => rule.name === name)).toMatchObject({ isKept: false })
})

test('what is missing of the exports is named', () => {
  const without = smallContract([ECHO_EXECUTE], { memories: [] })
  const rule = checkModule(without).report.rules.find((each) => each.name === 'exports')
  expect(rule).toEqual({
    name: 'exports',
    isKept: false,
    found: 'allocate, deallocate',
    allowed: 'functions allocate and deallocate, and the memory as "memory"',
  })
})

test('a contract that is not accepted cannot be opened, and the error says what is allowed', () => {
  expect(() => openContract(smallContract([], { memories: [[513]] }))).toThrow(
    expect.objectContaining({
      kind: 'static-check',
      message:
        'memory: one memory of 513 pages, without a maximum; allowed: one memory of at most 512 pages at first, without a maximum',
    }),
  )
})

test('a module larger than a chain stores is not even read', () => {
  const padded = smallContract([], { raw: [[0, [1, 0x61, ...new Uint8Array(CODE_SIZE_MAX)]]] })
  const { report, module } = checkModule(padded)
  expect(module).toBeUndefined()
  expect(report.rules).toHaveLength(1)
  expect(report.rules[0]).toMatchObject({ name: 'size', isKept: false })
})

test('the report lists exports, imports and capabilities', () => {
  const { report } = checkModule(smallContract([named('requires_iterator')], { imports: ['db_scan', 'db_next'] }))
  expect(report.exports).toEqual(['allocate', 'deallocate', 'interface_version_8', 'requires_iterator'])
  expect(report.imports).toEqual(['db_scan', 'db_next'])
  expect(report.capabilities).toEqual(['iterator'])
})

describe('proposals that an engine knows cannot hide', () => {
  test.each([
    ['an access to a second memory', holding(...i32(0), 0x28, 0x40, 0, 0, 0x1a)],
    ['a block of a reference type', holding(0x02, 0x70, 0xd0, 0x70, 0x0b, 0x1a)],
    ['a block of a type of two bytes', holding(0x02, 0x64, 0x70, 0x00, 0x0b, 0x1a)],
  ])('%s', (_, each) => {
    expect(checkModule(smallContract([each])).report.isAccepted).toBe(false)
  })
})

function taking(parameters: string): AssembledFunction {
  return { signature: `${parameters}>`, code: [] }
}

function debugs(count: number): string[] {
  return Array.from({ length: count }, () => 'debug')
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0)
}
