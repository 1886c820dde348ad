/**
 * Charges: how many a second through the whole pipeline headless, with how many statements, and the same three statements on
 * PostgreSQL in WebAssembly in this process beside a native server over a socket. The two take turns in one run, so that a
 * busy machine slows both.
 */
import { nodeHost } from '~/host/node'
import { connectLiveEngine } from '~/infra/postgres/live'
import { createPgliteEngine } from '~/infra/postgres/pglite/engine'
import { loadPgliteFromPackage } from '~/infra/postgres/pglite/load-node'
import { PostgresError, type PostgresConnection, type SqlStatement } from '~/infra/postgres/port'
import { startRealServer } from '~/infra/postgres/testing/real-server'
import { parseAction } from '~/kernel/action'
import { createEngine } from '~/kernel/engine'
import type { TraceEvent } from '~/kernel/trace'
import type { Verb } from '~/kernel/verb'
import { answerSql, claimSql, recordSql } from '~simulations/payments/components/sql'
import { paymentIdOf } from '~simulations/payments/fingerprint'
import simulation from '~simulations/payments/index'
import { migrations } from '~simulations/payments/migrations'
import { runOf } from '~/kernel/run'

const ROUNDS = 12
const CHARGES = 100
const RATE = 300
const RUN_MS = 6_000
const clock = { nowMs: () => 0 }

/** The statements of the n-th charge, as the API makes them. */
function charge(n: number): SqlStatement[] {
  const key = `key-${n}`
  const payment = paymentIdOf('t01', key, 1)
  const capture = { payment, tenant: 't01', key, chargeNo: 1, amount: 1_000, currency: 'EUR', card: '4000' }
  const of = ['t01', 'POST /charge', key]
  const body = { payment, state: 'posted', amount: 1_000, currency: 'EUR' }
  return [
    { text: claimSql, values: [...of, 'fingerprint', 'api/0', 2_000, 86_400_000] },
    {
      text: recordSql,
      values: [...of, 1, payment, 1, 1_000, 986, 14, 'EUR', '4000', `psp_${payment}`, capture, 1_300],
    },
    { text: answerSql, values: [...of, 1, payment, 'posted', 201, body, 'accept'] },
  ]
}

async function measure(connection: PostgresConnection, from: number): Promise<number> {
  const startedAt = performance.now()
  for (let n = from; n < from + CHARGES; n++) {
    for (const statement of charge(n)) {
      const pending = connection.execute([statement])
      const [reply] = pending instanceof Promise ? await pending : pending
      if (reply instanceof PostgresError) throw reply
    }
  }
  return (CHARGES * 1_000) / (performance.now() - startedAt)
}

async function sideBySide() {
  const engine = await createPgliteEngine(await loadPgliteFromPackage(), { clock })
  const ours = engine.connect()
  for (const text of migrations) await ours.script(text)
  const peer = await startPeer()
  const perSecond = { wasm: [] as number[], socket: [] as number[] }
  try {
    for (let round = 0; round < ROUNDS; round++) {
      perSecond.wasm.push(await measure(ours, round * CHARGES))
      if (peer.connection !== null) perSecond.socket.push(await measure(peer.connection, round * CHARGES))
    }
  } finally {
    await peer.stop()
  }
  const wasm = { wasmPerSecond: median(perSecond.wasm), wasm: engine.version }
  if (peer.connection === null) return { ...wasm, nativePerSecond: { notMeasured: peer.reason } }
  const nativePerSecond = median(perSecond.socket)
  const ratio = Math.round((wasm.wasmPerSecond / nativePerSecond) * 100) / 100
  return { ...wasm, nativePerSecond, ratio, native: peer.version }
}

/** A native server with the tables, or why there is none. */
async function startPeer() {
  try {
    const server = await startRealServer()
    const native = await connectLiveEngine({ url: server.url, schema: 'run' }, clock)
    await native.reset()
    const connection = native.connect()
    for (const text of migrations) await connection.script(text)
    const stop = async () => {
      await connection.close()
      await server.stop()
    }
    return { connection, version: native.version, stop }
  } catch (error) {
    return { connection: null, reason: (error as Error).message, stop: () => Promise.resolve() }
  }
}

async function pipeline() {
  const verbs = simulation.verbs as Readonly<Record<string, readonly Verb[]>>
  const action = parseAction(`rate:client=${RATE}@0`, { diagram: simulation.diagram, verbs })
  const run = runOf('payments', { scenario: 'steady', seed: 42, actions: [action], durationMs: RUN_MS,
    
  }) // prettier-ignore
  const engine = await createEngine(simulation, run, nodeHost)
  let charges = 0
  const statements = new Map<number, number>()
  engine.observe({
    step({ kind, key, data, arrow, id, node }: TraceEvent) {
      if (kind === 'state' && node === 'api' && key === 'charge' && (data as { status: number }).status === 201)
        charges++
      if (kind === 'send' && arrow === 'api~ledger') statements.set(id, (statements.get(id) ?? 0) + 1)
    },
  })
  const startedAt = performance.now()
  await engine.advance(RUN_MS, Infinity)
  const wallMs = performance.now() - startedAt
  return {
    chargesPerSecond: Math.round((charges * 1_000) / wallMs),
    virtualChargesPerSecond: Math.round((charges * 1_000) / RUN_MS),
    statementsPerCharge: median([...statements.values()]),
  }
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!)
}

const headless = await pipeline()
const ledger = await sideBySide()
process.stdout.write(
  JSON.stringify({
    what: `charges: ${RATE} orders a second through the whole pipeline in Node, and the three statements of one, one at a time, median of ${ROUNDS} rounds`,
    headless,
    ledger,
  }),
)
process.exit(0)
