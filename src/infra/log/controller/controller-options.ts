/** Settings of the controller and of the brokers it looks after, by Kafka's names in camel case. Times are in milliseconds. */
import { RAFT_DEFAULTS, type RaftOptions } from './raft/raft-options'

export interface ControllerOptions extends RaftOptions {
  /** `broker.session.timeout.ms`: a broker not heard of for so long is fenced. Default 9,000. */
  readonly brokerSessionTimeoutMs: number
  /** `broker.heartbeat.interval.ms`. Default 2,000. */
  readonly brokerHeartbeatIntervalMs: number
  /** `auto.leader.rebalance.enable`: gives leadership back to preferred replicas. Default false, unlike Kafka. */
  readonly isAutoLeaderRebalanceEnabled: boolean
  /** `leader.imbalance.check.interval.seconds`, in ms. Default 300,000. */
  readonly leaderImbalanceCheckIntervalMs: number
}

export const CONTROLLER_DEFAULTS: ControllerOptions = {
  ...RAFT_DEFAULTS,
  brokerSessionTimeoutMs: 9_000,
  brokerHeartbeatIntervalMs: 2_000,
  isAutoLeaderRebalanceEnabled: false,
  leaderImbalanceCheckIntervalMs: 300_000,
}
