/** Administration over the arrow (`KafkaAdminClient` in apache/kafka). */
import type { LogAdmin, PartitionOffsets, TopicDescription } from '../../port/admin'
import type { Configs, NewTopic, TopicResult } from '../../protocol/cluster-api'
import { LogError } from '../../protocol/error-code'
import { type CommittedOffset, type GroupDescription, NO_GENERATION, NO_MEMBER_ID } from '../../protocol/group-api'
import { CONSUMER_REPLICA, EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from '../../protocol/records-api'
import { partitionName, type TopicPartition } from '../../protocol/topic-partition'
import { AdminRequests } from './admin-requests'

type AtOffset = TopicPartition & { readonly offset: number }

export class KafkaAdmin implements LogAdmin {
  private readonly requests: AdminRequests

  constructor(requests: AdminRequests) {
    this.requests = requests
  }

  async createTopics(topics: readonly NewTopic[]): Promise<readonly TopicResult[]> {
    const results = await this.requests.ofTopics((timeoutMs) => ({
      type: 'CreateTopics',
      request: 0,
      topics,
      timeoutMs,
    }))
    const created = results.filter(({ error }) => error === 'NONE').map(({ name }) => name)
    await this.requests.leaders(created)
    return results
  }

  deleteTopics(names: readonly string[]): Promise<readonly TopicResult[]> {
    return this.requests.ofTopics((timeoutMs) => ({ type: 'DeleteTopics', request: 0, topics: names, timeoutMs }))
  }

  async createPartitions(topic: string, count: number): Promise<void> {
    const topics = [{ name: topic, count }]
    const results = await this.requests.ofTopics((timeoutMs) => ({
      type: 'CreatePartitions',
      request: 0,
      topics,
      timeoutMs,
    }))
    throwFirst(results)
    await this.requests.leaders([topic], count)
  }

  async describeTopics(names?: readonly string[]): Promise<readonly TopicDescription[]> {
    const topics = await this.requests.metadata(names ?? null)
    for (const { error, name } of topics) if (error !== 'NONE') throw new LogError(error, name)
    return topics.map(({ name, isInternal, partitions }) => ({ name, isInternal, partitions }))
  }

  async configs(topic: string): Promise<Configs> {
    const answer = await this.requests.any(
      { type: 'DescribeConfigs', request: 0, topics: [topic] },
      ({ topics }) => topics,
    )
    throwFirst(answer.topics)
    return Object.fromEntries(answer.topics[0]!.configs.map(({ name, value }) => [name, value]))
  }

  async alterConfigs(topic: string, configs: Readonly<Record<string, string | null>>): Promise<void> {
    const topics = [{ name: topic, configs }]
    throwFirst(await this.requests.ofTopics(() => ({ type: 'IncrementalAlterConfigs', request: 0, topics })))
  }

  async offsets(partitions: readonly TopicPartition[]): Promise<readonly PartitionOffsets[]> {
    const starts = await this.listOffsets(partitions, EARLIEST_TIMESTAMP)
    const ends = await this.listOffsets(partitions, LATEST_TIMESTAMP)
    return partitions.map(({ topic, partition }, index) => {
      return { topic, partition, logStartOffset: starts[index]!, highWatermark: ends[index]! }
    })
  }

  async offsetsForTime(partitions: readonly TopicPartition[], timestampMs: number): Promise<readonly AtOffset[]> {
    const offsets = await this.listOffsets(partitions, timestampMs)
    return partitions.map(({ topic, partition }, index) => ({ topic, partition, offset: offsets[index]! }))
  }

  async deleteRecords(partitions: readonly AtOffset[]): Promise<void> {
    await this.requests.atLeaders(
      partitions,
      (group, timeoutMs) => ({
        type: 'DeleteRecords',
        request: 0,
        timeoutMs,
        partitions: group.map(({ asked }) => asked),
      }),
      ({ partitions: answered }) => answered,
    )
  }

  /** Asks every broker: each lists the groups that it coordinates. */
  async groups(): Promise<readonly string[]> {
    return [...new Set(await this.requests.groups())].toSorted()
  }

  async describeGroup(groupId: string): Promise<GroupDescription> {
    const question = { type: 'DescribeGroups', request: 0, groups: [groupId] } as const
    const { groups } = await this.requests.atCoordinator(groupId, question, (answer) => answer.groups)
    throwFirst(groups.map(({ error }) => ({ name: groupId, error })))
    return groups[0]!
  }

  async groupOffsets(groupId: string): Promise<readonly CommittedOffset[]> {
    const question = { type: 'OffsetFetch', request: 0, groupId, partitions: null } as const
    const answer = await this.requests.atCoordinator(groupId, question, ({ error, partitions }) => [
      { error },
      ...partitions,
    ])
    throwFirst([{ name: groupId, error: answer.error }])
    return answer.partitions.map(({ topic, partition, offset, leaderEpoch, metadata }) => {
      return { topic, partition, offset, leaderEpoch, metadata }
    })
  }

  async alterGroupOffsets(groupId: string, offsets: readonly AtOffset[]): Promise<void> {
    const partitions = offsets.map(({ topic, partition, offset }) => {
      return { topic, partition, offset, leaderEpoch: -1, metadata: '' }
    })
    const question = { type: 'OffsetCommit', request: 0, groupId, memberId: NO_MEMBER_ID, groupInstanceId: null, generationId: NO_GENERATION, partitions } as const // prettier-ignore
    const answer = await this.requests.atCoordinator(groupId, question, (given) => given.partitions)
    throwFirst(answer.partitions.map((each) => ({ name: partitionName(each), error: each.error })))
  }

  async deleteGroup(groupId: string): Promise<void> {
    const question = { type: 'DeleteGroups', request: 0, groups: [groupId] } as const
    const { groups } = await this.requests.atCoordinator(groupId, question, (answer) => answer.groups)
    throwFirst(groups.map(({ error }) => ({ name: groupId, error })))
  }

  async electLeaders(type: 'preferred' | 'unclean', partitions: readonly TopicPartition[]): Promise<void> {
    const question = { type: 'ElectLeaders', request: 0, electionType: type, partitions } as const
    const answer = await this.requests.any(question, (given) => given.partitions)
    const refused = answer.partitions.filter(({ error }) => error !== 'ELECTION_NOT_NEEDED')
    throwFirst(refused.map((each) => ({ name: partitionName(each), error: each.error })))
  }

  private async listOffsets(partitions: readonly TopicPartition[], timestamp: number): Promise<number[]> {
    const found = await this.requests.atLeaders(
      partitions,
      (group) => ({
        type: 'ListOffsets',
        request: 0,
        replicaId: CONSUMER_REPLICA,
        partitions: group.map(({ asked: { topic, partition }, leaderEpoch }) => {
          return { topic, partition, currentLeaderEpoch: leaderEpoch, timestamp }
        }),
      }),
      ({ partitions: answered }) => answered,
    )
    return partitions.map((each) => found.get(partitionName(each))!.offset)
  }
}

function throwFirst(results: readonly TopicResult[]): void {
  for (const { error, name, message } of results) if (error !== 'NONE') throw new LogError(error, message ?? name)
}

/** What administration needs to work. */
export function createAdmin(...given: ConstructorParameters<typeof AdminRequests>): LogAdmin {
  return new KafkaAdmin(new AdminRequests(...given))
}
