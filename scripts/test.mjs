/**
 * `npm test`: everything that decides whether the project is sound. Installs what is missing, runs every step even after
 * a failure, and ends with one line, `N passed, N failed`. Exits with 1 if anything failed. `npm test -- --only unit,e2e` runs
 * some of the steps, and what they need.
 */
import './node-version.mjs'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from './build.mjs'
import { install } from './install.mjs'
import { inModules, ROOT, run } from './root.mjs'
import { countCheck, countTests, sum } from './test-results.mjs'
import { chooseSteps } from './test-steps.mjs'
import { provide, TOOLS } from './tools.mjs'

/** Seeds a claim is proved with here; `npm run claims` takes twenty, and most of a quarter of an hour on two cores. */
const CLAIM_SEEDS = 3
/** Files of tests that run side by side: as many as the smallest machine it is meant for has cores. */
const WORKERS = 2
/** Random runs per diagram here; `npm run fuzz` takes as many as it is told. */
const FUZZ_SEEDS = 40

/** What was left out for want of a tool. @type {string[]} */
const notRun = []

/**
 * The steps in order; another step is another line. Those that need another one name it, and fail without it.
 * @type {readonly (import('./test-steps.mjs').Step & { count: () => Promise<import('./test-results.mjs').Count> })[]}
 */
const STEPS = [
  // A tool that is there proves nothing; one that is missing is a failure, or leaves something that is named as not run.
  ...TOOLS.map((tool) => ({
    name: tool.name,
    count: async () => {
      if (await provide(tool)) return { passed: 0, failed: 0 }
      if (tool.isRequired || process.env.CI) return { passed: 0, failed: 1 }
      notRun.push(`what needs ${tool.name}`)
      return { passed: 0, failed: 0 }
    },
  })),
  { name: 'format', count: () => check('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.') },
  { name: 'lint', count: () => check('oxlint/bin/oxlint', '--deny-warnings') },
  { name: 'types', count: () => check('typescript/bin/tsc') },
  { name: 'unit', count: () => tests('unit') },
  { name: 'build', count: async () => countCheck(await build()) },
  { name: 'e2e', needs: 'build', count: () => tests('e2e') },
  { name: 'claims', count: async () => countCheck(await tool('claims', '--seeds', String(CLAIM_SEEDS))) },
  ...liveDiagrams().map((id) => ({
    name: `fuzz ${id}`,
    count: async () => countCheck(await tool('fuzz', id, '--seeds', String(FUZZ_SEEDS))),
  })),
]

/** Folders of diagrams that run, as the catalog finds them. */
function liveDiagrams() {
  const folder = path.join(ROOT, 'simulations')
  return readdirSync(folder).filter((id) => existsSync(path.join(folder, id, 'index.ts')))
}

/**
 * A command-line tool, as `npm run` starts it.
 * @param {readonly string[]} args its name and its arguments
 */
function tool(...args) {
  return run(process.execPath, ['scripts/run-cli.mjs', ...args])
}

/** @param {readonly string[]} command a file in `node_modules` and its arguments */
async function check(...command) {
  const [file, ...args] = command
  return countCheck(await run(process.execPath, [inModules(/** @type {string} */ (file)), ...args]))
}

/** @param {string} project of `vite.config.ts` */
async function tests(project) {
  const report = path.join(ROOT, '.cache', 'test', `${project}.json`)
  mkdirSync(path.dirname(report), { recursive: true })
  rmSync(report, { force: true })
  const args = ['run', '--project', project, '--allowOnly=false', '--reporter=default', '--reporter=json']
  args.push(`--maxWorkers=${WORKERS}`)
  const code = await run(process.execPath, [inModules('vitest/vitest.mjs'), ...args, `--outputFile.json=${report}`])
  return countTests(existsSync(report) ? readFileSync(report, 'utf8') : null, code)
}

const chosen = chooseSteps(STEPS, process.argv.slice(2))
if (typeof chosen === 'string') {
  process.stderr.write(`${chosen}\n`)
  process.exit(2)
}
await install()
/** @type {Map<string, import('./test-results.mjs').Count>} */
const counts = new Map()
/** @type {Map<string, number>} */
const seconds = new Map()
for (const { name, needs, count } of STEPS.filter((step) => chosen.includes(step.name))) {
  process.stdout.write(`\n── ${name}\n`)
  const from = Date.now()
  const isPossible = needs === undefined || counts.get(needs)?.failed === 0
  if (!isPossible) process.stdout.write(`Not run, since ${needs} failed.\n`)
  counts.set(name, isPossible ? await count() : countCheck(1))
  seconds.set(name, Math.round((Date.now() - from) / 1000))
}

process.stdout.write('\n')
for (const [name, { passed, failed }] of counts) {
  const took = `${seconds.get(name)} s`.padStart(6)
  process.stdout.write(`${failed === 0 ? '✓' : '✗'} ${name.padEnd(20)} ${took}  ${passed} passed, ${failed} failed\n`)
}
const left = [...STEPS.filter(({ name }) => !counts.has(name)).map(({ name }) => name), ...notRun]
if (left.length > 0) process.stdout.write(`Not run: ${left.join(', ')}\n`)
const { passed, failed } = sum([...counts.values()])
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
