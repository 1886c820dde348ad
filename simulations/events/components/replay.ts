/**
 * The replay worker: takes dead letters to the group that could not handle them, and to no other, on a schedule and when somebody asks.
 * A round ends where the letters ended when it began: what comes back meanwhile waits for the next. A letter that was tried often
 * enough is parked. It commits a letter only when its copy is acknowledged, so a crash may send one twice, and loses none.
 */
import { createLogClients } from '~/infra/log/client'
import {
  type Commit,
  type ConsumerRecord,
  type LogConsumer,
  type LogProducer,
  partitionName,
  type TopicPartition,
} from '~/infra/log/port'
import type { Component, Context, InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Setup } from '~/kernel/simulation'
import { isStoreTrouble } from '~/kernel/store-error'
import type { AssignmentFact, CommitFact } from '../facts'
import type { LetterBook } from '../letter-book'
import type { Parameters } from '../parameters'
import type { Servers } from '../servers'
import { DEAD_LETTER_TOPIC, REPLAY_GROUP } from '../topics'
import { LETTER_TIMEOUTS } from './letter-box'
import { findLetters } from './letter-search'
import { letterPanels, lettersPage } from './letters-page'
import { Redrive } from './redrive'
import { REQUEST_TIMEOUT_MS } from './request-timeout'

/** Where the process can be made to die: between what it sends, the acknowledgement of that, and its commit. */
export const REPLAY_STEPS = ['before-append', 'after-append', 'after-commit'] as const

/** Between rounds it polls so often, to stay in its group. */
const IDLE_POLL_MS = 200
const POLL_MS = 500
const PAUSE_MS = 200
/** Letters of one poll at most: they are sent one by one, and the next poll has to be in time. */
const LETTERS_MAX = 100
/** A batch takes at most this share of the longest pause between polls, by its rate. */
const BATCH_SHARE = 0.25

/** The code of the replay worker. */
export function createReplay(context: Context<'kafka'>, setup: Setup<Parameters, Servers>): Component {
  return new ReplayWorker(context, setup)
}

class ReplayWorker implements Component {
  private readonly context: Context<'kafka'>
  private readonly parameters: Parameters
  private readonly clients: ReturnType<typeof createLogClients<'kafka'>>
  private readonly consumer: LogConsumer
  private readonly redrive: Redrive
  private readonly book: LetterBook
  private readonly hasEnd: boolean
  /** Where this round ends, by partition; null between rounds. */
  private ends: Map<string, number> | null = null
  private dueAtMs: number
  private rounds = 0

  constructor(context: Context<'kafka'>, { parameters, servers, without }: Setup<Parameters, Servers>) {
    this.context = context
    this.book = servers.letters
    this.parameters = parameters
    this.hasEnd = !without('replay-no-end')
    this.clients = createLogClients(context, 'kafka', { isPull: true, requestTimeoutMs: REQUEST_TIMEOUT_MS })
    const batchMs = parameters.pollIntervalMaxMs * BATCH_SHARE
    this.consumer = this.clients.consumer({
      groupId: REPLAY_GROUP,
      assignors: [parameters.assignor],
      sessionTimeoutMs: parameters.sessionTimeoutMs,
      heartbeatIntervalMs: Math.min(parameters.heartbeatIntervalMs, parameters.sessionTimeoutMs / 3),
      pollIntervalMaxMs: parameters.pollIntervalMaxMs,
      pollRecordsMax: Math.max(1, Math.min(LETTERS_MAX, Math.floor((parameters.replayRate * batchMs) / 1000))),
      offsetReset: 'earliest',
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
    })
    const producer: LogProducer = this.clients.producer({ acks: -1, lingerMs: 0, ...LETTER_TIMEOUTS })
    this.redrive = new Redrive(context, producer, parameters, without, servers.letters)
    this.dueAtMs = context.clock.monotonicMs() + parameters.replayEveryMs
  }

  async start(): Promise<never> {
    this.consumer.subscribe([DEAD_LETTER_TOPIC], {
      onAssigned: (partitions, generation) => {
        // Nothing is read between rounds, nor in one that began without it.
        this.consumer.pause(partitions)
        this.state('assigned', partitions, generation)
      },
      onRevoked: (partitions, generation) => this.state('revoked', partitions, generation),
      onLost: (partitions, generation) => this.state('lost', partitions, generation),
    })
    for (;;) {
      await this.trying(() => this.pollUntilDue())
      await this.trying(() => this.round())
    }
  }

