/** One broker's part in the metadata quorum: a {@link RaftNode} on the kernel's clock, disk and arrows. */
import { isCallError } from '~/kernel/call-error'
import type { Context, Message } from '~/kernel/component'
import { Timers } from '../broker/timers'
import type { ControllerOptions } from './controller-options'
import type { MetadataRecord } from './metadata-record'
import { isNews } from './raft/following'
import { createRaftDisk } from './raft/raft-disk'
import { nextOffsetOf, type RaftBatch } from './raft/raft-log'
import type { RaftFetchRequest, RaftRequest, RaftResponse } from './raft/raft-messages'
import { RaftNode } from './raft/raft-node'

/** How long a leader keeps a fetch that finds nothing new, in ms: `KafkaRaftClient.MAX_FETCH_WAIT_MS`. */
const FETCH_WAIT_MS = 500

const MESSAGE_TYPES = { vote: 'Vote', 'begin-quorum-epoch': 'BeginQuorumEpoch', fetch: 'FetchQuorum' } as const

export const QUORUM_REQUESTS: readonly string[] = Object.values(MESSAGE_TYPES)

export interface QuorumMessage extends Message {
  readonly raft: RaftRequest
}

/** Who follows the quorum. */
export interface QuorumListener {
  /** Batches in their order, from the first one on after each restart. */
  onCommitted(batch: RaftBatch<MetadataRecord>): void
  /** This voter leads, and has applied all that was committed before. */
  onActive(epoch: number): void
  /** It does not lead any more. */
  onInactive(): void
}

interface Waiter {
  readonly endOffset: number
  readonly resolve: (isCommitted: boolean) => void
}

interface ParkedFetch {
  readonly request: RaftFetchRequest
  readonly resolve: (response: RaftResponse<MetadataRecord>) => void
}

export class MetadataQuorum {
  private readonly context: Context
  private readonly options: ControllerOptions
  private readonly node: RaftNode<MetadataRecord>
  private readonly timers: Timers
  private readonly listener: QuorumListener
  /** All before it was given to the listener. */
  private appliedOffset = 0
  private isApplying = false
  /** In which epoch the listener was told that this voter is active. */
  private activeEpoch: number | null = null
  private waiters: Waiter[] = []
  private readonly parked = new Map<number, ParkedFetch>()
  private parkedCount = 0

  constructor(context: Context, options: ControllerOptions, listener: QuorumListener) {
    const { instance, instances, clock, rng } = context
    this.context = context
    this.options = options
    this.listener = listener
    this.timers = new Timers(clock)
    const disk = context.disk('__cluster_metadata', () => createRaftDisk<MetadataRecord>())
    const voters = Array.from({ length: instances }, (_, id) => id)
    // Another stream after each restart, or all incarnations would wait for the same times.
    const chance = rng.fork(`quorum ${clock.monotonicMs()}`)
    const leaderChange = (leaderId: number): MetadataRecord => ({ type: 'LeaderChangeRecord', leaderId })
    this.node = new RaftNode(instance, voters, disk, leaderChange, options, chance, clock.monotonicMs())
  }

  /** The leader as far as this voter knows, or -1. */
  get leaderId(): number {
    return this.node.leaderId
  }

  get epoch(): number {
    return this.node.epoch
  }

  /** The offset of the next record in this voter's log. */
  get endOffset(): number {
    return this.node.disk.log.endOffset
  }

  start(): void {
    this.drive()
  }

  /** Appends as the active leader. */
  append(records: readonly MetadataRecord[]): RaftBatch<MetadataRecord> | null {
    const batch = this.activeEpoch === this.node.epoch ? this.node.append(records) : null
    if (batch !== null) this.drive()
    return batch
  }

  /** Resolves when all up to an offset is committed; false if this voter does not lead any more, and then nobody knows. */
  committed(endOffset: number): Promise<boolean> {
    if (this.node.highWatermark >= endOffset) return Promise.resolve(true)
    return new Promise((resolve) => this.waiters.push({ endOffset, resolve }))
  }

  handle({ raft }: QuorumMessage): Promise<RaftResponse<MetadataRecord>> | RaftResponse<MetadataRecord> {
    const response = this.node.answer(raft, this.nowMs())
    this.drive()
    if (raft.kind !== 'fetch' || isNews(raft, response as never)) return response
    return this.park(raft)
  }

  private drive(): void {
    const nowMs = this.nowMs()
    for (const { to, request } of this.node.poll(nowMs)) void this.send(to, request)
    this.settle()
    this.timers.set('poll', this.node.nextPollMs(), () => this.drive())
  }

  private async send(to: number, raft: RaftRequest): Promise<void> {
    const { context, options } = this
    const message: QuorumMessage = { type: MESSAGE_TYPES[raft.kind], request: 0, raft }
    let response: RaftResponse<MetadataRecord> | null = null
    try {
      response = await context.call(context.self, message, { timeoutMs: options.requestTimeoutMs, instance: to })
    } catch (error) {
      if (!isCallError(error)) throw error
    }
    this.node.receive(to, raft, response, this.nowMs())
    this.drive()
  }

  /** Passes on what has become of the quorum: to the listener, to whoever waits for a commit, to fetches that wait for news. */
  private settle(): void {
    const { node, listener } = this
    const { role } = node
    const isLeading = role.kind === 'leader' && node.highWatermark > role.epochStartOffset
    if (this.activeEpoch !== null && !(isLeading && this.activeEpoch === node.epoch)) {
      this.activeEpoch = null
      const { waiters } = this
      this.waiters = []
      for (const { resolve } of waiters) resolve(false)
      listener.onInactive()
    }
    this.apply()
    if (isLeading && this.activeEpoch === null) {
      this.activeEpoch = node.epoch
      listener.onActive(node.epoch)
    }
    const reached = this.waiters.filter(({ endOffset }) => endOffset <= node.highWatermark)
    if (reached.length > 0) this.waiters = this.waiters.filter(({ endOffset }) => endOffset > node.highWatermark)
    for (const { resolve } of reached) resolve(true)
    this.answerParked()
  }

  private apply(): void {
    const { node } = this
    // Whoever is told of a batch may append the next, which is to be told after this one.
    if (this.isApplying) return
    this.isApplying = true
    while (this.appliedOffset < node.highWatermark) {
      for (const batch of node.disk.log.read(this.appliedOffset)) {
        if (nextOffsetOf(batch) > node.highWatermark) break
        this.appliedOffset = nextOffsetOf(batch)
        this.listener.onCommitted(batch)
      }
    }
    this.isApplying = false
  }

  private park(request: RaftFetchRequest): Promise<RaftResponse<MetadataRecord>> {
    this.parkedCount += 1
    const number = this.parkedCount
    return new Promise((resolve) => {
      this.parked.set(number, { request, resolve })
      this.timers.after(`fetch ${number}`, FETCH_WAIT_MS, () => this.answerOne(number))
    })
  }

  private answerParked(): void {
    const { node } = this
    for (const [number, { request }] of this.parked) {
      const hasNews =
        node.role.kind !== 'leader' ||
        node.epoch !== request.epoch ||
        node.disk.log.endOffset > request.fetchOffset ||
        node.highWatermark > request.highWatermark
      if (hasNews) this.answerOne(number)
    }
  }

  private answerOne(number: number): void {
    const parked = this.parked.get(number)
    if (parked === undefined) return
    this.parked.delete(number)
    this.timers.cancel(`fetch ${number}`)
    parked.resolve(this.node.answer(parked.request, this.nowMs()))
  }

  private nowMs(): number {
    return this.context.clock.monotonicMs()
  }
}
