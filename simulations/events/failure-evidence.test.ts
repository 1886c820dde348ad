import { expect, test } from 'vitest'
import { FailureEvidence, isDependency } from './failure-evidence'

const STOP = { stopShare: 0.5, probes: 0 }

test.each([
  ['nothing fails', 0, 100, false],
  ['a few of a batch fail', 3, 100, false],
  ['half of a batch fails', 50, 100, false],
  ['more than half of a batch fails', 51, 100, true],
  ['everything fails', 100, 100, true],
  ['the only record fails', 1, 1, true],
])('%s', (_, failed, of, isStop) => {
  expect(isDependency({ failed, of }, STOP)).toBe(isStop)
})

test('a lone record that fails again and again is poison in the end', () => {
  expect(isDependency({ failed: 1, of: 1 }, { ...STOP, probes: 5 })).toBe(true)
  expect(isDependency({ failed: 1, of: 1 }, { ...STOP, probes: 6 })).toBe(false)
})

test('many that fail again and again are not', () => {
  expect(isDependency({ failed: 10, of: 10 }, { ...STOP, probes: 1_000 })).toBe(true)
})

test('one record of one partition fails while the others do well: poison', () => {
  const evidence = new FailureEvidence()
  const mark = evidence.mark()
  evidence.addFailing(1)
  for (let success = 0; success < 20; success += 1) evidence.addSuccess()
  expect(evidence.share(mark)).toEqual({ failed: 1, of: 21 })
  expect(isDependency(evidence.share(mark), STOP)).toBe(false)
})

test('all partitions fail at once, whatever went well before: the dependency', () => {
  const evidence = new FailureEvidence()
  for (let success = 0; success < 1_000; success += 1) evidence.addSuccess()
  const mark = evidence.mark()
  evidence.addFailing(1)
  evidence.addFailing(12)
  expect(evidence.share(mark)).toEqual({ failed: 13, of: 13 })
  evidence.addFailing(-12)
  expect(evidence.share(mark)).toEqual({ failed: 1, of: 1 })
})
