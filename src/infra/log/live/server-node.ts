/** A run on a real Kafka: requests of its processes to its brokers, topics and groups under a prefix. Node only. */
import { CallError, isCallError } from '~/kernel/call-error'
import type { LiveHalf } from '~/kernel/live'
import { RUN_EPOCH_MS } from '~/kernel/time'
import type { LiveCaller } from '../../live-store'
import type { LogRequest, ResponseTo } from '../protocol/api'
import type { CreateTopicsRequest, MetadataRequest } from '../protocol/cluster-api'
import {
  CONSUMER_REPLICA,
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  type ListOffsetsResponse,
} from '../protocol/records-api'
import type { TopicPartition } from '../protocol/topic-partition'
import type { LiveCluster } from './cluster-node'
import type { LiveConnections } from './connections-node'
import { exchange } from './exchange'
import type { BrokerLook, LiveLog } from './live-log'
import { intoCluster, outOfCluster, type Words } from './translate'

const SYNC_HELD_MS = 60_000

const CANNOT: Readonly<Record<string, string>> = {
  'crash-at': 'nobody can stop a real broker at a step of its code; kill it instead',
  'disk-full': 'the disk of a real broker is not ours to fill',
  'unclean-election':
    'a real broker does not tell its clients that an election was unclean, so nobody could say what is lost',
}
const NOT_OURS = 'this Kafka was not started for this run: its prompt only reads'
/** These reach the topics and groups of the run, and no others. */
const ACTS = ['retention-cut', 'registry-down', 'delete-group', 'offset-reset']

function halfOf(isDisposable: boolean): LiveHalf {
  return isDisposable
    ? { kind: 'log', acts: [...ACTS, 'console'], cannot: CANNOT }
    : { kind: 'log', acts: ACTS, cannot: { ...CANNOT, console: NOT_OURS } }
}

/** Real brokers, through the topics and groups of one run. */
export class LiveLogServer implements LiveLog {
  readonly half: LiveHalf
  private readonly cluster: LiveCluster
  private readonly connections: LiveConnections
  private readonly prefix: string
  private known: Words | undefined
  /** What the run has made or joined, by its own names: more than that is never asked for. */
  private readonly topics = new Set<string>()
  private readonly groups = new Set<string>()

  constructor(cluster: LiveCluster, connections: LiveConnections, prefix: string, isDisposable: boolean) {
    this.half = halfOf(isDisposable)
    this.cluster = cluster
    this.connections = connections
    this.prefix = prefix
  }

  async ask<Request extends LogRequest>(
    caller: LiveCaller | null,
    broker: number,
    request: Request,
  ): Promise<ResponseTo<Request>> {
    const asked = this.note(request)
    const wire = intoCluster(this.words, asked)
    // A client knows the drawn brokers from the start, as if they were its `bootstrap.servers`; ours are those that were named.
    const at = caller === null ? broker : this.cluster.answeringFor(broker)
    const answer = await this.connections.ask(
      caller,
      at,
      this.cluster.placeOf(at),
      (connection, settle) => exchange(connection, wire, settle),
      heldMs(request),
    )
    this.cluster.learn(answer)
    return outOfCluster(this.words, request, answer.response) as ResponseTo<Request>
  }

  async look(broker: number): Promise<BrokerLook> {
    const metadata = await this.ask(null, broker, { type: 'Metadata', topics: null, request: 0 })
    const led = metadata.topics.flatMap(({ name, partitions }) =>
      partitions.filter(({ leaderId }) => leaderId === broker).map((each) => ({ ...each, topic: name })),
    )
    const [starts, ends, described] = await Promise.all([
      this.offsets(broker, led, EARLIEST_TIMESTAMP),
      this.offsets(broker, led, LATEST_TIMESTAMP),
      this.groups.size === 0
        ? { groups: [] }
        : this.ask(null, broker, { type: 'DescribeGroups', groups: [...this.groups], request: 0 }),
    ])
    return {
      brokers: metadata.brokers.map(({ nodeId }) => nodeId),
      led: led.flatMap(({ topic, partition, leaderEpoch, replicas, isr }) => {
        const start = at(starts, { topic, partition })
        const end = at(ends, { topic, partition })
        if (start === undefined || end === undefined) return []
        const logStartOffset = start.offset
        return [{ topic, partition, leaderEpoch, replicas, isr, logStartOffset, highWatermark: end.offset, lastEpoch: end.leaderEpoch }] // prettier-ignore
      }),
      // Of the others it is not the coordinator, or nobody has joined them yet.
      groups: described.groups
        .filter(({ error, state }) => error === 'NONE' && state !== 'Dead')
        .map(({ groupId, state, members }) => ({ groupId, state, members })),
    }
  }

