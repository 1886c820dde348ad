/**
 * A member of a consumer group, and what all three readers do: read the topics of events and the group's own topic of retries, have
 * the handler do its work, partition by partition side by side, then commit, and let go of partitions only when what is in hand is done.
 * It polls all the while: what a partition has in hand keeps that partition from being fetched, and nothing else.
 */
import { createLogClients, createRegistryClient } from '~/infra/log/client'
import {
  type ConsumerEvent,
  type ConsumerRecord,
  type LogAdmin,
  type LogConsumer,
  partitionName,
  type TopicPartition,
} from '~/infra/log/port'
import { assert } from '~/kernel/assert'
import type { Context } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Setup } from '~/kernel/simulation'
import { isStoreTrouble } from '~/kernel/store-error'
import type { Handler } from '../delivery'
import { FailureEvidence } from '../failure-evidence'
import type { AssignmentFact } from '../facts'
import type { Parameters } from '../parameters'
import type { Servers } from '../servers'
import { EVENT_TOPICS, type Group, retryTopic } from '../topics'
import { CommitDesk } from './commit-desk'
import { EventDecoder } from './event-decoder'
import { LETTER_TIMEOUTS, LetterBox } from './letter-box'
import { PartitionWork } from './partition-work'
import { REQUEST_TIMEOUT_MS } from './request-timeout'
import { Stops } from './stops'
import type { Workshop } from './workshop'

/** Where the process can be made to die: around what it does with a record, what it puts aside, and what it commits. */
export const READER_STEPS = [
  'before-effect',
  'after-effect',
  'before-letter',
  'after-letter',
  'before-commit',
  'after-commit',
] as const

const POLL_MS = 500
/** After a poll that failed. */
const PAUSE_MS = 200
/** What finishing and committing may take of the time that the group waits. */
const DRAIN_SHARE = 0.5
const COMMIT_SHARE = 0.25
/** A fetch waits for some bytes or some time, since a message for each record costs more than it gains. Kafka has 1 and 500. */
const FETCH = { fetchMinBytes: 8_192, fetchMaxWaitMs: 200, requestTimeoutMs: REQUEST_TIMEOUT_MS } as const
/** The reader itself asks again for as long as it has to. */
const REGISTRY = { timeoutMs: 500, retries: 0, isPull: true } as const

/** `position`: a reader goes on somewhere else than where it was, since the log does not have what comes next. */
export type PositionFact = {
  readonly group: string
  readonly topic: string
  readonly partition: number
  readonly change: 'reset' | 'truncated'
  readonly from: number
  readonly to: number
}

export class GroupReader {
  private readonly context: Context<'kafka'>
  private readonly consumer: LogConsumer
  private readonly admin: LogAdmin
  private readonly shop: Workshop
  private readonly held = new Map<string, PartitionWork>()
  private handed = 0
  /** A defect: it was put out of its group, and stays there. */
  private isOut = false

  constructor(context: Context<'kafka'>, setup: Setup<Parameters, Servers>, group: Group, handler: Handler) {
    const { parameters, servers, without } = setup
    const clients = createLogClients(context, 'kafka', { isPull: true, requestTimeoutMs: REQUEST_TIMEOUT_MS })
    const consumer = clients.consumer({
      groupId: group,
      assignors: [parameters.assignor],
      sessionTimeoutMs: parameters.sessionTimeoutMs,
      heartbeatIntervalMs: Math.min(parameters.heartbeatIntervalMs, parameters.sessionTimeoutMs / 3),
      pollIntervalMaxMs: parameters.pollIntervalMaxMs,
      pollRecordsMax: parameters.pollRecordsMax,
      offsetReset: 'earliest',
      ...FETCH,
    })
    const isHeld = (partition: TopicPartition) => this.held.has(partitionName(partition))
    this.context = context
    this.consumer = consumer
    this.admin = clients.admin
    this.shop = {
      context,
      rng: context.rng.fork('retries'),
      group,
      parameters,
      handler,
      decoder: new EventDecoder(createRegistryClient(context, 'kafka', REGISTRY), without('null-is-poison')),
      letters: new LetterBox(
        context,
        group,
        clients.producer({ acks: -1, lingerMs: 0, ...LETTER_TIMEOUTS }),
        servers.letters,
      ),
      evidence: new FailureEvidence(),
      desk: new CommitDesk(context, consumer, {
        group,
        isHeld,
        keepsRefused: without('retry-stale-commit'),
        isNaive: without('commit-unowned'),
      }),
      stops: new Stops(context, group),
      lockstep: without('consumer-groups') ? servers.lockstep : null,
      member: () => consumer.memberId,
      without,
    }
    consumer.onEvent((event) => this.onEvent(event))
  }

  /** Reads for as long as its process lives. */
  async start(): Promise<void> {
    const { consumer, context } = this
    consumer.subscribe([...EVENT_TOPICS, retryTopic(this.shop.group)], {
      onAssigned: (partitions, generation) => this.onAssigned(partitions, generation),
      onRevoked: (partitions, generation) => this.onRevoked(partitions, generation),
      onLost: (partitions, generation) => this.onLost(partitions, generation),
    })
    while (!this.isOut) {
      try {
        this.hand(await consumer.poll(POLL_MS))
      } catch (error) {
        // What the log or the network says ends with it; anything else is a mistake here.
        if (!isStoreTrouble(error)) throw error
        await context.clock.sleep(PAUSE_MS)
      }
    }
  }

