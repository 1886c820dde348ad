/** Settings of topics, and of brokers for topics without their own: as in `ConfigurationControlManager` of apache/kafka. */
import { NO_NODE, type Configs } from '../protocol/cluster-api'
import type {
  DescribeConfigsRequest,
  DescribeConfigsResponse,
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from '../protocol/cluster-api'
import { LogError } from '../protocol/error-code'
import { parseTopicConfig, TOPIC_CONFIG_DEFAULTS } from '../storage/topic-config'
import { checkBrokerEpoch, type Decision } from './broker-control'
import { changePartitions, electionOf, isActiveIn, isUncleanByBroker, UNCLEAN_ELECTION } from './leadership'
import { applyRecords, type ClusterImage } from './cluster-image'
import type { AlterBrokerConfigsRequest, ControllerResponse } from './controller-messages'
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

export function alterBrokerConfigs(
  image: ClusterImage,
  { brokerId, brokerEpoch, configs }: AlterBrokerConfigsRequest,
): Decision<ControllerResponse> {
  const error = checkBrokerEpoch(image, brokerId, brokerEpoch)
  if (error !== 'NONE') return { records: [], response: { error } }
  // Brokers read what topics are set to; this one setting is the controller's own.
  if (Object.keys(configs).some((name) => name !== UNCLEAN_ELECTION)) {
    return { records: [], response: { error: 'INVALID_CONFIG' } }
  }
  const before = image.brokerConfigs.get(brokerId) ?? {}
  // Every broker says after each restart what it is set to: mostly there is nothing new in that.
  const changes = Object.entries(configs).filter(([name, value]) => value !== (before[name] ?? null))
  const records = configRecords(brokerId, before, Object.fromEntries(changes))
  return { records: withElections(image, records), response: { error: 'NONE' } }
}

/** What topics are set to, by what was set, by brokers, or by default. */
export function describeConfigs(image: ClusterImage, { topics }: DescribeConfigsRequest): DescribeConfigsResponse {
  const byBrokers: Configs = isUncleanByBroker(image) ? { [UNCLEAN_ELECTION]: 'true' } : {}
  return {
    topics: topics.map((name) => {
      const topic = image.topics.get(name)
      if (topic === undefined) return { name, error: 'UNKNOWN_TOPIC_OR_PARTITION', configs: [] }
      const configs = Object.entries(TOPIC_CONFIG_DEFAULTS).map(([config, value]) => ({
        name: config,
        value: topic.configs[config] ?? byBrokers[config] ?? value,
        isDefault: topic.configs[config] === undefined,
      }))
      return { name, error: 'NONE', configs }
    }),
  }
}

/** @throws {LogError} INVALID_CONFIG if the settings together are not valid */
function configRecords(resource: string | number, before: Configs, changes: Changes): MetadataRecord[] {
  const after: Record<string, string> = { ...before }
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete after[name]
    else after[name] = value
  }
  parseTopicConfig(after)
  return Object.entries(changes).map(([name, value]) => ({ type: 'ConfigRecord', resource, name, value }))
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
