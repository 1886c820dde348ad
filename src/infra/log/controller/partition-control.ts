/** Who leads and who is in sync, on request: AlterPartition and ElectLeaders, as in `ReplicationControlManager` of apache/kafka. */
import { NO_NODE, type ElectLeadersRequest, type ElectLeadersResponse } from '../protocol/cluster-api'
import type { ErrorName } from '../protocol/error-code'
import type { TopicPartition } from '../protocol/topic-partition'
import { checkBrokerEpoch, type Decision } from './broker-control'
import { changePartitions, electionOf, isActiveIn } from './leadership'
import { partitionOf, type ClusterImage } from './cluster-image'
import type { AlterPartitionRequest, ControllerResponse } from './controller-messages'
import type { MetadataRecord } from './metadata-record'
import { electPartition } from './partition-election'

/** A leader asks for another ISR. */
export function alterPartition(image: ClusterImage, request: AlterPartitionRequest): Decision<ControllerResponse> {
  const error = problemOf(image, request)
  if (error !== 'NONE') return { records: [], response: { error } }
  const { change } = request
  const record = electPartition(change, partitionOf(image, change.topic, change.partition)!, {
    election: electionOf(image, image.topics.get(change.topic)!),
    targetIsr: change.isr,
    isByLeader: true,
    isAcceptableLeader: isActiveIn(image),
  })
  return { records: record === null ? [] : [record], response: { error: 'NONE' } }
}

function problemOf(image: ClusterImage, request: AlterPartitionRequest): ErrorName {
  const { brokerId, brokerEpoch, change, isrBrokerEpochs } = request
  const error = checkBrokerEpoch(image, brokerId, brokerEpoch)
  if (error !== 'NONE') return error
  const state = partitionOf(image, change.topic, change.partition)
  if (state === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION'
  // Somebody knows better than this controller: it is not the active one any more.
  if (change.leaderEpoch > state.leaderEpoch || change.partitionEpoch > state.partitionEpoch) return 'NOT_CONTROLLER'
  if (change.leaderEpoch < state.leaderEpoch) return 'FENCED_LEADER_EPOCH'
  if (brokerId !== state.leaderId) return 'INVALID_REQUEST'
  if (change.partitionEpoch < state.partitionEpoch) return 'INVALID_UPDATE_VERSION'
  const { isr } = change
  const isValid = new Set(isr).size === isr.length && isr.every((replica) => state.replicas.includes(replica))
  if (!isValid || !isr.includes(state.leaderId)) return 'INVALID_REQUEST'
  const isEligible = (replica: number, index: number): boolean => {
    const broker = image.brokers.get(replica)
    return broker !== undefined && !broker.isFenced && broker.brokerEpoch === isrBrokerEpochs[index]
  }
  return isr.every(isEligible) ? 'NONE' : 'INELIGIBLE_REPLICA'
}

/** Somebody asks for an election. */
export function electLeaders(
  image: ClusterImage,
  { electionType, partitions }: ElectLeadersRequest,
): Decision<ElectLeadersResponse> {
  const records: MetadataRecord[] = []
  const results = partitions.map(({ topic, partition }) => {
    const outcome = electOne(image, { topic, partition }, electionType)
    if (typeof outcome === 'string') return { topic, partition, error: outcome }
    records.push(outcome)
    return { topic, partition, error: 'NONE' as const }
  })
  return { records, response: { partitions: results } }
}

function electOne(
  image: ClusterImage,
  place: TopicPartition,
  election: 'preferred' | 'unclean',
): MetadataRecord | ErrorName {
  const state = partitionOf(image, place.topic, place.partition)
  if (state === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION'
  const { leaderId, replicas } = state
  const isNeeded = election === 'preferred' ? leaderId !== replicas[0] : leaderId === NO_NODE
  if (!isNeeded) return 'ELECTION_NOT_NEEDED'
  const change = electPartition(place, state, { election, isAcceptableLeader: isActiveIn(image) })
  if (change !== null) return change
  return election === 'preferred' ? 'PREFERRED_LEADER_NOT_AVAILABLE' : 'ELIGIBLE_LEADERS_NOT_AVAILABLE'
}

/** Leadership goes back to the preferred replicas that are in sync: `maybeBalancePartitionLeaders`. */
export function balanceLeaders(image: ClusterImage): MetadataRecord[] {
  const isAcceptableLeader = isActiveIn(image)
  return changePartitions(image, ({ partitions }, partition) =>
    partitions[partition]!.leaderId === partitions[partition]!.replicas[0]
      ? null
      : { election: 'preferred', isAcceptableLeader },
  )
}
