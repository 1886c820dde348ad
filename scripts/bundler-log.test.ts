import { expect, test } from 'vitest'
import { showWorthy, type BundlerLog } from './bundler-log'

const PACKAGE = '/somewhere/node_modules/a-package/index.js'

function shown(log: BundlerLog): boolean {
  let isShown = false
  showWorthy('warn', log, () => {
    isShown = true
  })
  return isShown
}

test.each<[string, BundlerLog]>([
  ['eval in a package', { code: 'EVAL', message: 'Use of direct `eval`', id: PACKAGE }],
  ['eval in a package, told in the text alone', { code: 'EVAL', message: `Use of direct eval here. in ${PACKAGE}` }],
  [
    'a Node module that a package would load in Node',
    { message: `Module "node:module" has been externalized for browser compatibility, imported by "${PACKAGE}".` },
  ],
  ['the time that plugins took', { code: 'PLUGIN_TIMINGS', message: 'JavaScript callbacks ran for 1.6s' }],
])('nothing is said of %s', (_, log) => {
  expect(shown(log)).toBe(false)
})

test.each<[string, BundlerLog]>([
  ['eval in a file of ours', { code: 'EVAL', message: 'Use of direct `eval`', id: '/somewhere/src/a.ts' }],
  ['an import that is not found', { code: 'UNRESOLVED_IMPORT', message: 'not found', id: PACKAGE }],
  [
    'a Node module that a file of ours would load',
    { message: 'Module "node:fs" has been externalized for browser compatibility, imported by "/somewhere/src/a.ts".' },
  ],
])('it is said of %s', (_, log) => {
  expect(shown(log)).toBe(true)
})
