import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LeaderEpochCache } from './leader-epoch-cache'

/** Appends under growing epochs, cuts at either end: what may happen to a log. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('append' as const), epochs: fc.nat(2), count: fc.nat(4) }) },
  fc.record({ kind: fc.constant('end' as const), share: fc.nat(100) }),
  fc.record({ kind: fc.constant('start' as const), share: fc.nat(100) }),
)

test('epochs are told as if every record were asked for its own', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const cache = new LeaderEpochCache()
      let start = 0
      let epochs: number[] = []
      let epoch = 0
      for (const each of steps) {
        const end = start + epochs.length
        if (each.kind === 'append') {
          epoch += each.epochs
          for (let index = 0; index < each.count; index += 1) {
            cache.assign(epoch, end + index)
            epochs.push(epoch)
          }
        } else {
          const at = start + Math.floor((each.share * epochs.length) / 100)
          if (each.kind === 'end') {
            cache.truncateFromEnd(at)
            epochs = epochs.slice(0, at - start)
          } else if (at < end) {
            cache.truncateFromStart(at)
            epochs = epochs.slice(at - start)
            start = at
          }
        }
        const last = start + epochs.length
        for (const [index, own] of epochs.entries()) expect(cache.epochAt(start + index)).toBe(own)
        expect(cache.latestEpoch).toBe(epochs.at(-1) ?? -1)
        for (let asked = 0; asked <= epoch + 1; asked += 1) {
          const later = epochs.findIndex((own) => own > asked)
          const known = epochs.filter((own) => own <= asked).at(-1)
          const end = cache.endOf(asked, last)
          if (later !== -1) expect(end).toEqual({ epoch: known ?? asked, endOffset: start + later })
          else if (asked === epochs.at(-1)) expect(end).toEqual({ epoch: asked, endOffset: last })
          else expect(end).toEqual({ epoch: -1, endOffset: -1 })
        }
      }
    }),
  )
})

test('a new leader that has an offset anew makes the epochs from there on forgotten', () => {
  const cache = new LeaderEpochCache()
  cache.assign(1, 0)
  cache.assign(2, 10)
  cache.assign(4, 20)
  cache.assign(3, 15)
  expect(cache.list()).toEqual([
    { epoch: 1, startOffset: 0 },
    { epoch: 2, startOffset: 10 },
    { epoch: 3, startOffset: 15 },
  ])
})
