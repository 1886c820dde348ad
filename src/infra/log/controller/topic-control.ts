/** Topics come, grow and go: as in `ReplicationControlManager` of apache/kafka. */
import type { Rng } from '~/kernel/random'
import type {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
  CreateTopicsRequest,
  CreateTopicsResponse,
  DeleteTopicsRequest,
  DeleteTopicsResponse,
  NewTopic,
  TopicResult,
} from '../protocol/cluster-api'
import { LogError } from '../protocol/error-code'
import { parseTopicConfig } from '../storage/topic-config'
import type { Decision } from './broker-control'
import { isActiveIn } from './leadership'
import type { ClusterImage } from './cluster-image'
import type { MetadataRecord, PartitionRecord } from './metadata-record'
import { placeReplicas } from './replica-placer'
import { checkTopicName, collidesWith } from './topic-name'

/** Where the ids of the records come from, and chance. */
export interface TopicControlContext {
  readonly image: ClusterImage
  /** The offset that the first record will have. */
  readonly endOffset: number
  readonly rng: Rng
}

export function createTopics(
  { image, endOffset, rng }: TopicControlContext,
  { topics }: CreateTopicsRequest,
): Decision<CreateTopicsResponse> {
  const records: MetadataRecord[] = []
  const results = topics.map((topic) => {
    const taken = new Set([...image.topics.keys(), ...namesIn(records)])
    return attempt(topic.name, () => {
      if (topics.filter(({ name }) => name === topic.name).length > 1) {
        throw new LogError('INVALID_REQUEST', `${topic.name} is named more than once`)
      }
      checkTopicName(topic.name)
      const other = collidesWith(topic.name, taken)
      if (other !== undefined) {
        throw new LogError('INVALID_TOPIC_EXCEPTION', `Topic '${topic.name}' collides with existing topic: ${other}`)
      }
      if (taken.has(topic.name)) throw new LogError('TOPIC_ALREADY_EXISTS', `Topic '${topic.name}' already exists.`)
      // Offsets count from 0 and ids from 1.
      records.push(...createTopic(image, topic, endOffset + records.length + 1, rng))
    })
  })
  return { records, response: { topics: results } }
}

export function deleteTopics(
  { image }: TopicControlContext,
  { topics }: DeleteTopicsRequest,
): Decision<DeleteTopicsResponse> {
  const records: MetadataRecord[] = []
  const results = topics.map((name, index) =>
    attempt(name, () => {
      if (!image.topics.has(name)) throw unknownTopic(name)
      if (topics.indexOf(name) !== index) throw new LogError('INVALID_REQUEST', `${name} is named more than once`)
      records.push({ type: 'RemoveTopicRecord', name })
    }),
  )
  return { records, response: { topics: results } }
}

export function createPartitions(
  { image, rng }: TopicControlContext,
  { topics }: CreatePartitionsRequest,
): Decision<CreatePartitionsResponse> {
  const records: MetadataRecord[] = []
  const results = topics.map(({ name, count }, index) =>
    attempt(name, () => {
      const topic = image.topics.get(name)
      if (topics.findIndex((other) => other.name === name) !== index) {
        throw new LogError('INVALID_REQUEST', `${name} is named more than once`)
      }
      if (topic === undefined) throw unknownTopic(name)
      const existing = topic.partitions.length
      if (count <= existing) {
        const message =
          count === existing
            ? `Topic already has ${existing} partition(s).`
            : `The topic ${name} currently has ${existing} partition(s); ${count} would not be an increase.`
        throw new LogError('INVALID_PARTITIONS', message)
      }
      const factor = topic.partitions[0]!.replicas.length
      const placed = placeReplicas([...image.brokers.values()], count - existing, factor, rng)
      records.push(...partitionRecords(image, name, existing, placed, 'INVALID_REPLICATION_FACTOR'))
    }),
  )
  return { records, response: { topics: results } }
}

function createTopic(image: ClusterImage, topic: NewTopic, topicId: number, rng: Rng): MetadataRecord[] {
  const { name, configs = {}, assignments, partitions, replicationFactor } = topic
  parseTopicConfig(configs)
  const settings = Object.entries(configs).map(([config, value]): MetadataRecord => ({
    type: 'ConfigRecord',
    resource: name,
    name: config,
    value,
  }))
  const placed = assignments ?? placeNew(image, partitions, replicationFactor, rng)
  if (assignments !== undefined) checkAssignments(image, assignments)
  const error = assignments === undefined ? 'INVALID_REPLICATION_FACTOR' : 'INVALID_REPLICA_ASSIGNMENT'
  return [{ type: 'TopicRecord', name, topicId }, ...settings, ...partitionRecords(image, name, 0, placed, error)]
}

function placeNew(
  image: ClusterImage,
  partitions: number,
  replicationFactor: number,
  rng: Rng,
): readonly (readonly number[])[] {
  if (!(replicationFactor > 0)) {
    throw new LogError('INVALID_REPLICATION_FACTOR', 'Replication factor must be larger than 0.')
  }
  if (!(partitions > 0)) {
    throw new LogError('INVALID_PARTITIONS', 'Number of partitions was set to an invalid non-positive value.')
  }
  return placeReplicas([...image.brokers.values()], partitions, replicationFactor, rng)
}

function checkAssignments(image: ClusterImage, assignments: readonly (readonly number[])[]): void {
  const refuse = (reason: string): LogError => new LogError('INVALID_REPLICA_ASSIGNMENT', reason)
  if (assignments.length === 0) throw refuse('The manual partition assignment names no partition.')
  for (const replicas of assignments) {
    if (replicas.length === 0) throw refuse('The manual partition assignment includes an empty replica list.')
    if (replicas.length !== assignments[0]!.length) throw refuse('Partitions have different numbers of replicas.')
    if (new Set(replicas).size !== replicas.length) throw refuse('A partition is assigned to a broker more than once.')
    const unknown = replicas.find((replica) => !image.brokers.has(replica))
    if (unknown !== undefined) throw refuse(`Broker ${unknown} is not registered.`)
  }
}

/** The first replica that is there leads; all that are there are in sync, since there is nothing yet. */
function partitionRecords(
  image: ClusterImage,
  topic: string,
  first: number,
  placed: readonly (readonly number[])[],
  error: 'INVALID_REPLICATION_FACTOR' | 'INVALID_REPLICA_ASSIGNMENT',
): PartitionRecord[] {
  return placed.map((replicas, index) => {
    const isr = replicas.filter(isActiveIn(image))
    if (isr.length === 0) throw new LogError(error, `All brokers of partition ${first + index} are fenced.`)
    return { type: 'PartitionRecord', topic, partition: first + index, replicas, isr, leaderId: isr[0]! }
  })
}

function namesIn(records: readonly MetadataRecord[]): string[] {
  return records.flatMap((record) => (record.type === 'TopicRecord' ? [record.name] : []))
}

function unknownTopic(name: string): LogError {
  return new LogError('UNKNOWN_TOPIC_OR_PARTITION', `Topic '${name}' does not exist.`)
}

/** What became of one topic; what is said no to leaves no records. */
export function attempt(name: string, work: () => void): TopicResult {
  try {
    work()
    return { name, error: 'NONE' }
  } catch (error) {
    if (!(error instanceof LogError)) throw error
    return { name, error: error.code, message: error.message }
  }
}