  /** Removes topics and groups of the run, also those of which nobody told. Gives how many there were. */
  async clean(): Promise<{ readonly topics: number; readonly groups: number }> {
    // A broker that hangs keeps its groups, and no topic.
    const brokers = Array.from({ length: this.cluster.size }, (_, broker) => this.cleanGroups(broker))
    const [topics, ...groups] = await Promise.allSettled([this.cleanTopics(), ...brokers])
    const failed = [topics, ...groups].find((each) => each.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    const countOf = (each: PromiseSettledResult<number>) => (each.status === 'fulfilled' ? each.value : 0)
    return { topics: countOf(topics), groups: groups.reduce((sum, each) => sum + countOf(each), 0) }
  }

  private async cleanTopics(): Promise<number> {
    const { cluster, prefix } = this
    const removed = new Set<string>()
    // What was on its way at the first look is there at the second.
    for (let look = 0; look < 2; look++) {
      const metadata = await cluster.whoever({ type: 'Metadata', topics: null, request: 0 })
      const topics = metadata.topics.map(({ name }) => name).filter((name) => name.startsWith(prefix))
      if (topics.length === 0) break
      const answer = await cluster.whoever({ type: 'DeleteTopics', topics, timeoutMs: 10_000, request: 0 })
      const left = answer.topics.find(({ error }) => error !== 'NONE' && error !== 'UNKNOWN_TOPIC_OR_PARTITION')
      if (left !== undefined) throw new Error(`${left.error}: ${left.name}`)
      for (const name of topics) removed.add(name)
    }
    return removed.size
  }

  /** Groups that a broker coordinates: their members are gone, which it does not know yet. One that is down coordinates none. */
  private async cleanGroups(broker: number): Promise<number> {
    try {
      const { groups: listed } = await this.ask(null, broker, { type: 'ListGroups', request: 0 })
      const groups = listed.map(({ groupId }) => groupId)
      if (groups.length === 0) return 0
      const described = await this.ask(null, broker, { type: 'DescribeGroups', groups, request: 0 })
      for (const { groupId, members } of described.groups) {
        if (members.length === 0) continue
        const leaving = members.map(({ memberId, groupInstanceId }) => ({ memberId, groupInstanceId, reason: 'the run is over' })) // prettier-ignore
        await this.ask(null, broker, { type: 'LeaveGroup', groupId, members: leaving, request: 0 })
      }
      const deleted = await this.ask(null, broker, { type: 'DeleteGroups', groups, request: 0 })
      const left = deleted.groups.find(({ error }) => error !== 'NONE' && error !== 'GROUP_ID_NOT_FOUND')
      if (left !== undefined) throw new Error(`${left.error}: group ${this.prefix}${left.groupId}`)
      return groups.length
    } catch (error) {
      if (!isCallError(error) || error.code !== 'refused') throw error
      return 0
    }
  }

  private async offsets(
    broker: number,
    led: readonly TopicPartition[],
    timestamp: number,
  ): Promise<ListOffsetsResponse> {
    if (led.length === 0) return { partitions: [] }
    const partitions = led.map(({ topic, partition }) => ({ topic, partition, currentLeaderEpoch: -1, timestamp }))
    return this.ask(null, broker, { type: 'ListOffsets', replicaId: CONSUMER_REPLICA, partitions, request: 0 })
  }

  /** The run's clock begins at about the time of the first request, and is behind the wall's by so much. */
  private get words(): Words {
    const { cluster, prefix } = this
    return (this.known ??= {
      prefix,
      nodeOf: (instance) => cluster.nodeOf(instance),
      instanceOf: (node) => cluster.instanceOf(node),
      aheadMs: Math.floor(performance.timeOrigin + performance.now()) - RUN_EPOCH_MS,
    })
  }

  /** Remembers what a request makes or joins, and gives it as it is to go out. @throws {CallError} rejected */
  private note<Request extends LogRequest>(request: Request): Request {
    if (request.type === 'JoinGroup') this.groups.add(request.groupId)
    if (request.type === 'CreateTopics') {
      for (const { name } of request.topics) this.topics.add(name)
      return this.placed(request) as Request
    }
    if (request.type === 'Metadata' && request.topics === null) {
      return { ...(request as MetadataRequest), topics: [...this.topics] } as unknown as Request
    }
    if (request.type === 'Fetch' && request.replicaId !== CONSUMER_REPLICA) {
      throw new CallError('rejected', 'the brokers of a real cluster follow each other by themselves')
    }
    return request
  }

  /** A small cluster holds as many copies as it has brokers, and more of them cannot be asked for to be in sync. */
  private placed(request: CreateTopicsRequest): CreateTopicsRequest {
    const { size } = this.cluster
    const topics = request.topics.map((topic) => {
      if (topic.assignments !== undefined || topic.replicationFactor <= size) return topic
      const configs = { ...topic.configs }
      if (Number(configs['min.insync.replicas']) > size) configs['min.insync.replicas'] = String(size)
      return { ...topic, replicationFactor: size, configs }
    })
    return { ...request, topics }
  }
}

/** For how long a broker may hold a request back; null for one that it answers as soon as it can. */
function heldMs(request: LogRequest): number | null {
  if (request.type === 'Fetch') return request.maxWaitMs
  if (request.type === 'JoinGroup') return request.rebalanceTimeoutMs
  return request.type === 'SyncGroup' ? SYNC_HELD_MS : null
}

function at({ partitions }: ListOffsetsResponse, { topic, partition }: TopicPartition) {
  return partitions.find((each) => each.topic === topic && each.partition === partition && each.error === 'NONE')
}
