/**
 * `npm run bench`: measures, and prints one JSON object. Nothing here passes or fails: machines differ, and shared ones
 * from minute to minute, so every figure comes with its conditions. What cannot be measured here says why in its place, and the
 * rest is measured all the same. `npm run bench -- --memory 60` measures the memory of a virtual hour of two diagrams instead, which
 * takes more than an hour.
 */
import './node-version.mjs'
import { spawnSync } from 'node:child_process'
import os from 'node:os'
import { measureBreaker } from './bench-breaker.mjs'
import { measurePlayground, SEED } from './bench-page.mjs'
import { build, isBuilt } from './build.mjs'
import { install } from './install.mjs'
import { measured } from './measured.mjs'
import { ROOT } from './root.mjs'
import { runTypeScript } from './run-typescript.mjs'
import { provide, TOOLS } from './tools.mjs'

const HEADLESS_MS = 60_000

await install()
if (!isBuilt() && (await build({ stdio: ['ignore', 'ignore', 'inherit'] })) !== 0) process.exit(1)

const conditions = {
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.cpus().length,
  node: process.version,
  loadAverageBefore: os.loadavg()[0],
}
const [mode, minutes = '60'] = process.argv.slice(2)
if (mode === '--memory') {
  const memoryOf = async (/** @type {string} */ id) => JSON.parse(await runTypeScript('bench-memory', [minutes, id]))
  const memory = { 'rate-limiter': await memoryOf('rate-limiter'), events: await memoryOf('events') }
  process.stdout.write(`${JSON.stringify({ conditions, memory }, null, 2)}\n`)
  process.exit(0)
}
// Peers and a browser, installed where they can be, as for the tests.
for (const tool of TOOLS) await provide(tool)
const figures = {
  conditions,
  headless: await measured(() =>
    measureHeadless('rate-limiter', 'steady 10,000 requests a second; Valkey in a thread'),
  ),
  events: await measured(() => measureHeadless('events', 'steady 2,000 events a second, 6,000 deliveries; PostgreSQL')),
  redis: await measured(async () => JSON.parse(await runTypeScript('bench-redis'))),
  live: await measured(async () => JSON.parse(await runTypeScript('bench-live'))),
  log: await measured(async () => JSON.parse(await runTypeScript('bench-log'))),
  payments: await measured(async () => JSON.parse(await runTypeScript('bench-payments'))),
  chain: await measured(async () => JSON.parse(await runTypeScript('bench-chain'))),
  marketplace: await measured(async () => JSON.parse(await runTypeScript('bench-nft'))),
  breaker: await measured(measureBreaker),
  playground: await measured(measurePlayground),
}
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)

/**
 * The first scenario of a diagram in Node, as fast as it goes.
 * @param {string} id
 * @param {string} load
 */
function measureHeadless(id, load) {
  const args = ['sim', id, '--seed', String(SEED), '--json', '--duration', `${HEADLESS_MS}ms`]
  const options = /** @type {const} */ ({ cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 })
  const result = spawnSync(process.execPath, ['scripts/run-cli.mjs', ...args], options)
  if (result.status !== 0) throw new Error(`sim ended with ${result.status}: ${result.stderr}`)
  const report = JSON.parse(result.stdout)
  return {
    what: `${id}, ${load}, in WebAssembly; a minute of load and what the scenario has of calm`,
    virtualMs: report.virtualMs,
    wallMs: report.wallMs,
    events: report.events,
    timesRealTime: round(report.virtualMs / report.wallMs),
  }
}

/** @param {number} figure */
function round(figure) {
  return Math.round(figure * 100) / 100
}
