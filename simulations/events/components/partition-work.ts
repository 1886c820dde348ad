/**
 * The work on one partition, for as long as this process has it: a batch at a time, its records in order. What cannot be read is put
 * aside at once. What fails is tried again in place, and then judged: poison is put aside, but where most of what the process
 * tries fails, the partition stops at its position until the work succeeds again.
 */
import { backoffMs } from '~/blocks/backoff'
import { isRegistryOutage } from '~/infra/log/client'
import type { Commit, ConsumerRecord, TopicPartition } from '~/infra/log/port'
import { isStoreTrouble } from '~/kernel/store-error'
import type { Delivery, HandlerResult } from '../delivery'
import { type Subject, subjectOf } from '../events'
import type { HandledFact, HandledOutcome } from '../facts'
import { type FailureShare, isDependency } from '../failure-evidence'
import { BatchProgress } from './batch-progress'
import { endOfRun, inOrder } from './delivery-runs'
import type { Unreadable } from './event-decoder'
import type { Burial } from './letter-box'
import { Patience } from './patience'
import type { Workshop } from './workshop'

/** Between attempts to reach the registry, the dead letters or whatever the handler stands on. */
const BACKOFF = { firstMs: 100, factor: 2, maxMs: 2_000, jitter: 0.5 }
const LOCKSTEP_PAUSE_MS = 5
const ALL_DONE: FailureShare = { failed: 0, of: 0 }

/** `draining`: it is given up, and what is in hand is finished. `lost`: it is another's, and nothing done counts any more. */
type WorkState = 'open' | 'draining' | 'lost'

interface Failed {
  readonly delivery: Delivery
  readonly error: Error
}

export class PartitionWork implements TopicPartition {
  readonly topic: string
  readonly partition: number
  private readonly shop: Workshop
  private readonly patience: Patience
  private state: WorkState = 'open'
  private running: Promise<void> | null = null
  private progress: BatchProgress | null = null
  /** What it does at the moment, for people. */
  private doing = 'waits for records'

  constructor(shop: Workshop, { topic, partition }: TopicPartition) {
    this.shop = shop
    this.topic = topic
    this.partition = partition
    this.patience = new Patience(shop.context.clock)
  }

  get status(): string {
    return this.doing
  }

  /** Handles a batch. Resolves when it is done, or when the partition has to go. */
  async take(records: readonly ConsumerRecord[]): Promise<void> {
    this.running = this.work(records)
    await this.running
    this.running = null
    this.doing = 'waits for records'
  }

  /** Finishes what is in hand and takes no more. */
  async drain(): Promise<void> {
    this.state = 'draining'
    this.patience.end()
    await this.running
  }

  /** What is done of the last batch and may be committed; null if that is nothing. */
  position(): Commit | null {
    return this.progress?.position() ?? null
  }

  /** It is another's: whatever is in hand does not count. */
  abandon(): void {
    this.state = 'lost'
    this.patience.end()
  }

  private async work(records: readonly ConsumerRecord[]): Promise<void> {
    const { shop } = this
    const progress = new BatchProgress(records)
    this.progress = progress
    if (shop.without('commit-first')) await shop.desk.commit([progress.end()])
    this.doing = `reads ${records.length} records`
    const read = await this.read(records)
    if (read === null || !(await this.waitForOthers())) return
    for (let start = 0; start < read.length && this.state === 'open';) {
      const end = endOfRun(read, start, shop.handler.deliveriesMax)
      const run = read.slice(start, end)
      await ('error' in run[0]! ? this.putAsideUnreadable(run as Unreadable[]) : this.settle(run as Delivery[]))
      start = end
    }
    if (this.state !== 'open') return
    const position = progress.position()
    if (position !== null) shop.desk.note(position)
    shop.lockstep?.finish(shop.group, this, records.at(-1)!.offset + 1)
  }

  /** All records as events, or as what is none; null if the partition had to go meanwhile. */
  private async read(records: readonly ConsumerRecord[]): Promise<(Delivery | Unreadable)[] | null> {
    for (let attempt = 1; this.state === 'open'; attempt += 1) {
      try {
        return await this.shop.decoder.read(records)
      } catch (error) {
        if (!isRegistryOutage(error)) throw error
        this.doing = 'waits for the registry'
        await this.waitBeforeAttempt(attempt)
      }
    }
    return null
  }

  /** Only if all readers are one: waits until the others are as far. */
  private async waitForOthers(): Promise<boolean> {
    const { lockstep, group } = this.shop
    while (lockstep !== null && this.state === 'open' && !lockstep.mayGoOn(group, this)) {
      this.doing = 'waits for the other readers'
      await this.patience.wait(LOCKSTEP_PAUSE_MS)
    }
    return this.state === 'open'
  }

