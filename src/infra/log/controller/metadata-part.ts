/**
 * The part of a broker that knows the cluster: a voter of the metadata quorum, the controller while it leads it, and the broker that
 * follows what was decided, all in one process (`process.roles=broker,controller`).
 */
import { CallError } from '~/kernel/call-error'
import type { Context, Incoming, Message } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import { Timers } from '../broker/timers'
import type { IsrChange, Metadata, MetadataImage } from '../broker/metadata'
import type { MetadataPart } from '../broker/part'
import type {
  CreateTopicsRequest,
  CreateTopicsResponse,
  DescribeConfigsRequest,
  MetadataRequest,
} from '../protocol/cluster-api'
import type { ErrorName } from '../protocol/error-code'
import { ActiveController } from './active-controller'
import { BrokerLifecycle } from './broker-lifecycle'
import { applyBatch, EMPTY_IMAGE, type ClusterImage } from './cluster-image'
import { describeConfigs } from './config-control'
import { ControllerChannel } from './controller-channel'
import {
  CONTROLLER_REQUESTS,
  type ControllerRequest,
  type ControllerResponse,
  type ForwardedRequest,
} from './controller-messages'
import { CONTROLLER_DEFAULTS, type ControllerOptions } from './controller-options'
import { forwardFailure } from './forward-failure'
import { answerMetadata } from './metadata-answers'
import { MetadataQuorum, QUORUM_REQUESTS, type QuorumListener, type QuorumMessage } from './metadata-quorum'
import type { MetadataRecord } from './metadata-record'
import { ProducerIds } from './producer-ids'
import type { RaftBatch } from './raft/raft-log'
import { UncleanElection } from './unclean-election'

const FORWARDED = [
  'CreateTopics',
  'DeleteTopics',
  'CreatePartitions',
  'IncrementalAlterConfigs',
  'ElectLeaders',
] as const
const OWN_ANSWERS = ['Metadata', 'DescribeConfigs', 'InitProducerId'] as const
/** How long a request of a client without a timeout of its own may take, in ms. */
const FORWARD_TIMEOUT_MS = 30_000
/** How long a leader waits to hear about its ISR before it asks again, in ms. */
const ALTER_PARTITION_TIMEOUT_MS = 30_000
/** How long a producer waits for its id, in ms, before it has to ask again. */
const PRODUCER_IDS_TIMEOUT_MS = 5_000

type Listener = (image: MetadataImage, before: MetadataImage) => void

export class ClusterMetadataPart implements MetadataPart, Metadata, QuorumListener {
  readonly types: readonly string[] = [...FORWARDED, ...OWN_ANSWERS, ...CONTROLLER_REQUESTS, ...QUORUM_REQUESTS]
  /** What other parts see: empty until it holds this process' own registration. */
  image: ClusterImage = EMPTY_IMAGE
  private readonly context: Context
  private readonly options: ControllerOptions
  private readonly quorum: MetadataQuorum
  private readonly channel: ControllerChannel
  private readonly lifecycle: BrokerLifecycle
  private readonly producerIds: ProducerIds
  private readonly uncleanElection: UncleanElection
  private readonly timers: Timers
  private readonly listeners: Listener[] = []
  private committed: ClusterImage = EMPTY_IMAGE
  private active: ActiveController | null = null

  constructor(context: Context, options: Partial<ControllerOptions> = {}) {
    this.context = context
    this.options = { ...CONTROLLER_DEFAULTS, ...options }
    this.timers = new Timers(context.clock)
    this.quorum = new MetadataQuorum(context, this.options, this)
    this.channel = new ControllerChannel(context, {
      leaderId: () => this.quorum.leaderId,
      answer: (request) => this.answerAsController(request),
    })
    this.lifecycle = new BrokerLifecycle(context, this.channel, this.options, () => this.committed.offset)
    this.uncleanElection = new UncleanElection(context.clock, this.channel, () => this.fromBroker('AlterBrokerConfigs'))
    this.producerIds = new ProducerIds(() =>
      this.channel.ask(this.fromBroker('AllocateProducerIds'), PRODUCER_IDS_TIMEOUT_MS),
    )
  }

  get metadata(): Metadata {
    return this
  }

  get brokerEpoch(): number {
    return this.lifecycle.brokerEpoch
  }

  get controllerId(): number {
    return this.quorum.leaderId
  }

  start(): void {
    this.quorum.start()
    this.lifecycle.start()
  }

