import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConsumerRecord } from '~/infra/log/port'
import { BatchProgress } from './batch-progress'

function recordAt(offset: number): ConsumerRecord {
  return {
    topic: 'orders.v1',
    partition: 1,
    offset,
    leaderEpoch: offset % 3,
    timestampMs: 0,
    key: null,
    value: null,
    headers: [],
    generation: 4,
  }
}

test('only what lies before everything that is not done may be committed', () => {
  const batch = fc
    .uniqueArray(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 12 })
    .map((offsets) => offsets.sort((a, b) => a - b))
    .chain((offsets) => fc.tuple(fc.constant(offsets), fc.shuffledSubarray(offsets)))
  fc.assert(
    fc.property(batch, ([offsets, done]) => {
      const records = offsets.map(recordAt)
      const progress = new BatchProgress(records)
      const finished = new Set<number>()
      for (const offset of done) {
        progress.finish(recordAt(offset))
        finished.add(offset)
        const prefix = offsets.findIndex((each) => !finished.has(each))
        const last = prefix < 0 ? offsets.at(-1)! : offsets[prefix - 1]
        const position = progress.position()
        expect(position?.offset).toBe(last === undefined ? undefined : last + 1)
        if (position !== null) expect(position).toMatchObject({ leaderEpoch: last! % 3, generation: 4 })
      }
      expect(progress.end().offset).toBe(offsets.at(-1)! + 1)
    }),
  )
})