  /** Handles deliveries until none is left that can be handled, or the partition has to go. */
  private async settle(deliveries: readonly Delivery[]): Promise<void> {
    const { shop } = this
    const { evidence, parameters } = shop
    let waiting = deliveries
    let attempts = 0
    let probes = 0
    while (waiting.length > 0 && this.state === 'open') {
      const mark = evidence.mark()
      attempts += 1
      this.doing = `handles ${waiting.length} records`
      await shop.context.step('before-effect')
      const results = await this.attempt(waiting)
      await shop.context.step('after-effect')
      const { failed, held } = this.takeResults(waiting, results)
      if (failed.length === 0) break
      evidence.addFailing(failed.length)
      this.doing = `tries ${failed.length} records again`
      if (attempts < parameters.attemptsMax || shop.without('dead-letter-replay')) {
        await this.patience.wait(Math.min(BACKOFF.maxMs, parameters.retryBackoffMs * attempts))
        evidence.addFailing(-failed.length)
        waiting = inOrder([...failed.map(({ delivery }) => delivery), ...held])
        continue
      }
      const share = evidence.share(mark)
      const isStop = isDependency(share, { stopShare: parameters.stopShare, probes }) && !shop.without('no-stop')
      shop.stops.set(this, isStop, share)
      if (isStop) {
        probes += 1
        this.doing = 'has stopped: most of what it tries fails'
        await this.waitBeforeAttempt(probes)
        evidence.addFailing(-failed.length)
        waiting = inOrder([...failed.map(({ delivery }) => delivery), ...held])
      } else {
        evidence.addFailing(-failed.length)
        await this.putAside(
          failed.map(({ delivery: { record }, error }) => ({ record, error, reason: 'handler-failed', attempts })),
        )
        waiting = held
        attempts = 0
        probes = 0
      }
    }
    shop.stops.set(this, false, ALL_DONE)
  }

  private async attempt(deliveries: readonly Delivery[]): Promise<readonly HandlerResult[]> {
    try {
      return await this.shop.handler.handle(deliveries)
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
      const failed: HandlerResult = { outcome: 'failed', error: error as Error }
      return deliveries.map(() => failed)
    }
  }

  /** States what is done, unless the partition was lost meanwhile: then somebody else does it again. */
  private takeResults(deliveries: readonly Delivery[], results: readonly HandlerResult[]) {
    const failed: Failed[] = []
    const held: Delivery[] = []
    if (this.state === 'lost') return { failed, held }
    for (const [index, delivery] of deliveries.entries()) {
      const result = results[index]!
      if (result.outcome === 'failed') failed.push({ delivery, error: result.error })
      else if (result.outcome === 'held') held.push(delivery)
      else {
        this.shop.evidence.addSuccess()
        this.finish(delivery.record, delivery, result.outcome)
      }
    }
    return { failed, held }
  }

  private async putAsideUnreadable(unreadable: readonly Unreadable[]): Promise<void> {
    const { shop } = this
    let attempts = 1
    this.doing = `cannot read ${unreadable.length} records`
    while (shop.without('dead-letter-replay') && this.state === 'open') await this.waitBeforeAttempt(attempts++)
    while (shop.without('retry-poison') && attempts < shop.parameters.attemptsMax && this.state === 'open') {
      await this.patience.wait(shop.parameters.retryBackoffMs)
      attempts += 1
    }
    if (this.state !== 'open') return
    await this.putAside(unreadable.map(({ record, error }) => ({ record, error, reason: 'undecodable', attempts })))
  }

  /** Appends dead letters, and is done with a record only when its letter is acknowledged. */
  private async putAside(burials: readonly Burial[]): Promise<void> {
    const { letters } = this.shop
    if (this.shop.without('commit-before-letter')) await this.shop.desk.commit([this.progress!.end()])
    let left = burials
    for (let attempt = 1; left.length > 0 && this.state === 'open'; attempt += 1) {
      this.doing = `puts ${left.length} records aside`
      await this.shop.context.step('before-letter')
      const isPut = await Promise.all(left.map((burial) => letters.put(burial)))
      await this.shop.context.step('after-letter')
      // By now it may be another's, who puts it aside again; whoever replays letters meets the same event twice.
      if (this.isLost()) return
      left.forEach(({ record }, index) => {
        if (isPut[index]!) this.finish(record, subjectOf(record), 'dead-lettered')
      })
      left = left.filter((_, index) => !isPut[index]!)
      if (left.length > 0) await this.waitBeforeAttempt(attempt)
    }
  }

  private finish(record: ConsumerRecord, subject: Subject, outcome: HandledOutcome): void {
    const { shop } = this
    if (outcome !== 'dead-lettered' || !shop.without('dlq-no-commit')) this.progress!.finish(record)
    const { key, event, version, request } = subject
    const { topic, partition, offset } = record
    const fact: HandledFact = { group: shop.group, member: shop.member(), topic, partition, offset, key, event, version, outcome } // prettier-ignore
    shop.context.emit('handled', fact, { request })
  }

  private waitBeforeAttempt(attempt: number): Promise<void> {
    return this.patience.wait(backoffMs(BACKOFF, attempt, this.shop.rng))
  }

  private isLost(): boolean {
    return this.state === 'lost'
  }
}
