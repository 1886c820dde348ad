/**
 * One decision of the limiter, one at a time: Valkey in WebAssembly in this process beside a native server over the loopback.
 * The two take turns in one run, so that a busy machine slows both.
 */
import { loadValkeyFromPackage } from '~/infra/redis/valkey/load-node'
import { createValkeyEngine } from '~/infra/redis/valkey/engine'
import { startRealServer } from '~/infra/redis/testing/real-server'
import Redis from 'ioredis'
import { slidingLog } from '~simulations/rate-limiter/algorithms/sliding-log'

const ROUNDS = 12
const DECISIONS = 1_500
const { composite } = slidingLog

/** The call of the script for the n-th request: fifty tenants, two thousand users, three routes. */
function command(n: number): string[] {
  const tenant = `rl:{t${n % 50}}`
  const keys = [tenant, `${tenant}:u${(n * 7) % 2000}`, `${tenant}:r${n % 3}`]
  const limits = ['2000', '1000000', '100', '1000000', '1000', '1000000']
  return ['EVALSHA', composite.sha, '3', ...keys, `r${n}`, '25000', ...limits]
}

let nowMs = 0
const engine = createValkeyEngine(await loadValkeyFromPackage(), { clock: { nowMs: () => nowMs } })
const ours = engine.connect()
ours.execute([['SCRIPT', 'LOAD', composite.source]])
const peer = await startPeer()
const perSecond = { wasm: [] as number[], native: [] as number[] }
try {
  let n = 0
  for (let round = 0; round < ROUNDS; round++) {
    let from = performance.now()
    for (let index = 0; index < DECISIONS; index++) {
      nowMs += 0.1
      ours.execute([command(n++)])
    }
    perSecond.wasm.push((DECISIONS * 1000) / (performance.now() - from))
    if (peer.native === null) continue
    from = performance.now()
    for (let index = 0; index < DECISIONS; index++) {
      const [name, ...args] = command(n++)
      await peer.native.call(name!, ...args)
    }
    perSecond.native.push((DECISIONS * 1000) / (performance.now() - from))
  }
} finally {
  await peer.stop()
}
const wasm = median(perSecond.wasm)
const beside =
  peer.native === null ? { nativeOverLoopback: { notMeasured: peer.reason } } : ratioTo(wasm, median(perSecond.native))
process.stdout.write(
  JSON.stringify({
    what: `decisions a second, one at a time, median of ${ROUNDS} rounds of ${DECISIONS}, in turn`,
    valkeyInWebAssembly: wasm,
    ...beside,
  }),
)

/** A native server with the script loaded, or why there is none. */
async function startPeer() {
  try {
    const server = await startRealServer()
    const native = new Redis(server.url)
    await native.script('LOAD', composite.source)
    const stop = async () => {
      native.disconnect()
      await server.stop()
    }
    return { native, stop }
  } catch (error) {
    return { native: null, reason: (error as Error).message, stop: () => Promise.resolve() }
  }
}

function ratioTo(ours: number, native: number) {
  return { nativeOverLoopback: native, ratio: Math.round((ours / native) * 100) / 100 }
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!)
}
