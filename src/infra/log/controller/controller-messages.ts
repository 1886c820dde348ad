/** What brokers ask of the active controller over the box's arrow to itself, by Kafka's names. */
import type { Message } from '~/kernel/component'
import type { IsrChange } from '../broker/metadata'
import type {
  CreatePartitionsRequest,
  CreateTopicsRequest,
  DeleteTopicsRequest,
  ElectLeadersRequest,
  IncrementalAlterConfigsRequest,
} from '../protocol/cluster-api'
import type { ErrorName } from '../protocol/error-code'

/** Somebody's registered broker asks. */
interface FromBroker extends Message {
  readonly brokerId: number
  readonly brokerEpoch: number
}

export interface BrokerRegistrationRequest extends Message {
  readonly type: 'BrokerRegistration'
  readonly brokerId: number
  readonly incarnationId: string
}

export interface BrokerHeartbeatRequest extends FromBroker {
  readonly type: 'BrokerHeartbeat'
  /** Up to where the broker has applied the metadata log. */
  readonly currentMetadataOffset: number
}

export interface AlterPartitionRequest extends FromBroker {
  readonly type: 'AlterPartition'
  readonly change: IsrChange
  /** Registrations of the brokers in the new ISR, as the leader knows them: one that has restarted since is not in sync (KIP-903). */
  readonly isrBrokerEpochs: readonly number[]
}

export interface AllocateProducerIdsRequest extends FromBroker {
  readonly type: 'AllocateProducerIds'
}

/** Sets what one broker is set to: the resource BROKER of IncrementalAlterConfigs. */
export interface AlterBrokerConfigsRequest extends FromBroker {
  readonly type: 'AlterBrokerConfigs'
  readonly configs: Readonly<Record<string, string | null>>
}

/** What clients ask and the controller decides. */
export type ForwardedRequest =
  | CreateTopicsRequest
  | DeleteTopicsRequest
  | CreatePartitionsRequest
  | IncrementalAlterConfigsRequest
  | ElectLeadersRequest

/** A client's request, handed on by a broker. */
export interface EnvelopeRequest extends Message {
  readonly type: 'Envelope'
  readonly forwarded: ForwardedRequest
}

export type ControllerRequest =
  | BrokerRegistrationRequest
  | BrokerHeartbeatRequest
  | AlterPartitionRequest
  | AllocateProducerIdsRequest
  | AlterBrokerConfigsRequest
  | EnvelopeRequest

export const CONTROLLER_REQUESTS = [
  'BrokerRegistration',
  'BrokerHeartbeat',
  'AlterPartition',
  'AllocateProducerIds',
  'AlterBrokerConfigs',
  'Envelope',
] as const satisfies readonly ControllerRequest['type'][]

/** What the controller says to brokers, besides an error. */
export interface ControllerResponse {
  readonly error: ErrorName
  /** To a registration. */
  readonly brokerEpoch?: number
  /** To a heartbeat. */
  readonly isFenced?: boolean
  /** To a request for producer ids: the first of a block of {@link PRODUCER_ID_BLOCK_SIZE}. */
  readonly firstProducerId?: number
  /** To an envelope: the answer for the client. */
  readonly response?: unknown
}

/** `ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE`. */
export const PRODUCER_ID_BLOCK_SIZE = 1_000
