/** Settings of topics, and of the cluster for topics without their own: as in `ConfigurationControlManager` of apache/kafka. */
import { NO_NODE, type Configs } from '../protocol/cluster-api'
import type {
  DescribeConfigsRequest,
  DescribeConfigsResponse,
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from '../protocol/cluster-api'
import { LogError } from '../protocol/error-code'
import { parseTopicConfig, TOPIC_CONFIG_DEFAULTS } from '../storage/topic-config'
import type { Decision } from './broker-control'
import { changePartitions, electionOf, isActiveIn, UNCLEAN_ELECTION } from './leadership'
import { applyRecords, type ClusterImage } from './cluster-image'
import type { AlterClusterConfigsRequest, ControllerResponse } from './controller-messages'
import type { MetadataRecord } from './metadata-record'
import { attempt } from './topic-control'

type Changes = Readonly<Record<string, string | null>>

export function alterConfigs(
  image: ClusterImage,
  { topics }: IncrementalAlterConfigsRequest,
): Decision<IncrementalAlterConfigsResponse> {
  const records: MetadataRecord[] = []
  const results = topics.map(({ name, configs }) =>
    attempt(name, () => {
      const topic = image.topics.get(name)
      if (topic === undefined) {
        throw new LogError('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${name}' does not exist.`)
      }
      records.push(...configRecords(name, topic.configs, configs))
    }),
  )
  return { records: withElections(image, records), response: { topics: results } }
}

export function alterClusterConfigs(
  image: ClusterImage,
  { configs }: AlterClusterConfigsRequest,
): Decision<ControllerResponse> {
  // Brokers read what topics are set to; this one setting is the controller's own.
  if (Object.keys(configs).some((name) => name !== UNCLEAN_ELECTION)) {
    return { records: [], response: { error: 'INVALID_CONFIG' } }
  }
  const records = configRecords(null, image.clusterConfigs, configs)
  return { records: withElections(image, records), response: { error: 'NONE' } }
}

/** What topics are set to, by what was set, by the cluster, or by default. */
export function describeConfigs(image: ClusterImage, { topics }: DescribeConfigsRequest): DescribeConfigsResponse {
  return {
    topics: topics.map((name) => {
      const topic = image.topics.get(name)
      if (topic === undefined) return { name, error: 'UNKNOWN_TOPIC_OR_PARTITION', configs: [] }
      const configs = Object.entries(TOPIC_CONFIG_DEFAULTS).map(([config, value]) => ({
        name: config,
        value: topic.configs[config] ?? image.clusterConfigs[config] ?? value,
        isDefault: topic.configs[config] === undefined,
      }))
      return { name, error: 'NONE', configs }
    }),
  }
}

/** @throws {LogError} INVALID_CONFIG if the settings together are not valid */
function configRecords(topic: string | null, before: Configs, changes: Changes): MetadataRecord[] {
  const after: Record<string, string> = { ...before }
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete after[name]
    else after[name] = value
  }
  parseTopicConfig(after)
  return Object.entries(changes).map(([name, value]) => ({ type: 'ConfigRecord', topic, name, value }))
}

/**
 * Where unclean elections are allowed from now on, partitions without a leader get one at once. Kafka looks every
 * `unclean.leader.election.interval.ms`, which is five minutes.
 */
function withElections(image: ClusterImage, records: MetadataRecord[]): MetadataRecord[] {
  const after = applyRecords(image, records)
  const isAcceptableLeader = isActiveIn(after)
  const elections = changePartitions(after, (topic, partition) => {
    const isLeaderless = topic.partitions[partition]!.leaderId === NO_NODE
    return isLeaderless && electionOf(after, topic) === 'unclean' ? { election: 'unclean', isAcceptableLeader } : null
  })
  return [...records, ...elections]
}
