import { describe, expect, test } from 'vitest'
import { countCheck, countTests, leftOut, sum } from './test-results.mjs'

function report(passed: number, failed: number, files: { status: string; tests: string[] }[] = []): string {
  return JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    testResults: files.map(({ status, tests }) => ({
      status,
      assertionResults: tests.map((each) => ({ status: each })),
    })),
  })
}

describe('a run of tests counts', () => {
  test.each([
    ['its tests', report(12, 0), 0, { passed: 12, failed: 0 }],
    [
      'failed tests once, not their files too',
      report(2, 1, [{ status: 'failed', tests: ['failed'] }]),
      1,
      { passed: 2, failed: 1 },
    ],
    [
      'a file that cannot be loaded as failed',
      report(2, 0, [{ status: 'failed', tests: [] }]),
      1,
      { passed: 2, failed: 1 },
    ],
    ['an error outside of any test as failed', report(2, 0), 1, { passed: 2, failed: 1 }],
    ['no test at all as failed', report(0, 0), 0, { passed: 0, failed: 1 }],
    ['a missing report as failed', null, 0, { passed: 0, failed: 1 }],
  ])('%s', (_behaviour, json, exitCode, expected) => {
    expect(countTests(json, exitCode)).toEqual(expected)
  })
})

test('a check counts as one, and steps add up', () => {
  expect(sum([countCheck(0), countCheck(2), { passed: 5, failed: 1 }])).toEqual({ passed: 6, failed: 2 })
})

test('what a run left out is named by its file', () => {
  const file = (name: string, ...statuses: readonly string[]) => ({
    name,
    assertionResults: statuses.map((status) => ({ status })),
  })
  const testResults = [
    file('/p/src/a.test.ts', 'passed', 'failed'),
    file('/p/src/b.test.ts', 'skipped', 'passed', 'pending'),
  ]
  expect(leftOut(JSON.stringify({ testResults }), '/p')).toEqual(['2 of src/b.test.ts'])
  expect(leftOut(null, '/p')).toEqual([])
})
