/** The metadata part of a broker that follows a {@link ScriptedCluster}: a millisecond away, each way, unless the broker is frozen. */
import type { Context, Message } from '~/kernel/component'
import type { Metadata, MetadataImage } from '../broker/metadata'
import type { MetadataPart } from '../broker/part'
import type { LogRequest } from '../protocol/api'
import type { CreateTopicsRequest, MetadataRequest, MetadataResponse, TopicResult } from '../protocol/cluster-api'
import type { ScriptedCluster } from './scripted-cluster'

const AWAY_MS = 1
const HEARTBEAT_MS = 100
const NOTHING: MetadataImage = { offset: -1, brokers: new Map(), topics: new Map() }

type Listener = Parameters<Metadata['onImage']>[0]

export function createScriptedMetadata(context: Context, cluster: ScriptedCluster): MetadataPart {
  const { clock, instance: nodeId } = context
  const listeners: Listener[] = []
  let image = NOTHING
  let brokerEpoch = -1

  async function learn(): Promise<void> {
    await clock.sleep(AWAY_MS)
    if (cluster.image.offset <= image.offset) return
    const before = image
    image = cluster.image
    for (const listener of listeners) listener(image, before)
  }

  async function live(): Promise<void> {
    brokerEpoch = cluster.register(nodeId, clock.monotonicMs(), () => void learn())
    await learn()
    for (;;) {
      cluster.heartbeat(nodeId, clock.monotonicMs())
      await clock.sleep(HEARTBEAT_MS)
    }
  }

  const metadata: Metadata = {
    get image() {
      return image
    },
    get brokerEpoch() {
      return brokerEpoch
    },
    controllerId: 0,
    onImage(listener) {
      listeners.push(listener)
      if (image.offset >= 0) listener(image, NOTHING)
    },
    async alterPartition(change) {
      await clock.sleep(AWAY_MS)
      const answer = cluster.alterPartition(change)
      await clock.sleep(AWAY_MS)
      return answer
    },
    createTopics: (request) => Promise.resolve({ topics: createTopics(cluster, image, request) }),
  }
  return {
    metadata,
    types: ['Metadata', 'CreateTopics', 'DeleteTopics', 'InitProducerId'],
    start: () => void live(),
    handle(message: Message) {
      const request = message as LogRequest
      switch (request.type) {
        case 'Metadata':
          return answerMetadata(image, request)
        case 'CreateTopics':
          return { topics: createTopics(cluster, image, request) }
        case 'DeleteTopics':
          for (const name of request.topics) cluster.deleteTopic(name)
          return { topics: request.topics.map((name): TopicResult => ({ name, error: 'NONE' })) }
        case 'InitProducerId':
          return { error: 'NONE', producerId: cluster.nextProducerId(), producerEpoch: 0 }
        default:
          return undefined
      }
    },
  }
}

function answerMetadata(image: MetadataImage, { topics }: MetadataRequest): MetadataResponse {
  const alive = [...image.brokers.values()].filter(({ isFenced }) => !isFenced).map(({ nodeId }) => nodeId)
  return {
    brokers: alive.toSorted((a, b) => a - b).map((nodeId) => ({ nodeId })),
    controllerId: 0,
    topics: (topics ?? [...image.topics.keys()]).map((name) => {
      const topic = image.topics.get(name)
      if (topic === undefined) return { error: 'UNKNOWN_TOPIC_OR_PARTITION', name, isInternal: false, partitions: [] }
      const partitions = topic.partitions.map(({ leaderId, leaderEpoch, replicas, isr }, partition) => ({
        error: leaderId < 0 ? ('LEADER_NOT_AVAILABLE' as const) : ('NONE' as const),
        partition,
        leaderId,
        leaderEpoch,
        replicas,
        isr,
        offlineReplicas: replicas.filter((id) => !alive.includes(id)),
      }))
      return { error: 'NONE', name, isInternal: topic.isInternal, partitions }
    }),
  }
}

function createTopics(
  cluster: ScriptedCluster,
  image: MetadataImage,
  { topics }: CreateTopicsRequest,
): readonly TopicResult[] {
  const alive = [...image.brokers.keys()].toSorted((a, b) => a - b)
  return topics.map(({ name, partitions, replicationFactor, assignments, configs = {} }) => {
    if (cluster.image.topics.has(name)) return { name, error: 'TOPIC_ALREADY_EXISTS' }
    const spread = Array.from({ length: partitions }, (_, partition) =>
      Array.from({ length: replicationFactor }, (__, place) => alive[(partition + place) % alive.length]!),
    )
    cluster.createTopic({ name, assignments: assignments ?? spread, configs })
    return { name, error: 'NONE' }
  })
}