  onImage(listener: Listener): void {
    this.listeners.push(listener)
    if (this.image !== EMPTY_IMAGE) listener(this.image, EMPTY_IMAGE)
  }

  async alterPartition(change: IsrChange): Promise<ErrorName> {
    const isrBrokerEpochs = change.isr.map((replica) => this.image.brokers.get(replica)?.brokerEpoch ?? -1)
    const request = { ...this.fromBroker('AlterPartition'), change, isrBrokerEpochs }
    return (await this.channel.ask(request, ALTER_PARTITION_TIMEOUT_MS))?.error ?? 'REQUEST_TIMED_OUT'
  }

  async createTopics(request: CreateTopicsRequest): Promise<CreateTopicsResponse> {
    return (await this.forward(request)) as CreateTopicsResponse
  }

  handle(message: Message, _incoming: Incoming): unknown {
    if (QUORUM_REQUESTS.includes(message.type)) return this.quorum.handle(message as QuorumMessage)
    if (CONTROLLER_REQUESTS.includes(message.type as ControllerRequest['type'])) {
      return this.answerAsController(message as ControllerRequest)
    }
    // A broker does not listen to clients before it is part of the cluster.
    if (this.image === EMPTY_IMAGE) throw new CallError('refused', 'the broker is starting')
    switch (message.type) {
      case 'Metadata':
        return answerMetadata(this.image, this.controllerId, message as MetadataRequest)
      case 'DescribeConfigs':
        return describeConfigs(this.image, message as DescribeConfigsRequest)
      case 'InitProducerId':
        return this.producerIds.give()
      default:
        return this.forward(message as ForwardedRequest)
    }
  }

  /** `unclean-election` allows it in the whole cluster as long as the verb lasts at any broker; a topic's own setting goes before. */
  act(verb: string, _value: string | undefined, phase: 'start' | 'end'): Json | undefined {
    if (verb !== 'unclean-election') return undefined
    this.uncleanElection.set(phase === 'start')
    return null
  }

  /** Has the controller decide what a client asked, or another part of this broker. */
  private async forward(forwarded: ForwardedRequest): Promise<unknown> {
    const timeoutMs = 'timeoutMs' in forwarded ? forwarded.timeoutMs : FORWARD_TIMEOUT_MS
    const answer = await this.channel.ask({ type: 'Envelope', request: forwarded.request, forwarded }, timeoutMs)
    return answer?.response ?? forwardFailure(forwarded)
  }

  onCommitted(batch: RaftBatch<MetadataRecord>): void {
    this.committed = applyBatch(this.committed, batch)
    if (this.active !== null) this.state(batch)
    this.lifecycle.onImage()
    const own = this.committed.brokers.get(this.context.instance)
    if (own?.incarnationId !== this.lifecycle.incarnationId) return
    const before = this.image
    this.image = this.committed
    for (const listener of this.listeners) listener(this.image, before)
  }

  onActive(epoch: number): void {
    const { clock, rng } = this.context
    const chance = rng.fork(`controller ${epoch}`)
    const nowMs = (): number => clock.monotonicMs()
    this.context.emit('controller', { leader: this.context.instance, epoch })
    // The one before may have died over what it had decided and not stated.
    for (const broker of this.committed.brokers.values()) this.stateFencing(broker.nodeId, broker.isFenced)
    this.active = new ActiveController(this.quorum, this.options, this.committed, this.timers, chance, nowMs)
  }

  onInactive(): void {
    this.active?.resign()
    this.active = null
  }

  private async answerAsController(request: ControllerRequest): Promise<ControllerResponse> {
    const answer = await this.active?.answer(request)
    return answer ?? { error: 'NOT_CONTROLLER' }
  }

  /** The active controller states who is fenced: of everybody when it becomes active, and then each change. */
  private state({ entries }: RaftBatch<MetadataRecord>): void {
    for (const record of entries) {
      if (record.type === 'FenceBrokerRecord') this.stateFencing(record.brokerId, true)
      if (record.type === 'UnfenceBrokerRecord') this.stateFencing(record.brokerId, false)
    }
  }

  private stateFencing(broker: number, isFenced: boolean): void {
    this.context.emit(isFenced ? 'fenced' : 'unfenced', { broker })
  }

  private fromBroker<Type extends string>(type: Type) {
    return { type, request: 0, brokerId: this.context.instance, brokerEpoch: this.brokerEpoch } as const
  }
}
