/** Cases about what brokers do by themselves with what is old: retention and compaction, waited for by their results. */
import { bytes, type ConformanceBench, type ConformanceCase, text, until } from './bench'
import { topic } from './topic'

const HOUR_MS = 3_600_000

/** Reads what is there, from the first offset that is. */
async function everything(
  bench: ConformanceBench,
  name: string,
): Promise<(readonly [offset: number, key: string | null, value: string | null])[]> {
  const at = { topic: name, partition: 0 }
  const [bounds] = await bench.clients.admin.offsets([at])
  const consumer = bench.clients.consumer({ groupId: null, offsetReset: 'earliest', fetchMaxWaitMs: 100 })
  consumer.assign([at])
  const found: [number, string | null, string | null][] = []
  await until(bench, 'the end of the log', async () => {
    const records = await consumer.poll(100)
    found.push(
      ...records.map(({ offset, key, value }): [number, string | null, string | null] => [
        offset,
        text(key),
        text(value),
      ]),
    )
    return (consumer.position(at) ?? 0) >= bounds!.highWatermark ? true : undefined
  })
  await consumer.close()
  return found
}

/** Sends records one by one, each an hour younger than the one before, so that each begins a segment; the last one is of now. */
async function fill(
  bench: ConformanceBench,
  name: string,
  records: readonly (readonly [key: string, value: string | null])[],
): Promise<void> {
  const producer = bench.clients.producer({ lingerMs: 0 })
  for (const [index, [key, value]] of records.entries()) {
    const timestampMs = bench.nowMs() - (records.length - 1 - index) * HOUR_MS
    await producer.send({
      topic: name,
      partition: 0,
      key: bytes(key),
      value: value === null ? null : bytes(value),
      timestampMs,
    })
  }
  await producer.close()
}

export const housekeepingCases: readonly ConformanceCase[] = [
  {
    name: 'compaction keeps the last value of each key, its offset, and tombstones for a while',
    expected: [[3, 'a', '3'], [4, 'c', null], [5, 'b', '2'], [6, 'last', 'x']], // prettier-ignore
    async observe(bench) {
      const name = await topic(bench, 1, {
        'cleanup.policy': 'compact',
        'segment.ms': String(HOUR_MS / 2),
        'min.cleanable.dirty.ratio': '0.01',
      })
      await fill(bench, name, [['a', '1'], ['b', '1'], ['c', '1'], ['a', '3'], ['c', null], ['b', '2'], ['last', 'x']]) // prettier-ignore
      return until(bench, 'the cleaner', async () => {
        const found = await everything(bench, name)
        return found.length <= 4 ? found : undefined
      })
    },
  },
  {
    name: 'retention deletes whole segments whose youngest record is too old, and never the active one',
    expected: { logStartOffset: 3, highWatermark: 5, values: ['3', '4'] },
    async observe(bench) {
      const name = await topic(bench, 1, { 'segment.ms': String(HOUR_MS / 2), 'retention.ms': String(1.5 * HOUR_MS) })
      await fill(bench, name, [0, 1, 2, 3, 4].map((n) => ['k', String(n)] as const)) // prettier-ignore
      const at = { topic: name, partition: 0 }
      const bounds = await until(bench, 'retention', async () => {
        const [found] = await bench.clients.admin.offsets([at])
        return found!.logStartOffset >= 3 ? found : undefined
      })
      const records = await everything(bench, name)
      return {
        logStartOffset: bounds.logStartOffset,
        highWatermark: bounds.highWatermark,
        values: records.map(([, , value]) => value),
      }
    },
  },
]
