/** A member of a group: `ClassicGroupMember` of apache/kafka. */
import type {
  Assignment,
  JoinGroupRequest,
  JoinGroupResponse,
  Subscription,
  SyncGroupResponse,
} from '../protocol/group-api'
import { encodeSubscription, NO_ASSIGNMENT } from './consumer-protocol'

export type Protocols = JoinGroupRequest['protocols']

/** Answers a request, once. */
export type Reply<Response> = (response: Response) => void

export class GroupMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  /** The box and instance that joined. */
  readonly clientId: string
  rebalanceTimeoutMs: number
  sessionTimeoutMs: number
  protocols: Protocols
  assignment: Assignment = NO_ASSIGNMENT
  /** It has not heard from its first join yet, so nothing can be expected of it. */
  isNew = false
  awaitingJoin: Reply<JoinGroupResponse> | null = null
  awaitingSync: Reply<SyncGroupResponse> | null = null

  constructor(
    memberId: string,
    groupInstanceId: string | null,
    clientId: string,
    terms: Pick<JoinGroupRequest, 'rebalanceTimeoutMs' | 'sessionTimeoutMs' | 'protocols'>,
  ) {
    this.memberId = memberId
    this.groupInstanceId = groupInstanceId
    this.clientId = clientId
    this.rebalanceTimeoutMs = terms.rebalanceTimeoutMs
    this.sessionTimeoutMs = terms.sessionTimeoutMs
    this.protocols = terms.protocols
  }

  get isStatic(): boolean {
    return this.groupInstanceId !== null
  }

  /** Whoever waits for its group is there. */
  get hasSatisfiedHeartbeat(): boolean {
    return !this.isNew && (this.awaitingJoin !== null || this.awaitingSync !== null)
  }

  /** The one it likes best among some that it knows. */
  vote(candidates: ReadonlySet<string>): string {
    return this.protocols.find(({ name }) => candidates.has(name))!.name
  }

  /** What it said for a protocol. */
  metadata(protocolName: string): Subscription {
    return this.protocols.find(({ name }) => name === protocolName)!.metadata
  }

  /** True if that is what it said before, to the byte. */
  matches(protocols: Protocols): boolean {
    return (
      protocols.length === this.protocols.length &&
      protocols.every(({ name, metadata }, index) => {
        const own = this.protocols[index]!
        return own.name === name && isSame(encodeSubscription(own.metadata), encodeSubscription(metadata))
      })
    )
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
