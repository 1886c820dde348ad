import { describe, expect, test } from 'vitest'
import type { ConsumerRecord, ProducerRecord } from '~/infra/log/port'
import { attemptsOf, deadLetterOf, letterOf, originOf, redriven, redrivenToSource, sourceOf } from './dead-letters'
import { headersOf, headerText } from './events'

const bytes = Uint8Array.of(0xff, 1, 2)
const key = new TextEncoder().encode('o17')

function record(given: Partial<ConsumerRecord> = {}): ConsumerRecord {
  return {
    topic: 'orders.v1',
    partition: 4,
    offset: 2 ** 40 + 7,
    leaderEpoch: 3,
    timestampMs: 1_767_268_800_123,
    key,
    value: bytes,
    headers: headersOf({
      id: 'o17:2',
      type: 'shop.orders.paid',
      source: '/orders',
      version: 2,
      request: 99,
    }),
    generation: 5,
    ...given,
  }
}

/** What was sent, as somebody reads it again. */
function stored({ topic, partition = 0, key, value, headers = [], timestampMs = 0 }: ProducerRecord, offset = 11) {
  return record({ topic, partition, key, value, headers, timestampMs, offset })
}

const failure = new RangeError('out of bounds')

describe('a dead letter', () => {
  const letter = stored(deadLetterOf(record(), 'search', failure))

  test('has the key, the bytes, the partition, the time and the headers of the record', () => {
    expect(letter).toMatchObject({
      topic: 'dead-letter',
      partition: 4,
      key,
      value: bytes,
      timestampMs: record().timestampMs,
    })
    expect(letter.headers.slice(0, record().headers.length)).toEqual(record().headers)
  })

  test('says where it was, whose it is and why, in the form of Spring', () => {
    const texts = (name: string) => headerText(letter.headers, `kafka_dlt-${name}`)
    expect(originOf(letter)).toEqual({ topic: 'orders.v1', partition: 4, offset: 2 ** 40 + 7 })
    expect(texts('original-topic')).toBe('orders.v1')
    expect(texts('original-timestamp-type')).toBe('CreateTime')
    expect(texts('original-consumer-group')).toBe('search')
    expect(texts('exception-fqcn')).toBe('RangeError')
    expect(texts('exception-message')).toBe('out of bounds')
    const partition = letter.headers.find(({ key: name }) => name === 'kafka_dlt-original-partition')!.value
    expect(partition).toEqual(Uint8Array.of(0, 0, 0, 4))
    const offset = letter.headers.find(({ key: name }) => name === 'kafka_dlt-original-offset')!.value
    expect(offset).toEqual(Uint8Array.of(0, 0, 1, 0, 0, 0, 0, 7))
  })

  test('can be read as one', () => {
    expect(letterOf(letter)).toMatchObject({ group: 'search', event: 'o17:2', request: 99, attempts: 1 })
  })

  test('goes where its key says if the topic does not have its partition', () => {
    expect(deadLetterOf(record({ partition: 6 }), 'search', failure).partition).toBeUndefined()
  })

  test('is a tombstone if the record was one', () => {
    expect(deadLetterOf(record({ value: null }), 'search', failure).value).toBeNull()
  })
})

describe('a letter that is tried again', () => {
  const letter = stored(deadLetterOf(record(), 'search', failure))
  const again = stored(redriven(letter, letterOf(letter)!), 0)

  test('goes to its group alone, with its origin, and counts', () => {
    expect(again).toMatchObject({ topic: 'retry.search', key, value: bytes })
    expect(sourceOf(again)).toBe('orders.v1')
    expect(attemptsOf(again)).toBe(2)
  })

  test('that fails again keeps its origin and is told the newest reason, each once', () => {
    const second = stored(deadLetterOf(again, 'search', new TypeError('no')))
    expect(letterOf(second)).toMatchObject({
      group: 'search',
      attempts: 2,
      origin: { topic: 'orders.v1', partition: 4 },
    })
    expect(second.partition).toBe(4)
    expect(headerText(second.headers, 'kafka_dlt-exception-fqcn')).toBe('TypeError')
    const names = second.headers.map(({ key: name }) => name)
    expect(names.length).toBe(new Set(names).size)
  })

  test('has nothing of a letter on the naive way back to its topic', () => {
    const back = redrivenToSource(letter, letterOf(letter)!)
    expect(back.topic).toBe('orders.v1')
    expect(back.headers!.some(({ key: name }) => name.startsWith('kafka_dlt-'))).toBe(false)
    expect(headerText(back.headers!, 'ce_id')).toBe('o17:2')
  })
})

test('what names no group of ours is no letter', () => {
  expect(letterOf(record())).toBeNull()
  const foreign = deadLetterOf(record(), 'billing' as never, failure)
  expect(letterOf(stored(foreign))).toBeNull()
})

test('a record of a topic that nobody knows has no source', () => {
  expect(sourceOf(record({ topic: 'payments.v1' }))).toBeNull()
  expect(sourceOf(record())).toBe('orders.v1')
})
