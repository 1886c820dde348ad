/** Which brokers are there: registrations, sessions, fencing. `ClusterControlManager` and `BrokerHeartbeatManager` of apache/kafka. */
import type { TopicState } from '../broker/metadata'
import type { ErrorName } from '../protocol/error-code'
import { NO_NODE } from '../protocol/cluster-api'
import type { ClusterImage } from './cluster-image'
import type { BrokerHeartbeatRequest, BrokerRegistrationRequest, ControllerResponse } from './controller-messages'
import type { MetadataRecord } from './metadata-record'
import { electPartition, type ElectionTerms } from './partition-election'

export const UNCLEAN_ELECTION = 'unclean.leader.election.enable'

/** What the controller decided, and what it says once that is committed. */
export interface Decision<Response> {
  readonly records: readonly MetadataRecord[]
  readonly response: Response
}

/** When the controller last heard of each broker. Known to the active controller alone; a new one starts them all anew. */
export class BrokerSessions {
  private readonly heardAtMs = new Map<number, number>()
  private readonly timeoutMs: number

  constructor(timeoutMs: number, image: ClusterImage, nowMs: number) {
    this.timeoutMs = timeoutMs
    for (const nodeId of image.brokers.keys()) this.touch(nodeId, nowMs)
  }

  touch(nodeId: number, nowMs: number): void {
    this.heardAtMs.set(nodeId, nowMs)
  }

  isValid(nodeId: number, nowMs: number): boolean {
    return this.endsAtMs(nodeId) > nowMs
  }

  endsAtMs(nodeId: number): number {
    return (this.heardAtMs.get(nodeId) ?? -Infinity) + this.timeoutMs
  }
}

/** @param brokerEpoch the offset that the registration will have */
export function registerBroker(
  image: ClusterImage,
  sessions: BrokerSessions,
  { brokerId, incarnationId }: BrokerRegistrationRequest,
  endOffset: number,
  nowMs: number,
): Decision<ControllerResponse> {
  const existing = image.brokers.get(brokerId)
  if (existing?.incarnationId === incarnationId) {
    sessions.touch(brokerId, nowMs)
    return { records: [], response: { error: 'NONE', brokerEpoch: existing.brokerEpoch } }
  }
  if (existing !== undefined && sessions.isValid(brokerId, nowMs)) {
    return { records: [], response: { error: 'DUPLICATE_BROKER_REGISTRATION' } }
  }
  const fencing = existing === undefined || existing.isFenced ? [] : fenceBroker(image, brokerId)
  const brokerEpoch = endOffset + fencing.length
  sessions.touch(brokerId, nowMs)
  return {
    records: [...fencing, { type: 'RegisterBrokerRecord', brokerId, incarnationId, brokerEpoch }],
    response: { error: 'NONE', brokerEpoch },
  }
}

/** A broker is unfenced once it has caught up with its own registration. */
export function heartbeatOfBroker(
  image: ClusterImage,
  sessions: BrokerSessions,
  { brokerId, brokerEpoch, currentMetadataOffset }: BrokerHeartbeatRequest,
  nowMs: number,
): Decision<ControllerResponse> {
  const error = checkBrokerEpoch(image, brokerId, brokerEpoch)
  if (error !== 'NONE') return { records: [], response: { error } }
  sessions.touch(brokerId, nowMs)
  const { isFenced } = image.brokers.get(brokerId)!
  const isUnfencing = isFenced && currentMetadataOffset >= brokerEpoch
  return {
    records: isUnfencing ? unfenceBroker(image, brokerId) : [],
    response: { error: 'NONE', isFenced: isFenced && !isUnfencing },
  }
}

/** A request of a broker is heard only under the registration that it has now. */
export function checkBrokerEpoch(image: ClusterImage, brokerId: number, brokerEpoch: number): ErrorName {
  const broker = image.brokers.get(brokerId)
  if (broker === undefined) return 'BROKER_ID_NOT_REGISTERED'
  return broker.brokerEpoch === brokerEpoch ? 'NONE' : 'STALE_BROKER_EPOCH'
}

/** Takes a broker out of every ISR but those where it is the last, and out of every leadership. */
export function fenceBroker(image: ClusterImage, brokerId: number): MetadataRecord[] {
  const isActive = isActiveIn(image)
  const records = changePartitions(image, (topic, partition) => {
    const { isr } = topic.partitions[partition]!
    if (!isr.includes(brokerId)) return null
    return {
      election: electionOf(image, topic),
      targetIsr: isr.filter((replica) => replica !== brokerId),
      isAcceptableLeader: (replica) => replica !== brokerId && isActive(replica),
    }
  })
  const { brokerEpoch } = image.brokers.get(brokerId)!
  return [...records, { type: 'FenceBrokerRecord', brokerId, brokerEpoch }]
}

/** The broker may lead again what nobody leads. */
function unfenceBroker(image: ClusterImage, brokerId: number): MetadataRecord[] {
  const { brokerEpoch } = image.brokers.get(brokerId)!
  const isActive = isActiveIn(image)
  const isAcceptableLeader = (replica: number): boolean => replica === brokerId || isActive(replica)
  return [
    { type: 'UnfenceBrokerRecord', brokerId, brokerEpoch },
    ...changePartitions(image, (topic, partition) =>
      topic.partitions[partition]!.leaderId === NO_NODE
        ? { election: electionOf(image, topic), isAcceptableLeader }
        : null,
    ),
  ]
}

/** Has leaders elected wherever there are terms for it. */
export function changePartitions(
  image: ClusterImage,
  termsOf: (topic: TopicState, partition: number) => ElectionTerms | null,
): MetadataRecord[] {
  const records: MetadataRecord[] = []
  for (const topic of image.topics.values()) {
    for (const [partition, state] of topic.partitions.entries()) {
      const terms = termsOf(topic, partition)
      const change = terms === null ? null : electPartition({ topic: topic.name, partition }, state, terms)
      if (change !== null) records.push(change)
    }
  }
  return records
}

/** Whether a broker is registered and not fenced. */
export function isActiveIn({ brokers }: ClusterImage): (brokerId: number) => boolean {
  return (brokerId) => brokers.get(brokerId)?.isFenced === false
}

/** `unclean.leader.election.enable`, of the topic or else of the cluster. */
export function electionOf({ clusterConfigs }: ClusterImage, { configs }: TopicState): 'online' | 'unclean' {
  return (configs[UNCLEAN_ELECTION] ?? clusterConfigs[UNCLEAN_ELECTION]) === 'true' ? 'unclean' : 'online'
}
