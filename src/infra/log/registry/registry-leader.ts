/**
 * The registry in the broker that leads its topic. It is loaded from the log first, and answers once a record of its own is committed:
 * then its replicas are there, and nobody leads under a later epoch. What changes it is decided in turn, on all that
 * was committed before, and nobody hears of it until it is committed.
 */
import { CallError } from '~/kernel/call-error'
import type { Context } from '~/kernel/component'
import { InternalLog } from '../broker/internal-log'
import type { InternalPartitions } from '../broker/metadata'
import type { ErrorName } from '../protocol/error-code'
import type { RegistryRequest, RegistryResponse } from '../protocol/registry-api'
import { decide, mayWrite } from './answer-request'
import type { Decision, RegistrationFact } from './decision'
import { REGISTRY_RECORDS, SCHEMAS_TOPIC, type RegistryRecord } from './registry-record'
import { RegistryState } from './registry-state'
import { RestError } from './rest-error'
import { wallTimeMs } from '../protocol/wall-time'

/** How often it is looked whether what was appended before is committed, in ms. */
const POLL_MS = 10
/** Requests that may wait for their turn. */
const WRITES_WAITING_MAX = 1_000

/** How long things may take, in ms. */
export interface RegistryTerms {
  /** One write to the topic: `kafkastore.timeout.ms`. */
  readonly storeTimeoutMs: number
  /** Until there is a leader, and it is loaded: `kafkastore.init.timeout.ms`. */
  readonly initTimeoutMs: number
}

export class RegistryLeader {
  readonly state = new RegistryState()
  /** The last registration of each subject since this broker leads. */
  readonly lastVerdicts = new Map<string, RegistrationFact>()
  private readonly context: Context
  private readonly log: InternalLog<RegistryRecord>
  private readonly terms: RegistryTerms
  private status: 'loading' | 'active' | 'over' = 'loading'
  private writesWaiting = 0
  private lastWrite: Promise<void> = Promise.resolve()

  constructor(context: Context, partitions: InternalPartitions, terms: RegistryTerms) {
    this.context = context
    this.terms = terms
    const place = { topic: SCHEMAS_TOPIC, partition: 0 }
    this.log = new InternalLog(partitions, place, REGISTRY_RECORDS, (record) => this.state.apply(record))
    void this.load()
  }

  /** Another broker leads, or this one under another epoch. */
  resign(): void {
    this.status = 'over'
  }

  async answer(request: RegistryRequest): Promise<RegistryResponse> {
    if (!(await this.isReady())) return new RestError('unknownLeader').response
    if (mayWrite(request)) return this.inTurn(() => this.write(request))
    this.log.replayCommitted()
    return responseOf(decide(this.state, request))
  }

  /** Waits until it is loaded, or no longer than it may. */
  private async isReady(): Promise<boolean> {
    const { clock } = this.context
    const endMs = clock.monotonicMs() + this.terms.initTimeoutMs
    while (this.status === 'loading' && clock.monotonicMs() < endMs) await clock.sleep(POLL_MS)
    return this.status === 'active'
  }

  /** What was there before is committed with what is written here, so all of it is read then. */
  private async load(): Promise<void> {
    while (this.status === 'loading') {
      const error = await this.append([{ keytype: 'NOOP', value: {} }], this.terms.initTimeoutMs)
      if (this.status !== 'loading') return
      if (error === 'NONE') this.status = 'active'
      else await this.context.clock.sleep(POLL_MS)
    }
  }

  private append(records: readonly RegistryRecord[], timeoutMs: number): Promise<ErrorName> {
    return this.log.append(records, wallTimeMs(this.context.clock), timeoutMs)
  }

  private async inTurn(work: () => Promise<RegistryResponse>): Promise<RegistryResponse> {
    if (this.writesWaiting >= WRITES_WAITING_MAX) throw new CallError('overloaded', 'too many wait for the registry')
    this.writesWaiting += 1
    const before = this.lastWrite
    let done = (): void => {}
    this.lastWrite = new Promise((resolve) => {
      done = () => resolve()
    })
    await before
    try {
      return await work()
    } finally {
      this.writesWaiting -= 1
      done()
    }
  }

  private async write(request: RegistryRequest): Promise<RegistryResponse> {
    const operation = `${request.method} ${request.path}`
    if (this.status === 'over') return new RestError('unknownLeader').response
    if (!(await this.isCommitted())) return new RestError('timeout', operation).response
    const decision = decide(this.state, request)
    const error = await this.append(decision.records ?? [], this.terms.storeTimeoutMs)
    // With any error it may be committed all the same: to ask again is safe.
    if (error === 'REQUEST_TIMED_OUT') return new RestError('timeout', operation).response
    if (error !== 'NONE') return new RestError('store', operation).response
    if (decision.fact !== undefined) {
      this.lastVerdicts.set(decision.fact.subject, decision.fact)
      this.context.emit('schema', decision.fact)
    }
    return responseOf(decision)
  }

  /** Waits, within the timeout, until what an earlier write left is committed. */
  private async isCommitted(): Promise<boolean> {
    const { clock } = this.context
    const endMs = clock.monotonicMs() + this.terms.storeTimeoutMs
    while (this.log.highWatermark < this.log.endOffset) {
      if (this.status === 'over' || clock.monotonicMs() >= endMs) return false
      await clock.sleep(POLL_MS)
    }
    this.log.replayCommitted()
    return true
  }
}

function responseOf({ status = 200, body }: Decision): RegistryResponse {
  return { status, body }
}
