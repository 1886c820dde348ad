/** Adds up what the steps of `npm test` report. */
import path from 'node:path'

/** @typedef {{ passed: number, failed: number }} Count */

/**
 * The outcome of a step that is one check: lint, types, build.
 * @param {number} exitCode
 * @returns {Count}
 */
export function countCheck(exitCode) {
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/**
 * The outcome of a Vitest run, from its JSON report. Counted as failures besides failed tests: a file that could not be
 * loaded, a run that reports success but ended with an error, and a run without any test or without a report.
 * @param {string | null} report the JSON, or null if Vitest wrote none
 * @param {number} exitCode
 * @returns {Count}
 */
export function countTests(report, exitCode) {
  if (report === null) return { passed: 0, failed: 1 }
  const { numPassedTests: passed, numFailedTests, testResults } = JSON.parse(report)
  const brokenFiles = testResults.filter(
    (/** @type {{ status: string, assertionResults: { status: string }[] }} */ file) =>
      file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length
  const failed = numFailedTests + brokenFiles
  const isSilentlyWrong = failed === 0 && (exitCode !== 0 || passed === 0)
  return { passed, failed: isSilentlyWrong ? 1 : failed }
}

/**
 * What a Vitest run left out, from its JSON report: so many tests of each file, to be named at the end.
 * @param {string | null} report the JSON, or null if Vitest wrote none
 * @param {string} root the folder that files are named from
 * @returns {string[]}
 */
export function leftOut(report, root) {
  if (report === null) return []
  const { testResults } = JSON.parse(report)
  return testResults.flatMap((/** @type {{ name: string, assertionResults: { status: string }[] }} */ file) => {
    const count = file.assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed').length
    return count === 0 ? [] : [`${count} of ${path.relative(root, file.name)}`]
  })
}

/**
 * @param {readonly Count[]} counts
 * @returns {Count}
 */
export function sum(counts) {
  return {
    passed: counts.reduce((total, each) => total + each.passed, 0),
    failed: counts.reduce((total, each) => total + each.failed, 0),
  }
}
