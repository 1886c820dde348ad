/** Topics of cases, and their leaders. */
import type { Configs, MetadataRequest } from '../protocol/cluster-api'
import { NO_NODE } from '../protocol/cluster-api'
import type { ProducePartitionResponse, ProduceRequest } from '../protocol/records-api'
import { encodeRecordBatch, type NewBatch } from '../records/record-batch'
import { bytes, type ConformanceBench, until } from './bench'

const BROKERS = [0, 1, 2]

/** Makes a topic with three copies, and gives its name. */
export async function topic(bench: ConformanceBench, partitions = 1, configs: Configs = {}): Promise<string> {
  const name = bench.name('topic')
  const [result] = await bench.clients.admin.createTopics([{ name, partitions, replicationFactor: 3, configs }])
  if (result!.error !== 'NONE') throw new Error(`the topic was refused: ${result!.error}`)
  await isKnown(bench, name)
  return name
}

/** Resolves once every broker has heard of a topic, and its leaders answer: the controller tells them one after the other. */
export async function isKnown(bench: ConformanceBench, name: string): Promise<void> {
  const question = { type: 'Metadata', topics: [name] } as const
  for (const nodeId of BROKERS) {
    await until(bench, `broker ${nodeId} to know ${name}`, async () => {
      const { topics } = await bench.ask<MetadataRequest>(nodeId, question)
      return topics[0]!.error === 'NONE' ? true : undefined
    })
  }
  const [found] = await bench.clients.admin.describeTopics([name])
  await bench.clients.admin.offsets(found!.partitions.map(({ partition }) => ({ topic: name, partition })))
}

/** Who leads partition 0 of a topic, and in which epoch. */
export async function leaderOf(
  bench: ConformanceBench,
  name: string,
): Promise<{ readonly leaderId: number; readonly leaderEpoch: number }> {
  return until(bench, `a leader of ${name}`, async () => {
    const [found] = await bench.clients.admin.describeTopics([name])
    const { leaderId, leaderEpoch } = found!.partitions[0]!
    return leaderId === NO_NODE ? undefined : { leaderId, leaderEpoch }
  })
}

/** Sends a batch to the leader without a client. */
export async function produceBatch(
  bench: ConformanceBench,
  name: string,
  batch: Partial<NewBatch> | Uint8Array,
  { acks = -1, nodeId }: { readonly acks?: 0 | 1 | -1; readonly nodeId?: number } = {},
): Promise<ProducePartitionResponse> {
  const leaderId = nodeId ?? (await leaderOf(bench, name)).leaderId
  const records =
    batch instanceof Uint8Array
      ? batch
      : encodeRecordBatch({ records: [{ timestamp: bench.nowMs(), key: null, value: bytes('value') }], ...batch })
  const { partitions } = await bench.ask<ProduceRequest>(leaderId, {
    type: 'Produce',
    acks,
    timeoutMs: 1_500,
    partitions: [{ topic: name, partition: 0, records }],
  })
  return partitions[0]!
}
