/**
 * Who leads a partition, and what its ISR becomes: `PartitionChangeBuilder` of apache/kafka, without reassignment and without
 * eligible leader replicas (KIP-966). The ISR is never empty: whoever was in it last stays in it.
 */
import type { PartitionState } from '../broker/metadata'
import { NO_NODE } from '../protocol/cluster-api'
import type { TopicPartition } from '../protocol/topic-partition'
import type { PartitionChangeRecord } from './metadata-record'

/**
 * `online`: keeps the leader if it may lead, else the first replica of the ISR that may. `preferred`: the first replica, if it may.
 * `unclean`: as `online`, and if nobody of the ISR may lead, any replica, marked as recovering: what it does not have is lost.
 */
export type Election = 'online' | 'preferred' | 'unclean'

export interface ElectionTerms {
  readonly election: Election
  /** The ISR that is wished for. Default: as it is. */
  readonly targetIsr?: readonly number[]
  /** The leader itself says what the ISR is to be: nothing is to be recovered any more. */
  readonly isByLeader?: boolean
  /** Whether a broker is there to lead. */
  readonly isAcceptableLeader: (brokerId: number) => boolean
}

/** What changes, or null. */
export function electPartition(
  { topic, partition }: TopicPartition,
  before: PartitionState,
  { election, targetIsr = before.isr, isByLeader = false, isAcceptableLeader }: ElectionTerms,
): PartitionChangeRecord | null {
  const mayLead = (replica: number): boolean => targetIsr.includes(replica) && isAcceptableLeader(replica)
  const { replicas } = before
  const preferred =
    election === 'preferred' ? replicas.find((replica, index) => index === 0 && mayLead(replica)) : undefined
  const clean = preferred ?? (mayLead(before.leaderId) ? before.leaderId : replicas.find(mayLead))
  const unclean = clean === undefined && election === 'unclean' ? replicas.find(isAcceptableLeader) : undefined
  const leaderId = clean ?? unclean ?? NO_NODE
  const wishedIsr = unclean === undefined ? targetIsr : [unclean]
  const isIsrChanged = wishedIsr.length > 0 && !isSame(wishedIsr, before.isr)
  const isRecovering = unclean !== undefined || (!isByLeader && before.leaderRecoveryState === 'RECOVERING')
  const leaderRecoveryState = isRecovering ? 'RECOVERING' : 'RECOVERED'
  const isRecoveryChanged = leaderRecoveryState !== (before.leaderRecoveryState ?? 'RECOVERED')
  if (leaderId === before.leaderId && !isIsrChanged && !isRecoveryChanged) return null
  return {
    type: 'PartitionChangeRecord',
    topic,
    partition,
    ...(isIsrChanged ? { isr: wishedIsr } : {}),
    ...(leaderId === before.leaderId ? {} : { leaderId }),
    ...(isRecoveryChanged ? { leaderRecoveryState } : {}),
  }
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index])
}