  act(verb: string, value: string | undefined): undefined {
    if (verb === 'replay') this.dueAtMs = 0
    else if (verb === 'replay-one') void this.trying(() => this.replayOne(value ?? ''))
    return undefined
  }

  inspect(query: InspectQuery): Json {
    if (query.view === 'letters') return lettersPage(this.book, query)
    const { sent, parked } = this.redrive
    const state = this.ends === null ? 'waits for its time' : 'replays'
    return { state, rounds: this.rounds, sent, parked, member: this.consumer.memberId, panels: letterPanels }
  }

  private async pollUntilDue(): Promise<void> {
    const { clock } = this.context
    while (clock.monotonicMs() < this.dueAtMs) {
      await this.consumer.poll(Math.min(IDLE_POLL_MS, this.dueAtMs - clock.monotonicMs()))
    }
  }

  /** One round: all that was there when it began. */
  private async round(): Promise<void> {
    const { consumer, context } = this
    this.dueAtMs = context.clock.monotonicMs() + this.parameters.replayEveryMs
    const partitions = consumer.assignment()
    const offsets = await this.clients.admin.offsets(partitions)
    const ends = new Map(offsets.map((each) => [partitionName(each), each.highWatermark]))
    this.ends = ends
    this.rounds += 1
    try {
      consumer.resume(partitions)
      while (this.isUnfinished(ends)) await this.take(await consumer.poll(POLL_MS))
      while (!this.hasEnd && (await this.takeMore())) continue
    } finally {
      this.ends = null
      consumer.pause(consumer.assignment())
    }
  }

  /** A defect: goes on with what has come meanwhile; false when nothing has. */
  private async takeMore(): Promise<boolean> {
    const records = await this.consumer.poll(POLL_MS)
    await this.take(records)
    return records.length > 0
  }

  /** What it has is not at its end yet, or it is not known where it is. */
  private isUnfinished(ends: ReadonlyMap<string, number>): boolean {
    return this.consumer.assignment().some((each) => {
      const end = ends.get(partitionName(each))
      return end !== undefined && (this.consumer.position(each) ?? 0) < end
    })
  }

  /** Sends letters on their way, one after the other, and commits them. What fails is where the next round begins. */
  private async take(records: readonly ConsumerRecord[]): Promise<void> {
    const { consumer } = this
    const done = new Map<string, Commit>()
    const over = new Set<string>()
    let hasFailed = false
    for (const record of records) {
      const name = partitionName(record)
      if (over.has(name)) continue
      const isBeyond = this.hasEnd && record.offset >= (this.ends?.get(name) ?? 0)
      hasFailed ||= !isBeyond && !(await this.redrive.send(record))
      if (isBeyond || hasFailed) {
        over.add(name)
        if (this.owns(record)) consumer.seek(record, record.offset)
        if (isBeyond && this.owns(record)) consumer.pause([record])
        continue
      }
      const { topic, partition, offset, leaderEpoch, generation } = record
      done.set(name, { topic, partition, offset: offset + 1, leaderEpoch, generation })
    }
    await this.commit([...done.values()])
    if (hasFailed) await this.context.clock.sleep(PAUSE_MS)
  }

  private async commit(positions: readonly Commit[]): Promise<void> {
    if (positions.length === 0) return
    const outcomes = await this.consumer.commit(positions)
    await this.context.step('after-commit')
    for (const { topic, partition, offset, generation, outcome } of outcomes) {
      if (outcome !== 'committed') continue
      const fact: CommitFact = { group: REPLAY_GROUP, topic, partition, offset, generation }
      this.context.emit('commit', fact)
    }
  }

  /** The newest letter of an event, of each group that has one. Its position is nobody's business: the next round may meet it again. */
  private async replayOne(event: string): Promise<void> {
    for (const record of await findLetters(this.clients, event)) await this.redrive.send(record)
  }

  private owns(partition: TopicPartition): boolean {
    const name = partitionName(partition)
    return this.consumer.assignment().some((each) => partitionName(each) === name)
  }

  private async trying(task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
      await this.context.clock.sleep(PAUSE_MS)
    }
  }

  private state(change: AssignmentFact['change'], partitions: readonly TopicPartition[], generation: number): void {
    if (partitions.length === 0) return
    const places = partitions.map(({ topic, partition }) => ({ topic, partition }))
    const { memberId: member } = this.consumer
    const fact: AssignmentFact = { group: REPLAY_GROUP, generation, member, partitions: places, change }
    this.context.emit('assignment', fact)
  }
}
