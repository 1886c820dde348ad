/**
 * The schema registry as a part of every broker. Its schemas are in a compacted topic of one partition, and whoever leads that is the
 * registry; the others hand on to it, as instances of Confluent's registry do to their leader.
 */
import { CallError, isCallError } from '~/kernel/call-error'
import type { Context, Incoming, Message } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { InternalPartitions, Metadata } from '../broker/metadata'
import type { BrokerPart } from '../broker/part'
import type { RegistryRequest, RegistryResponse } from '../protocol/registry-api'
import { RegistryLeader, type RegistryTerms } from './registry-leader'
import { SCHEMAS_TOPIC } from './registry-record'
import { RestError } from './rest-error'

/** Settings of the registry, by the names of Confluent's in camel case. Writes take at most 500 ms by default, a start 5,000. */
export interface RegistryOptions extends Partial<RegistryTerms> {
  /** `kafkastore.topic.replication.factor`. Default: as many as there are brokers, at most 3. */
  readonly topicReplicationFactor?: number
}

/** A start may take a minute in Confluent's registry, which has its clients wait outside. */
const DEFAULT_TERMS: RegistryTerms = { storeTimeoutMs: 500, initTimeoutMs: 5_000 }
const REPLICATION_FACTOR_MAX = 3
/** How often it is looked whether there is a leader, in ms. */
const POLL_MS = 20

export class RegistryPart implements BrokerPart {
  readonly types: readonly string[] = ['Registry']
  private readonly context: Context
  private readonly metadata: Metadata
  private readonly partitions: InternalPartitions
  private readonly terms: RegistryTerms
  private readonly replicationFactor: number
  private own: RegistryLeader | null = null
  private isDown = false
  private creating: Promise<unknown> | null = null

  constructor(context: Context, metadata: Metadata, partitions: InternalPartitions, options: RegistryOptions = {}) {
    this.context = context
    this.metadata = metadata
    this.partitions = partitions
    this.terms = { ...DEFAULT_TERMS, ...options }
    this.replicationFactor = options.topicReplicationFactor ?? Math.min(context.instances, REPLICATION_FACTOR_MAX)
  }

  /** The registry itself, if this broker leads its topic. */
  get leader(): RegistryLeader | null {
    return this.own
  }

  start(): void {
    this.partitions.onLeadership(SCHEMAS_TOPIC, (_, leaderEpoch) => {
      this.own?.resign()
      this.own = leaderEpoch === null ? null : new RegistryLeader(this.context, this.partitions, this.terms)
    })
  }

  /** @throws {CallError} refused while it is down */
  handle(message: Message, { from }: Incoming): Promise<RegistryResponse> {
    if (this.isDown) throw new CallError('refused', 'the schema registry is down')
    return this.answer(message as RegistryRequest, from === this.context.self)
  }

  /** `registry-down`: nobody answers at this broker. What is in the topic stays. */
  act(verb: string, _value: string | undefined, phase: 'start' | 'end'): Json | undefined {
    if (verb !== 'registry-down') return undefined
    this.isDown = phase === 'start'
    return null
  }

  private async answer(request: RegistryRequest, isForwarded: boolean): Promise<RegistryResponse> {
    const leaderId = await this.leaderId()
    if (leaderId === this.context.instance && this.own !== null) return this.own.answer(request)
    // Who was forwarded to, and does not lead, is not to hand on again: two that are mistaken would do so for ever.
    if (isForwarded || leaderId < 0) return new RestError('unknownLeader').response
    return this.forward(request, leaderId)
  }

  private async forward(request: RegistryRequest, leaderId: number): Promise<RegistryResponse> {
    const { context } = this
    const timeoutMs = this.terms.initTimeoutMs + this.terms.storeTimeoutMs
    try {
      return await context.call<RegistryResponse>(context.self, request, { timeoutMs, instance: leaderId })
    } catch (error) {
      if (!isCallError(error)) throw error
      return new RestError('forwarding').response
    }
  }

  /** Who leads the topic, which is created when it is first needed; -1 if that is not known in time. */
  private async leaderId(): Promise<number> {
    const { clock, instance } = this.context
    const endMs = clock.monotonicMs() + this.terms.initTimeoutMs
    for (;;) {
      const { topics, brokers } = this.metadata.image
      const topic = topics.get(SCHEMAS_TOPIC)
      const leaderId = topic?.partitions[0]?.leaderId ?? -1
      const isReady = leaderId === instance ? this.own !== null : brokers.get(leaderId)?.isFenced === false
      if (isReady) return leaderId
      const leftMs = endMs - clock.monotonicMs()
      if (leftMs <= 0) return -1
      if (topic === undefined) await this.createTopic(leftMs)
      await clock.sleep(POLL_MS)
    }
  }

  private createTopic(timeoutMs: number): Promise<unknown> {
    const topic = {
      name: SCHEMAS_TOPIC,
      partitions: 1,
      replicationFactor: this.replicationFactor,
      // Whatever the cluster allows: an id that was lost and is given again would make records unreadable for good.
      configs: { 'cleanup.policy': 'compact', 'unclean.leader.election.enable': 'false' },
    }
    this.creating ??= this.metadata
      .createTopics({ type: 'CreateTopics', request: 0, topics: [topic], timeoutMs })
      .finally(() => {
        this.creating = null
      })
    return this.creating
  }
}
