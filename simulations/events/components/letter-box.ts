/** Where a reader puts what it cannot handle: the dead letters, acknowledged by all in-sync replicas or not counted. */
import { type ConsumerRecord, type LogProducer, partitionName } from '~/infra/log/port'
import type { Context } from '~/kernel/component'
import { isStoreTrouble } from '~/kernel/store-error'
import { deadLetterOf } from '../dead-letters'
import { identityOf } from '../events'
import type { DeadLetterFact } from '../facts'
import type { LetterBook } from '../letter-book'
import type { Group } from '../topics'

/** After so long without an acknowledgement it is tried anew. */
export const LETTER_TIMEOUTS = { requestTimeoutMs: 1_000, deliveryTimeoutMs: 3_000 } as const

/** Why a record is put aside. */
export interface Burial {
  readonly record: ConsumerRecord
  readonly error: Error
  readonly reason: DeadLetterFact['reason']
  /** How often it was tried in place. */
  readonly attempts: number
}

export class LetterBox {
  private readonly context: Pick<Context, 'emit'>
  private readonly group: Group
  private readonly producer: LogProducer
  private readonly book: LetterBook

  constructor(context: Pick<Context, 'emit'>, group: Group, producer: LogProducer, book: LetterBook) {
    this.book = book
    this.context = context
    this.group = group
    this.producer = producer
  }

  /** True once the letter is acknowledged; false if it is not, and then it may be there all the same. */
  async put({ record, error, reason, attempts }: Burial): Promise<boolean> {
    const { group } = this
    try {
      const letter = await this.producer.send(deadLetterOf(record, group, error))
      const { event, request } = identityOf(record.headers)
      const { topic, partition, offset } = record
      const { partition: letterPartition, offset: letterOffset } = letter
      const fact: DeadLetterFact = { group, event, topic, partition, offset, reason, attempts, letterPartition, letterOffset } // prettier-ignore
      this.context.emit('dead-letter', fact, { request })
      this.book.add({ event, group, from: `${partitionName(record)}@${offset}`, reason })
      return true
    } catch (failure) {
      if (!isStoreTrouble(failure)) throw failure
      return false
    }
  }
}
