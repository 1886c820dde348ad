/** How the scripted cluster answers each request. */
import type { Context } from '~/kernel/component'
import type { LogRequest, LogApi } from '../../protocol/api'
import type { ErrorName } from '../../protocol/error-code'
import type { FetchRequest, FetchResponse, ProduceRequest } from '../../protocol/records-api'
import type { TopicPartition } from '../../protocol/topic-partition'
import type { ScriptedCluster } from './scripted-cluster'
import type { ScriptedPartition } from './scripted-partition'

/** @param error to be given instead of what would be right, if any */
export async function answerFor(
  cluster: ScriptedCluster,
  context: Context,
  request: LogRequest,
  error: ErrorName | undefined,
): Promise<unknown> {
  switch (request.type) {
    case 'Metadata':
      return metadata(cluster, request.topics, error)
    case 'Produce':
      return produce(cluster, context.instance, request, error)
    case 'InitProducerId':
      return error === undefined
        ? { error: 'NONE', producerId: cluster.nextProducerId++, producerEpoch: 0 }
        : { error, producerId: -1, producerEpoch: -1 }
    case 'Fetch':
      return fetch(cluster, context, request, error)
    case 'ListOffsets':
      return {
        partitions: request.partitions.map((asked) => {
          const { topic, partition, timestamp } = asked
          const failure = error ?? misdirected(cluster, context.instance, asked, asked.currentLeaderEpoch)
          if (failure !== 'NONE')
            return { topic, partition, error: failure, timestamp: -1, offset: -1, leaderEpoch: -1 }
          const log = cluster.partition(asked)
          const offset =
            timestamp === -2 ? log.logStartOffset : timestamp === -1 ? log.endOffset : atTime(log, timestamp)
          return { topic, partition, error: 'NONE', timestamp: -1, offset, leaderEpoch: log.leaderEpoch }
        }),
      } satisfies LogApi['ListOffsets']['response']
    case 'OffsetForLeaderEpoch':
      return {
        partitions: request.partitions.map((asked) => {
          const { topic, partition } = asked
          const failure = error ?? misdirected(cluster, context.instance, asked, asked.currentLeaderEpoch)
          if (failure !== 'NONE') return { topic, partition, error: failure, leaderEpoch: -1, endOffset: -1 }
          return { topic, partition, error: 'NONE', ...cluster.partition(asked).endOf(asked.leaderEpoch) }
        }),
      } satisfies LogApi['OffsetForLeaderEpoch']['response']
    case 'DeleteRecords':
      return {
        partitions: request.partitions.map((asked) => {
          const { topic, partition, offset } = asked
          const failure = error ?? misdirected(cluster, context.instance, asked, -1)
          if (failure === 'NONE') cluster.partition(asked).logStartOffset = offset
          return { topic, partition, error: failure, lowWatermark: offset }
        }),
      } satisfies LogApi['DeleteRecords']['response']
    case 'CreateTopics':
      return {
        topics: request.topics.map(({ name, partitions }) => {
          if (error !== undefined) return { name, error }
          if (cluster.topics.has(name)) return { name, error: 'TOPIC_ALREADY_EXISTS' }
          cluster.create(name, partitions)
          return { name, error: 'NONE' }
        }),
      } satisfies LogApi['CreateTopics']['response']
    case 'DeleteTopics':
      return { topics: request.topics.map((name) => ({ name, error: cluster.topics.delete(name) ? 'NONE' : 'UNKNOWN_TOPIC_OR_PARTITION' })) } // prettier-ignore
    default:
      return cluster.groups.answer(context, request, error)
  }
}

function metadata(cluster: ScriptedCluster, topics: readonly string[] | null, error: ErrorName | undefined) {
  return {
    brokers: Array.from({ length: cluster.nodes }, (_, nodeId) => ({ nodeId })),
    controllerId: 0,
    topics: (topics ?? [...cluster.topics.keys()]).map((name) => {
      const partitions = cluster.topics.get(name)
      if (partitions === undefined || error !== undefined) {
        return { error: error ?? 'UNKNOWN_TOPIC_OR_PARTITION', name, isInternal: false, partitions: [] }
      }
      return {
        error: 'NONE',
        name,
        isInternal: false,
        partitions: partitions.map(({ leaderId, leaderEpoch }, partition) => {
          const replicas = [leaderId]
          return { error: 'NONE', partition, leaderId, leaderEpoch, replicas, isr: replicas, offlineReplicas: [] }
        }),
      }
    }),
  } satisfies LogApi['Metadata']['response']
}

function produce(cluster: ScriptedCluster, nodeId: number, request: ProduceRequest, error: ErrorName | undefined) {
  return {
    partitions: request.partitions.map((asked) => {
      const { topic, partition, records } = asked
      const failure = error ?? misdirected(cluster, nodeId, asked, -1)
      const appended =
        failure === 'NONE' ? cluster.partition(asked).append(records) : { error: failure, baseOffset: -1 }
      return { topic, partition, ...appended, logAppendTimeMs: -1, logStartOffset: 0 }
    }),
  } satisfies LogApi['Produce']['response']
}

async function fetch(
  cluster: ScriptedCluster,
  context: Context,
  request: FetchRequest,
  error: ErrorName | undefined,
): Promise<FetchResponse> {
  const read = (): FetchResponse => ({
    error: 'NONE',
    partitions: request.partitions.map((asked) => {
      const { topic, partition, fetchOffset, maxBytes } = asked
      const failure = error ?? misdirected(cluster, context.instance, asked, asked.currentLeaderEpoch)
      const none = { topic, partition, highWatermark: -1, logStartOffset: -1, records: new Uint8Array(0) }
      if (failure !== 'NONE') return { ...none, error: failure }
      const log = cluster.partition(asked)
      if (fetchOffset < log.logStartOffset || fetchOffset > log.endOffset)
        return { ...none, error: 'OFFSET_OUT_OF_RANGE' }
      const { logStartOffset, endOffset: highWatermark } = log
      return {
        topic,
        partition,
        error: 'NONE',
        highWatermark,
        logStartOffset,
        records: log.read(fetchOffset, maxBytes),
      }
    }),
  })
  const answer = read()
  if (answer.partitions.some((each) => each.error !== 'NONE' || each.records.length > 0)) return answer
  await new Promise<void>((resolve) => {
    for (const asked of request.partitions) cluster.partition(asked).onAppend(resolve)
    void context.clock.sleep(request.maxWaitMs).then(resolve)
  })
  return read()
}

/** Why a partition cannot be asked here. */
function misdirected(cluster: ScriptedCluster, nodeId: number, at: TopicPartition, epoch: number): ErrorName {
  const found = cluster.topics.get(at.topic)?.[at.partition]
  if (found === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION'
  if (found.leaderId !== nodeId) return 'NOT_LEADER_OR_FOLLOWER'
  if (epoch === -1 || epoch === found.leaderEpoch) return 'NONE'
  return epoch < found.leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH'
}

function atTime(log: ScriptedPartition, timestamp: number): number {
  return log.records.find((record) => record.timestamp >= timestamp)?.offset ?? -1
}