  /** Takes part in `upgrade`; true if the verb was its own. */
  act(verb: string, phase: 'start' | 'end'): boolean {
    if (verb !== 'upgrade') return false
    this.shop.decoder.upgrade(phase === 'start')
    return true
  }

  /** What it holds, for the inspector. */
  inspect(): { readonly [name: string]: Json } {
    const partitions = Array.from(this.held, ([name, { status }]) => [name, status])
    return {
      member: this.consumer.memberId,
      generation: this.consumer.generation,
      handed: this.handed,
      stopped: this.shop.stops.count,
      partitions: Object.fromEntries(partitions) as Json,
    }
  }

  /** Gives records to the work on their partitions, which are not read from until that is done. */
  private hand(records: readonly ConsumerRecord[]): void {
    this.handed += records.length
    for (let start = 0; start < records.length;) {
      const name = partitionName(records[start]!)
      let end = start + 1
      while (end < records.length && partitionName(records[end]!) === name) end += 1
      const work = this.held.get(name)
      assert(work !== undefined, `records of ${name} came to a reader that does not hold it`)
      void this.handTo(work, records.slice(start, end))
      start = end
    }
  }

  private async handTo(work: PartitionWork, batch: readonly ConsumerRecord[]): Promise<void> {
    this.consumer.pause([work])
    await work.take(batch)
    if (this.held.get(partitionName(work)) === work) this.consumer.resume([work])
  }

  private async onAssigned(partitions: readonly TopicPartition[], generation: number): Promise<void> {
    for (const each of partitions) this.held.set(partitionName(each), new PartitionWork(this.shop, each))
    this.state('assigned', partitions, generation)
    if (this.shop.without('reset-on-error')) await this.guessPositions(partitions)
  }

  /** Stops taking, finishes what is in hand, commits, and only then gives up: all within what the group waits for. */
  private async onRevoked(partitions: readonly TopicPartition[], generation: number): Promise<void> {
    const { shop } = this
    const works = this.worksOf(partitions)
    if (!shop.without('no-drain') && !shop.without('commit-unowned')) {
      await this.within(DRAIN_SHARE, Promise.all(works.map((work) => work.drain())))
      for (const position of works.flatMap((work) => work.position() ?? [])) shop.desk.note(position)
      await this.within(COMMIT_SHARE, shop.desk.commitNoted(partitions))
    }
    this.letGo(works)
    this.state('revoked', partitions, generation)
  }

  private onLost(partitions: readonly TopicPartition[], generation: number): void {
    this.letGo(this.worksOf(partitions))
    this.state('lost', partitions, generation)
    this.isOut = this.shop.without('no-rejoin')
  }

  private worksOf(partitions: readonly TopicPartition[]): PartitionWork[] {
    return partitions.flatMap((each) => this.held.get(partitionName(each)) ?? [])
  }

  private letGo(works: readonly PartitionWork[]): void {
    for (const work of works) {
      if (!this.shop.without('commit-unowned')) work.abandon()
      this.held.delete(partitionName(work))
      this.shop.desk.forget(work)
    }
  }

  /** Waits for work, but not longer than a share of the time after which the group goes on without this member. */
  private async within(share: number, work: Promise<unknown>): Promise<void> {
    await Promise.race([work, this.context.clock.sleep(share * this.shop.parameters.pollIntervalMaxMs)])
  }

  /** A defect: whatever keeps the committed position from being known at once is taken for "there is none", and the end is taken. */
  private async guessPositions(partitions: readonly TopicPartition[]): Promise<void> {
    const request = { type: 'OffsetFetch', request: 0, groupId: this.shop.group, partitions }
    try {
      const terms = { timeoutMs: PAUSE_MS, isPull: true }
      const answer = await this.context.call<{ readonly error: string }>('kafka', request, terms)
      if (answer.error === 'NONE') return
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
    }
    const { consumer, admin } = this
    for (const each of await admin.offsets(partitions)) {
      if (this.held.has(partitionName(each))) consumer.seek(each, each.highWatermark)
    }
  }

  private state(change: AssignmentFact['change'], partitions: readonly TopicPartition[], generation: number): void {
    if (partitions.length === 0) return
    const places = partitions.map(({ topic, partition }) => ({ topic, partition }))
    const { group } = this.shop
    const fact: AssignmentFact = { group, generation, member: this.consumer.memberId, partitions: places, change }
    this.context.emit('assignment', fact)
  }

  private onEvent(event: ConsumerEvent): void {
    if (event.kind !== 'reset' && event.kind !== 'truncated') return
    const { kind: change, topic, partition, from, to } = event
    const fact: PositionFact = { group: this.shop.group, topic, partition, change, from, to }
    this.context.emit('position', fact)
  }
}
