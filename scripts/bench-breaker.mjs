/** What a closed breaker costs per call, ours beside cockatiel's and opossum's, in one process and in turn. */
import { CountBreaker, circuitBreaker, handleAll } from 'cockatiel'
import Opossum from 'opossum'
import path from 'node:path'
import { build } from 'vite'
import { ROOT } from './root.mjs'

const CALLS = 100_000
const ROUNDS = 15

/** A call that is over at once: what is left is the breaker. */
const call = () => Promise.resolve(1)

/**
 * Nanoseconds per call that each breaker adds to a bare awaited call, the median of several rounds. Each is set as cheap as
 * it goes: a window of a hundred calls, and no timeouts, percentiles or snapshots for opossum.
 */
export async function measureBreaker() {
  const subjects = {
    bare: call,
    ours: await ours(Infinity),
    oursTimed: await ours(60_000),
    cockatiel: cockatiel(),
    opossum: opossum(),
  }
  /** @type {Record<string, number[]>} */
  const rounds = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(subjects)) rounds[name]?.push(await nanosecondsPerCall(run))
  }
  const bare = median(rounds['bare'] ?? [])
  const added = (/** @type {string} */ name) => Math.round(median(rounds[name] ?? []) - bare)
  return {
    what: `nanoseconds that a closed breaker adds to a call, median of ${ROUNDS} rounds of ${CALLS} calls, one at a time`,
    bareCall: Math.round(bare),
    ours: added('ours'),
    cockatiel: added('cockatiel'),
    opossum: added('opossum'),
    /** With calls timed, to judge slow ones; the other two cannot, though opossum reads a clock, too. */
    oursJudgingSlowCalls: added('oursTimed'),
  }
}

/** Ours is TypeScript: bundled as it would be shipped. */
async function ours(/** @type {number} */ slowCallMs) {
  const entry = path.join(ROOT, 'src/blocks/breaker/breaker.ts')
  const bundle = await build({
    root: ROOT,
    configFile: path.join(ROOT, 'vite.config.ts'),
    logLevel: 'silent',
    build: { ssr: entry, write: false, minify: false },
  })
  const { output } = /** @type {import('vite').Rolldown.RolldownOutput} */ (bundle)
  const { CircuitBreaker } = await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`)
  const breaker = new CircuitBreaker({ monotonicMs: () => performance.now() }, undefined, {
    window: { kind: 'count', calls: 100 },
    minimumCalls: 100,
    failureRate: 0.5,
    slowCallMs,
    slowCallRate: 1,
    openWait: { firstMs: 60_000, factor: 1, maxMs: 60_000, jitter: 0 },
    calmMs: 0,
    halfOpenCalls: 10,
    probeTimeoutMs: 60_000,
  })
  return () => breaker.run(call)
}

function cockatiel() {
  const breaker = new CountBreaker({ threshold: 0.5, size: 100 })
  const policy = circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker })
  return () => policy.execute(call)
}

function opossum() {
  const breaker = new Opossum(call, { timeout: false, rollingPercentilesEnabled: false, enableSnapshots: false })
  return () => breaker.fire()
}

/** @param {() => Promise<unknown>} run */
async function nanosecondsPerCall(run) {
  const startedAt = performance.now()
  for (let count = 0; count < CALLS; count++) await run()
  return ((performance.now() - startedAt) * 1e6) / CALLS
}

/** @param {number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
}
