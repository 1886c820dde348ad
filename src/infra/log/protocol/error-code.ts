/** Kafka's error codes: names and numbers as in `org.apache.kafka.common.protocol.Errors`. */
import { StoreError } from '~/kernel/store-error'

/** A code, and whether the same request may succeed later. */
interface ErrorKind {
  readonly code: number
  readonly isRetriable: boolean
}

const final = (code: number): ErrorKind => ({ code, isRetriable: false })
const retriable = (code: number): ErrorKind => ({ code, isRetriable: true })

/** Those that this cluster, its clients or a real broker behind the same port give. */
export const ERRORS = {
  UNKNOWN_SERVER_ERROR: final(-1),
  NONE: final(0),
  OFFSET_OUT_OF_RANGE: final(1),
  CORRUPT_MESSAGE: retriable(2),
  UNKNOWN_TOPIC_OR_PARTITION: retriable(3),
  LEADER_NOT_AVAILABLE: retriable(5),
  NOT_LEADER_OR_FOLLOWER: retriable(6),
  REQUEST_TIMED_OUT: retriable(7),
  REPLICA_NOT_AVAILABLE: retriable(9),
  MESSAGE_TOO_LARGE: final(10),
  OFFSET_METADATA_TOO_LARGE: final(12),
  NETWORK_EXCEPTION: retriable(13),
  COORDINATOR_LOAD_IN_PROGRESS: retriable(14),
  COORDINATOR_NOT_AVAILABLE: retriable(15),
  NOT_COORDINATOR: retriable(16),
  INVALID_TOPIC_EXCEPTION: final(17),
  RECORD_LIST_TOO_LARGE: final(18),
  NOT_ENOUGH_REPLICAS: retriable(19),
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: retriable(20),
  INVALID_REQUIRED_ACKS: final(21),
  ILLEGAL_GENERATION: final(22),
  INCONSISTENT_GROUP_PROTOCOL: final(23),
  INVALID_GROUP_ID: final(24),
  UNKNOWN_MEMBER_ID: final(25),
  INVALID_SESSION_TIMEOUT: final(26),
  REBALANCE_IN_PROGRESS: final(27),
  INVALID_TIMESTAMP: final(32),
  UNSUPPORTED_VERSION: final(35),
  TOPIC_ALREADY_EXISTS: final(36),
  INVALID_PARTITIONS: final(37),
  INVALID_REPLICATION_FACTOR: final(38),
  INVALID_REPLICA_ASSIGNMENT: final(39),
  INVALID_CONFIG: final(40),
  NOT_CONTROLLER: retriable(41),
  INVALID_REQUEST: final(42),
  POLICY_VIOLATION: final(44),
  OUT_OF_ORDER_SEQUENCE_NUMBER: final(45),
  DUPLICATE_SEQUENCE_NUMBER: final(46),
  INVALID_PRODUCER_EPOCH: final(47),
  KAFKA_STORAGE_ERROR: retriable(56),
  UNKNOWN_PRODUCER_ID: final(59),
  NON_EMPTY_GROUP: final(68),
  GROUP_ID_NOT_FOUND: final(69),
  FENCED_LEADER_EPOCH: retriable(74),
  UNKNOWN_LEADER_EPOCH: retriable(75),
  UNSUPPORTED_COMPRESSION_TYPE: final(76),
  STALE_BROKER_EPOCH: final(77),
  OFFSET_NOT_AVAILABLE: retriable(78),
  MEMBER_ID_REQUIRED: final(79),
  PREFERRED_LEADER_NOT_AVAILABLE: final(80),
  GROUP_MAX_SIZE_REACHED: final(81),
  FENCED_INSTANCE_ID: final(82),
  ELIGIBLE_LEADERS_NOT_AVAILABLE: final(83),
  ELECTION_NOT_NEEDED: final(84),
  GROUP_SUBSCRIBED_TO_TOPIC: final(86),
  INVALID_RECORD: final(87),
  UNSTABLE_OFFSET_COMMIT: retriable(88),
  INVALID_UPDATE_VERSION: final(95),
  DUPLICATE_BROKER_REGISTRATION: final(101),
  BROKER_ID_NOT_REGISTERED: final(102),
  INELIGIBLE_REPLICA: final(107),
  NEW_LEADER_ELECTED: final(108),
} as const satisfies Readonly<Record<string, ErrorKind>>

/** The name of an error, or `NONE`. */
export type ErrorName = keyof typeof ERRORS

/** True if the same request may succeed later, after a look at the metadata. */
export function isRetriable(error: ErrorName): boolean {
  return ERRORS[error].isRetriable
}

/** The cluster said no. */
export class LogError extends StoreError {
  override readonly name = 'LogError'
  readonly code: ErrorName

  constructor(code: ErrorName, message: string) {
    super(`${code}: ${message}`)
    this.code = code
  }

  /** As it stands in a trace. */
  toJSON(): { readonly error: ErrorName; readonly code: number } {
    return { error: this.code, code: ERRORS[this.code].code }
  }
}
