/** Runs a case of the conformance suite on this folder's cluster: three whole brokers in a run of the kernel, in virtual time. */
import { RUN_EPOCH_MS } from '~/kernel/time'
import { createLogClients } from '../client'
import type { ConformanceBench, ConformanceCase } from '../conformance'
import { ClusterMetadataPart } from '../controller/metadata-part'
import { GroupCoordinatorPart } from '../groups/group-coordinator'
import { type Client, startLogRun } from './log-run'

/** The controller has been elected by then, and brokers are registered. */
const BEGIN_MS = 5_000
const DURATION_MS = 900_000
/** How often somebody looks whether a broker is to be killed, or the case is over. */
const STEP_MS = 100
const ANSWER_TIMEOUT_MS = 2_000
/** As the real brokers are set. */
const OPTIONS = { replicaLagTimeMaxMs: 3_000, cleanerBackoffMs: 250, retentionCheckIntervalMs: 500 }

/** What the case observed. @throws what it threw */
export async function runCase(subject: ConformanceCase, seed = 1): Promise<unknown> {
  const orders: { readonly verb: 'crash' | 'heal'; readonly nodeId: number; isDone: boolean }[] = []
  let outcome: { readonly result: unknown } | { readonly error: unknown } | undefined
  const run = await startLogRun({
    createMetadata: (context) =>
      new ClusterMetadataPart(context, { brokerSessionTimeoutMs: 3_000, brokerHeartbeatIntervalMs: 500 }),
    others: [
      (context, metadata, partitions) =>
        new GroupCoordinatorPart(context, metadata, partitions, { initialRebalanceDelayMs: 0 }),
    ],
    durationMs: DURATION_MS,
    seed,
    options: OPTIONS,
    doings: [
      [
        BEGIN_MS,
        async (client) => {
          try {
            outcome = { result: await subject.observe(benchOf(client, orders)) }
          } catch (error) {
            outcome = { error }
          }
        },
      ],
    ],
  })
  for (let atMs = STEP_MS; outcome === undefined && atMs <= DURATION_MS; atMs += STEP_MS) {
    await run.until(atMs)
    for (const order of orders.filter(({ isDone }) => !isDone)) {
      await run.engine.inject({ verb: order.verb, target: { kind: 'box', box: 'kafka', instance: order.nodeId } })
      order.isDone = true
    }
  }
  if (outcome === undefined) throw new Error('the case has not come to an end')
  if ('error' in outcome) throw outcome.error
  return outcome.result
}

function benchOf(
  { context, ask }: Client,
  orders: { verb: 'crash' | 'heal'; nodeId: number; isDone: boolean }[],
): ConformanceBench {
  const { clock } = context
  let opened = 0
  let named = 0
  const open = () => {
    opened += 1
    return createLogClients({ call: context.call, clock, rng: context.rng.fork(`process-${opened}`) }, 'kafka')
  }
  const order = async (verb: 'crash' | 'heal', nodeId: number) => {
    const made = { verb, nodeId, isDone: false }
    orders.push(made)
    while (!made.isDone) await clock.sleep(STEP_MS)
  }
  return {
    clients: open(),
    open,
    ask: (nodeId, request) => ask(nodeId, request, ANSWER_TIMEOUT_MS),
    nowMs: () => RUN_EPOCH_MS + Math.trunc(clock.nowMs()),
    sleep: (durationMs) => clock.sleep(durationMs),
    name: (text) => {
      named += 1
      return `${text}-${named}`
    },
    kill: (nodeId) => order('crash', nodeId),
    restart: (nodeId) => order('heal', nodeId),
  }
}
