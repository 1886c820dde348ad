/** Looks through the dead letters for those of one event. */
import { type ConsumerRecord, type LogClients, partitionName } from '~/infra/log/port'
import { letterOf } from '../dead-letters'
import { DEAD_LETTER_TOPIC } from '../topics'

const POLL_MS = 200
/** Polls without a record after which it is given up. */
const EMPTY_POLLS_MAX = 25

/** The newest letter of an event of each group that has one, by a reader of its own that belongs to no group. */
export async function findLetters(clients: LogClients, event: string): Promise<readonly ConsumerRecord[]> {
  const [topic] = await clients.admin.describeTopics([DEAD_LETTER_TOPIC])
  const partitions = (topic?.partitions ?? []).map(({ partition }) => ({ topic: DEAD_LETTER_TOPIC, partition }))
  const ends = await clients.admin.offsets(partitions)
  const consumer = clients.consumer({ groupId: null, offsetReset: 'earliest' })
  const found = new Map<string, ConsumerRecord>()
  const left = new Map(ends.map((each) => [partitionName(each), each]))
  for (const [name, { logStartOffset, highWatermark }] of left) if (logStartOffset >= highWatermark) left.delete(name)
  try {
    consumer.assign([...left.values()].map((each) => ({ topic: each.topic, partition: each.partition })))
    for (let empty = 0; left.size > 0 && empty < EMPTY_POLLS_MAX;) {
      const records = await consumer.poll(POLL_MS)
      empty = records.length === 0 ? empty + 1 : 0
      for (const record of records) {
        const letter = letterOf(record)
        if (letter !== null && letter.event === event) found.set(letter.group, record)
      }
      for (const [name, end] of left) if ((consumer.position(end) ?? 0) >= end.highWatermark) left.delete(name)
    }
  } finally {
    await consumer.close()
  }
  return [...found.values()]
}
