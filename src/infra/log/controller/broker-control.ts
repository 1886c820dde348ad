/** Which brokers are there: registrations, sessions, fencing. `ClusterControlManager` and `BrokerHeartbeatManager` of apache/kafka. */
import type { ErrorName } from '../protocol/error-code'
import { NO_NODE } from '../protocol/cluster-api'
import type { ClusterImage } from './cluster-image'
import type { BrokerHeartbeatRequest, BrokerRegistrationRequest, ControllerResponse } from './controller-messages'
import type { MetadataRecord } from './metadata-record'
import type { BrokerSessions } from './broker-sessions'
import { changePartitions, electionOf, isActiveIn } from './leadership'

/** What the controller decided, and what it says once that is committed. */
export interface Decision<Response> {
  readonly records: readonly MetadataRecord[]
  readonly response: Response
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
