/** Adds up what the steps of `npm test` report. */

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
 * @param {readonly Count[]} counts
 * @returns {Count}
 */
export function sum(counts) {
  return {
    passed: counts.reduce((total, each) => total + each.passed, 0),
    failed: counts.reduce((total, each) => total + each.failed, 0),
  }
}
