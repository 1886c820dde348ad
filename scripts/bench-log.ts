/**
 * Records of 200 bytes, keyed, acknowledged by all of three replicas, and read again: our log in this process, with its three brokers
 * and its messages between them, beside a real Kafka of three brokers over the loopback. The clients are the same code. The two take
 * turns in one run, so that a busy machine slows both.
 */
import { ClusterMetadataPart } from '~/infra/log/controller/metadata-part'
import { GroupCoordinatorPart } from '~/infra/log/groups/group-coordinator'
import { createLogClients } from '~/infra/log/client'
import { connectLiveLog } from '~/infra/log/live'
import type { LogClients } from '~/infra/log/port'
import { startLogRun } from '~/infra/log/testing/log-run'
import { startRealKafka } from '~/infra/log/testing/real-kafka'

const ROUNDS = 5
const RECORDS = 30_000
const KEYS = 1_000
const PARTITIONS = 6
/** Whoever sends has so many records under way, as an application with a bounded queue has. */
const UNDER_WAY = 10_000
const BEGIN_MS = 5_000
const STEP_MS = 1_000

interface PerSecond {
  readonly produce: number
  readonly consume: number
}

const encoder = new TextEncoder()
const value = new Uint8Array(200).fill(120)
const keys = Array.from({ length: KEYS }, (_, index) => encoder.encode(`order-${index}`))

/** One round on a topic of its own. It is timed on the wall, whatever clock the clients go by. */
async function measure(clients: LogClients, topic: string): Promise<PerSecond> {
  await clients.admin.createTopics([
    { name: topic, partitions: PARTITIONS, replicationFactor: 3, configs: { 'min.insync.replicas': '2' } },
  ])
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => ({ topic, partition }))
  await clients.admin.offsets(partitions)
  const producer = clients.producer()
  // The first record pays for the way to the brokers and for the producer's identity.
  await producer.send({ topic, key: keys[0]!, value })
  let from = performance.now()
  for (let sent = 0; sent < RECORDS; sent += UNDER_WAY) {
    const acknowledged: Promise<unknown>[] = []
    for (let index = 0; index < UNDER_WAY; index += 1) {
      acknowledged.push(producer.send({ topic, key: keys[(sent + index) % KEYS]!, value }))
    }
    await Promise.all(acknowledged)
  }
  const produce = perSecond(from)
  await producer.close()
  const consumer = clients.consumer({ groupId: null, offsetReset: 'earliest' })
  consumer.assign(partitions)
  let read = 0
  from = performance.now()
  while (read < RECORDS + 1) read += (await consumer.poll(1_000)).length
  const consume = perSecond(from)
  await consumer.close()
  return { produce, consume }
}

function perSecond(from: number): number {
  return (RECORDS * 1_000) / (performance.now() - from)
}

async function measureOurs(): Promise<PerSecond> {
  let measured: PerSecond | undefined
  const run = await startLogRun({
    createMetadata: (context) => new ClusterMetadataPart(context),
    others: [(context, metadata, partitions) => new GroupCoordinatorPart(context, metadata, partitions)],
    durationMs: 600_000,
    doings: [
      [BEGIN_MS, async ({ context }) => (measured = await measure(createLogClients(context, 'kafka'), 'bench'))],
    ],
  })
  for (let atMs = STEP_MS; measured === undefined; atMs += STEP_MS) await run.until(atMs)
  return measured
}

/** A real cluster, or why there is none. */
async function startPeer() {
  try {
    const kafka = await startRealKafka(3)
    const log = connectLiveLog({ bootstrapServers: kafka.bootstrapServers })
    const stop = async () => {
      log.close()
      await kafka.stop()
    }
    return { log, stop }
  } catch (error) {
    return { log: null, reason: (error as Error).message, stop: () => Promise.resolve() }
  }
}

function median(rounds: readonly PerSecond[], of: keyof PerSecond): number {
  return Math.round(rounds.map((round) => round[of]).toSorted((a, b) => a - b)[Math.floor(rounds.length / 2)]!)
}

function beside(of: keyof PerSecond) {
  const figures = { ours: median(ours, of) }
  if (peer.log === null) return { ...figures, kafkaOverLoopback: { notMeasured: peer.reason } }
  const kafkaOverLoopback = median(theirs, of)
  return { ...figures, kafkaOverLoopback, ratio: Math.round((figures.ours / kafkaOverLoopback) * 100) / 100 }
}

const ours: PerSecond[] = []
const theirs: PerSecond[] = []
const peer = await startPeer()
try {
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await measureOurs())
    if (peer.log !== null) theirs.push(await measure(peer.log, `bench-${round}`))
  }
} finally {
  await peer.stop()
}
process.stdout.write(
  JSON.stringify({
    what: `records of 200 bytes a second, keyed, acks=all, three replicas, ${PARTITIONS} partitions; median of ${ROUNDS} rounds of ${RECORDS}, in turn`,
    produced: beside('produce'),
    consumed: beside('consume'),
  }),
)
