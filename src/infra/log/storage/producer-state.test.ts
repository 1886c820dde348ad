import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BatchView } from '../records/batch-view'
import { addToSequence } from '../records/sequence'
import { BATCHES_KEPT, ProducerState } from './producer-state'
import { producedBatch } from './testing/batch-of'

const INT_MAX = 0x7fff_ffff

function viewOf(epoch: number, sequence: number, count = 1, offset = 0): BatchView {
  const view = new BatchView(producedBatch(7, epoch, sequence, count))
  view.baseOffset = offset
  return view
}

test('a batch is new, a duplicate or out of order exactly if a list of all batches says so', () => {
  const send = fc.record({
    epoch: fc.nat(2),
    back: fc.integer({ min: -1, max: 8 }),
    count: fc.integer({ min: 1, max: 3 }),
  })
  fc.assert(
    fc.property(fc.array(send, { maxLength: 60 }), fc.constantFrom(0, INT_MAX - 4), (sends, first) => {
      const state = new ProducerState()
      // As if the producer had written up to there before.
      if (first > 0) state.record(viewOf(0, first - 1))
      let epoch = first > 0 ? 0 : -1
      let next = first
      let offset = 0
      let all: { readonly sequence: number; readonly count: number; readonly offset: number }[] = []
      for (const { epoch: wanted, back, count } of sends) {
        const again = all.at(-1 - back)
        const sequence = back < 0 ? addToSequence(next, 1) : again !== undefined && back > 0 ? again.sequence : next
        const batch = viewOf(wanted, sequence, count, offset)
        const verdict = state.judge(batch)
        const duplicate = all
          .slice(-BATCHES_KEPT)
          .find((each) => each.sequence === sequence && each.count === count && wanted === epoch)
        if (wanted < epoch) {
          expect(verdict).toMatchObject({ error: 'INVALID_PRODUCER_EPOCH' })
        } else if (duplicate !== undefined) {
          expect(verdict).toMatchObject({ kind: 'duplicate', of: { firstOffset: duplicate.offset } })
        } else if (sequence === (wanted > epoch ? 0 : next)) {
          expect(verdict).toBeNull()
          state.record(batch)
          if (wanted > epoch) all = []
          epoch = wanted
          all.push({ sequence, count, offset })
          next = addToSequence(sequence, count)
          offset += count
        } else {
          expect(verdict).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' })
        }
      }
    }),
  )
})

describe('a producer that nothing is known of', () => {
  test('begins with sequence 0, so that its second batch never lands before its first', () => {
    const state = new ProducerState()
    expect(state.judge(viewOf(0, 1))).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' })
    expect(state.judge(viewOf(0, 0))).toBeNull()
  })

  test('is what one becomes that was not heard of for long enough', () => {
    const state = new ProducerState()
    const batch = viewOf(0, 0)
    state.record(batch)
    state.expire(batch.maxTimestamp + 999, 1_000)
    expect([...state.producers]).toHaveLength(1)
    state.expire(batch.maxTimestamp + 1_000, 1_000)
    expect([...state.producers]).toEqual([])
  })
})

test('after the largest sequence comes 0, also within a batch', () => {
  const state = new ProducerState()
  state.record(viewOf(0, INT_MAX - 1, 3))
  expect(state.judge(viewOf(0, INT_MAX - 1, 3))).toMatchObject({ kind: 'duplicate' })
  expect(state.judge(viewOf(0, 1))).toBeNull()
})

test('a snapshot stays as it was', () => {
  const state = new ProducerState()
  state.record(viewOf(0, 0))
  const snapshot = state.snapshot()
  state.record(viewOf(0, 1))
  state.restore(snapshot)
  expect(state.judge(viewOf(0, 1))).toBeNull()
})
