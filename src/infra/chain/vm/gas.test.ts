import { expect, test } from 'vitest'
import { openContract } from './contract'
import { GAS_COSTS, type GasCosts } from './gas-costs'
import { GasMeter } from './gas-meter'
import { i32, type AssembledFunction, type AssembledModule } from './testing/assemble'
import { testEnvironment, utf8 } from './testing/memory-storage'
import { ALLOCATE_OPERATORS, ECHO_EXECUTE, smallContract } from './testing/small-contract'

const { operator, accountingOperator } = GAS_COSTS
const NOP = 0x01

/** What is paid around the code of `execute` with three arguments of two bytes, of which the last is the result. */
const AROUND =
  // Three times allocate, and the write of its region.
  3n * (BigInt(ALLOCATE_OPERATORS) * operator + accountingOperator) +
  3n * (230_000n + 570n * 2n) +
  // The result is read, then freed by a function of one `end`.
  200_000n +
  115n * 2n +
  accountingOperator

test('a call costs its operators, its regions and nothing else', () => {
  expect(gasOf([ECHO_EXECUTE])).toBe(AROUND + operator + accountingOperator)
})

test.each<[string, AssembledFunction['code'], number, number]>([
  ['a block and its end', [0x02, 0x40, 0x0b], 1, 1],
  ['a branch out of a block', [0x02, 0x40, 0x0c, 0, 0x0b], 1, 1],
  ['a branch not taken', [0x02, 0x40, ...i32(0), 0x0d, 0, 0x0b], 2, 2],
  ['an if with its else', [...i32(1), 0x04, 0x40, NOP, 0x05, NOP, NOP, 0x0b], 2, 2],
  ['an else without its if', [...i32(0), 0x04, 0x40, NOP, 0x05, NOP, NOP, 0x0b], 3, 2],
  ['a loop of three rounds', countDown(3), 2 + 3 * 4, 1 + 3 * 1 + 1],
  ['a table of branches', [0x02, 0x40, ...i32(0), 0x0e, 1, 0, 0, 0x0b], 2, 1],
  ['a call of a function of one operator', [0x10, 4], 1, 2],
])('%s costs what can be counted by hand', (_, code, operators, accounting) => {
  const helper = { signature: '>', code: [NOP] }
  const execute = { ...ECHO_EXECUTE, locals: 1, code: [...code, 0x20, 2] }
  const expected = BigInt(operators + 1) * operator + BigInt(accounting + 1) * accountingOperator
  expect(gasOf([execute, helper])).toBe(AROUND + expected)
})

test.each([
  [29, 0n],
  [30, 1n],
  [100, 71n],
])('of %i declared locals so many are paid for', (locals, paid) => {
  const plain = { ...ECHO_EXECUTE, locals }
  expect(gasOf([plain])).toBe(AROUND + operator + accountingOperator + paid * operator)
  const branching = { ...plain, code: [0x03, 0x40, 0x0b, 0x20, 2] }
  expect(gasOf([branching])).toBe(AROUND + operator + 3n * accountingOperator + paid * operator)
})

test('a loop without an end ends by gas, and all of it is used', () => {
  const gas = new GasMeter(50_000_000n)
  const contract = openContract(smallContract([{ ...ECHO_EXECUTE, code: [0x03, 0x40, 0x0c, 0, 0x0b, 0x20, 2] }]))
  expect(() => contract.call('execute', twoBytes(), testEnvironment({ gas }))).toThrow(
    expect.objectContaining({ kind: 'out-of-gas' }),
  )
  expect(gas.used).toBe(50_000_000n)
})

test('exactly the gas that a call needs is enough, one unit less is not', () => {
  const contract = openContract(smallContract())
  const needed = gasOf([ECHO_EXECUTE])
  expect(contract.call('execute', twoBytes(), testEnvironment({ gas: new GasMeter(needed) }))).toEqual(utf8('{}'))
  expect(() => contract.call('execute', twoBytes(), testEnvironment({ gas: new GasMeter(needed - 1n) }))).toThrow(
    /out of gas/,
  )
})

test('the same call costs the same, whatever was called before', () => {
  const contract = openContract(smallContract())
  const costs = Array.from({ length: 3 }, () => {
    const gas = new GasMeter(10n ** 9n)
    contract.call('execute', twoBytes(), testEnvironment({ gas }))
    return gas.used
  })
  expect(new Set(costs).size).toBe(1)
})

test('another table of costs is another price of the same code', () => {
  const costs = { ...GAS_COSTS, operator: 115_000n, accountingOperator: 1_610_000n, declaredLocal: 0n }
  const more = { ...ECHO_EXECUTE, locals: 40 }
  const operators = 3n * BigInt(ALLOCATE_OPERATORS) + 1n
  const accounting = 3n + 1n + 1n
  const inWasm = operators * operator + accounting * accountingOperator
  expect(gasOf([more], {}, costs) - (gasOf([more]) - inWasm - 11n * operator)).toBe(inWasm * 1000n)
})

test('a meter gives no gas back and none beyond its limit', () => {
  const gas = new GasMeter(10n)
  gas.charge(10n)
  expect(gas.remaining).toBe(0n)
  expect(() => gas.charge(1n)).toThrow(/limit of 10/)
  expect(() => gas.charge(-1n)).toThrow(RangeError)
  expect(() => new GasMeter(1n << 64n)).toThrow(RangeError)
})

test('a meter of the largest limit can be spent by a contract', () => {
  const gas = new GasMeter((1n << 64n) - 1n)
  openContract(smallContract()).call('execute', twoBytes(), testEnvironment({ gas }))
  expect(gas.used).toBe(gasOf([ECHO_EXECUTE]))
})

function gasOf(functions: readonly AssembledFunction[], changes: AssembledModule = {}, costs: GasCosts = GAS_COSTS) {
  const environment = testEnvironment()
  openContract(smallContract(functions, changes), { costs }).call('execute', twoBytes(), environment)
  return environment.gas.used
}

function twoBytes() {
  return [utf8('[]'), utf8('[]'), utf8('{}')]
}

/** Counts local 3 down to 0. */
function countDown(rounds: number): number[] {
  return [...i32(rounds), 0x21, 3, 0x03, 0x40, 0x20, 3, ...i32(1), 0x6b, 0x22, 3, 0x0d, 0, 0x0b]
}
