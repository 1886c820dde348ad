/** Sends one dead letter where it is to go, at the rate that its groups can bear. */
import type { ConsumerRecord, LogProducer, ProducerRecord, RecordMetadata } from '~/infra/log/port'
import type { Context } from '~/kernel/component'
import { isStoreTrouble } from '~/kernel/store-error'
import { type Letter, letterOf, redriven, redrivenToSource } from '../dead-letters'
import type { ReplayFact } from '../facts'
import type { LetterBook } from '../letter-book'
import type { Parameters } from '../parameters'
import { GROUPS, PARKING_TOPIC } from '../topics'

export class Redrive {
  sent = 0
  parked = 0
  private readonly context: Context<'kafka'>
  private readonly producer: LogProducer
  private readonly attemptsMax: number
  private readonly pauseMs: number
  private readonly way: 'group' | 'source' | 'all-groups'
  private readonly book: LetterBook
  private nextAtMs = 0

  constructor(
    context: Context<'kafka'>,
    producer: LogProducer,
    { replayAttemptsMax, replayRate }: Parameters,
    without: (id: string) => boolean,
    book: LetterBook,
  ) {
    this.book = book
    this.context = context
    this.producer = producer
    this.attemptsMax = without('no-replay-cap') ? Infinity : replayAttemptsMax
    this.pauseMs = 1_000 / replayRate
    this.way = without('group-redrive') ? 'source' : without('replay-to-all') ? 'all-groups' : 'group'
  }

  /** True once it is acknowledged where it was sent. */
  async send(record: ConsumerRecord): Promise<boolean> {
    await this.waitTurn()
    const letter = letterOf(record)
    // The first attempt was no replay.
    const isParked = letter === null || letter.attempts > this.attemptsMax
    const copies = isParked ? [parked(record)] : this.copiesOf(record, letter)
    try {
      await this.context.step('before-append')
      const stored = await Promise.all(copies.map((copy) => this.producer.send(copy)))
      await this.context.step('after-append')
      if (isParked) this.parked += 1
      else this.sent += 1
      if (letter !== null) this.state(letter, isParked, stored[0]!)
      return true
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
      return false
    }
  }

  private copiesOf(record: ConsumerRecord, letter: Letter): ProducerRecord[] {
    if (this.way === 'source') return [redrivenToSource(record, letter)]
    const groups = this.way === 'group' ? [letter.group] : GROUPS
    return groups.map((group) => redriven(record, { ...letter, group }))
  }

  private state({ event, group, attempts, request }: Letter, isParked: boolean, stored: RecordMetadata): void {
    const { topic, partition, offset } = stored
    const what = isParked
      ? ({ outcome: 'parked', attempt: attempts } as const)
      : ({ outcome: 'sent', attempt: attempts + 1 } as const)
    const fact: ReplayFact = { event, group, ...what, topic, partition, offset }
    this.context.emit('replay', fact, { request })
    this.book.mark(event, group, isParked ? 'parked' : 'sent again')
  }

  private async waitTurn(): Promise<void> {
    const { clock } = this.context
    const nowMs = clock.monotonicMs()
    const atMs = Math.max(nowMs, this.nextAtMs)
    this.nextAtMs = atMs + this.pauseMs
    if (atMs > nowMs) await clock.sleep(atMs - nowMs)
  }
}

/** A dead letter on its way to those that nobody tries any more. */
function parked({ key, value, headers, timestampMs }: ConsumerRecord): ProducerRecord {
  return { topic: PARKING_TOPIC, key, value, headers, timestampMs }
}
