/** The broker that coordinates a group: found, asked, and found again when it is another one. */
import type { Context } from '~/kernel/component'
import type { Rng } from '~/kernel/random'
import type { LogRequest, ResponseTo } from '../../protocol/api'
import type { ErrorName } from '../../protocol/error-code'
import { backoffMs } from '../backoff'
import { type Connections, isNoAnswer, type NoAnswer } from '../connections'
import type { MetadataCache } from '../metadata-cache'

/** What of a consumer's settings the search goes by, in ms. */
export interface CoordinatorTerms {
  readonly groupId: string
  readonly requestTimeoutMs: number
  readonly retryBackoffMs: number
  readonly retryBackoffMaxMs: number
}

const UNKNOWN = -1
const NOT_FOUND: NoAnswer = { noAnswer: true, isDefinite: true }

export class GroupCoordinator {
  private readonly clock: Context['clock']
  private readonly rng: Rng
  private readonly connections: Connections
  private readonly metadata: MetadataCache
  private readonly terms: CoordinatorTerms
  private nodeId = UNKNOWN
  private failures = 0
  private finding: Promise<void> | null = null

  constructor(
    clock: Context['clock'],
    rng: Rng,
    connections: Connections,
    metadata: MetadataCache,
    terms: CoordinatorTerms,
  ) {
    this.clock = clock
    this.rng = rng
    this.connections = connections
    this.metadata = metadata
    this.terms = terms
  }

  /** Asks it, after having found it. Without an answer, or where none is found, it has to be found again. */
  async ask<Request extends LogRequest>(request: Request, timeoutMs: number): Promise<ResponseTo<Request> | NoAnswer> {
    if (this.nodeId === UNKNOWN) await (this.finding ??= this.find())
    const { nodeId } = this
    if (nodeId === UNKNOWN) return NOT_FOUND
    const answer = await this.connections.ask(nodeId, request, timeoutMs)
    if (isNoAnswer(answer)) this.forget(nodeId)
    return answer
  }

  /** Takes note of an error that it gave: it may not be the coordinator any more. True if so. */
  learn(error: ErrorName): boolean {
    if (error !== 'NOT_COORDINATOR' && error !== 'COORDINATOR_NOT_AVAILABLE') return false
    this.forget(this.nodeId)
    return true
  }

  /** The session is over without a word: somebody else may know more. */
  lose(): void {
    this.forget(this.nodeId)
  }

  private forget(nodeId: number): void {
    if (this.nodeId === nodeId) this.nodeId = UNKNOWN
  }

  private async find(): Promise<void> {
    const { groupId, requestTimeoutMs, retryBackoffMs, retryBackoffMaxMs } = this.terms
    if (this.failures > 0) {
      await this.clock.sleep(backoffMs(retryBackoffMs, retryBackoffMaxMs, this.failures, this.rng))
    }
    const question = { type: 'FindCoordinator', request: 0, groupId } as const
    const answer = await this.connections.ask(this.metadata.someBroker(), question, requestTimeoutMs)
    this.finding = null
    if (isNoAnswer(answer) || answer.error !== 'NONE') {
      this.failures += 1
      return
    }
    this.failures = 0
    this.nodeId = answer.nodeId
  }
}
