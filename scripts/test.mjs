/**
 * `npm test`: everything that decides whether the project is sound. Installs what is missing, runs every step even after
 * a failure, and ends with one line, `N passed, N failed`. Exits with 1 if anything failed. `npm test -- --only unit,e2e` runs
 * some of the steps, and what they need.
 */
import './node-version.mjs'
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { totalmem } from 'node:os'
import path from 'node:path'
import { build } from './build.mjs'
import { install } from './install.mjs'
import { inModules, ROOT, run } from './root.mjs'
import { countCheck, countTests, leftOut, sum } from './test-results.mjs'
import { chooseSteps, roundsOf } from './test-steps.mjs'
import { provide, TOOLS } from './tools.mjs'

/** Seeds a claim is proved with here; `npm run claims` takes twenty, and most of a quarter of an hour on two cores. */
const CLAIM_SEEDS = 3
/** Files of tests that run side by side: as many as the smallest machine it is meant for has cores. */
const WORKERS = 2
/** Random runs per diagram here; `npm run fuzz` takes as many as it is told. */
const FUZZ_SEEDS = 40
/** Two browsers with a diagram each, and two threads with a run each, take less than this many bytes together. */
const ROOM_BYTES = 12e9

/** Where steps that run beside others say what they have to say. */
const LOGS = path.join(ROOT, '.cache', 'test')

/** What was left out: for want of a tool, or because a test said that it could not be judged. @type {string[]} */
const notRun = []

/** @typedef {Parameters<typeof run>[2]} Options how the programs of a step are run */

/**
 * The steps in order; another step is another line. Those that need another one name it, and fail without it. A page waits more than it
 * works, so what only computes is beside it, and leaves the cores to it.
 * @type {readonly (import('./test-steps.mjs').Step & { count: (options: Options) => Promise<import('./test-results.mjs').Count> })[]}
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
  { name: 'lint', round: 'checks', count: (options) => check(options, 'oxlint/bin/oxlint', '--deny-warnings') },
  { name: 'types', round: 'checks', count: (options) => check(options, 'typescript/bin/tsc') },
  { name: 'build', round: 'checks', count: async (options) => countCheck(await build(options)) },
  {
    name: 'format',
    round: 'checks',
    isBeside: true,
    count: (options) => check(options, 'prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
  },
  { name: 'contracts', round: 'checks', isBeside: true, count: contracts },
  { name: 'unit', count: (options) => tests(options, 'unit') },
  { name: 'e2e', needs: 'build', round: 'pages', count: (options) => tests(options, 'e2e') },
  {
    name: 'claims',
    round: 'pages',
    isBeside: true,
    count: async (options) => countCheck(await tool(options, 'claims', '--seeds', String(CLAIM_SEEDS))),
  },
  ...liveDiagrams().map((id) => ({
    name: `fuzz ${id}`,
    round: 'pages',
    isBeside: true,
    count: async (/** @type {Options} */ options) =>
      countCheck(await tool(options, 'fuzz', id, '--seeds', String(FUZZ_SEEDS))),
  })),
]

/** Folders of diagrams that run, as the catalog finds them. */
function liveDiagrams() {
  const folder = path.join(ROOT, 'simulations')
  return readdirSync(folder).filter((id) => existsSync(path.join(folder, id, 'index.ts')))
}

/**
 * The tests of the contracts, their schemas and their linter. Without Cargo this is nothing: that it is missing was counted and named before.
 * @param {Options} options
 */
async function contracts(options) {
  const hasCargo = (await TOOLS.find(({ name }) => name === 'Cargo')?.find()) != null
  if (!hasCargo) return { passed: 0, failed: 0 }
  const cargo = (/** @type {readonly string[]} */ ...args) =>
    run('cargo', args, { ...options, cwd: path.join(ROOT, 'contracts') }).then(countCheck)
  return sum([
    await cargo('test', '--locked', '--quiet'),
    await cargo('test', '--locked', '--quiet', '-p', 'schemas'),
    await cargo('clippy', '--locked', '--quiet', '--workspace', '--all-targets', '--', '-D', 'warnings'),
  ])
}

/**
 * A command-line tool, as `npm run` starts it.
 * @param {Options} options
 * @param {readonly string[]} args its name and its arguments
 */
function tool(options, ...args) {
  return run(process.execPath, ['scripts/run-cli.mjs', ...args], options)
}

/**
 * @param {Options} options
 * @param {string} file in `node_modules`
 * @param {readonly string[]} args
 */
async function check(options, file, ...args) {
  return countCheck(await run(process.execPath, [inModules(file), ...args], options))
}

/**
 * @param {Options} options
 * @param {string} project of `vite.config.ts`
 */
async function tests(options, project) {
  const report = path.join(ROOT, '.cache', 'test', `${project}.json`)
  mkdirSync(path.dirname(report), { recursive: true })
  rmSync(report, { force: true })
  const args = ['run', '--project', project, '--allowOnly=false', '--reporter=default', '--reporter=json']
  args.push(`--maxWorkers=${WORKERS}`)
  const vitest = [inModules('vitest/vitest.mjs'), ...args, `--outputFile.json=${report}`]
  const code = await run(process.execPath, vitest, options)
  const told = existsSync(report) ? readFileSync(report, 'utf8') : null
  notRun.push(...leftOut(told, ROOT))
  return countTests(told, code)
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

/**
 * @param {(typeof STEPS)[number]} step
 * @param {Options} options
 */
async function runStep({ name, needs, count }, options) {
  const from = Date.now()
  const isPossible = needs === undefined || counts.get(needs)?.failed === 0
  if (!isPossible) process.stdout.write(`Not run, since ${needs} failed.\n`)
  counts.set(name, isPossible ? await count(options) : countCheck(1))
  seconds.set(name, Math.round((Date.now() - from) / 1000))
}

/**
 * Runs steps beside others: what they say is said when all of the round is over.
 * @param {readonly (typeof STEPS)[number][]} steps
 */
async function runBeside(steps) {
  mkdirSync(LOGS, { recursive: true })
  const told = steps.map(({ name }) => ({ name, file: path.join(LOGS, `${name}.log`) }))
  for (const [index, step] of steps.entries()) {
    const file = openSync(/** @type {{ file: string }} */ (told[index]).file, 'w')
    await runStep(step, { stdio: ['ignore', file, file], isPatient: true })
    closeSync(file)
  }
  return told
}

for (const { main, beside } of roundsOf(
  STEPS.filter((step) => chosen.includes(step.name)),
  totalmem() >= ROOM_BYTES,
)) {
  const besides = runBeside(beside)
  for (const step of main) {
    process.stdout.write(`\n── ${step.name}\n`)
    await runStep(step, {})
  }
  for (const { name, file } of await besides) process.stdout.write(`\n── ${name}\n${readFileSync(file, 'utf8')}`)
}

process.stdout.write('\n')
for (const { name } of STEPS) {
  const count = counts.get(name)
  if (count === undefined) continue
  const { passed, failed } = count
  const took = `${seconds.get(name)} s`.padStart(6)
  process.stdout.write(`${failed === 0 ? '✓' : '✗'} ${name.padEnd(20)} ${took}  ${passed} passed, ${failed} failed\n`)
}
const left = [...STEPS.filter(({ name }) => !counts.has(name)).map(({ name }) => name), ...notRun]
if (left.length > 0) process.stdout.write(`Not run: ${left.join(', ')}\n`)
const { passed, failed } = sum([...counts.values()])
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
