/** The order of everything that happens: by time, then by when it was asked for. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Scheduler, type Entry } from './scheduler'

/** An entry that writes its name down. */
function note(into: string[], name: string): Entry {
  return { cancelled: false, run: () => void into.push(name) }
}

function runAll(scheduler: Scheduler): void {
  while (scheduler.peekUs() < Infinity) for (const entry of scheduler.pop()) entry.run()
}

test('an empty queue has nothing due', () => {
  const scheduler = new Scheduler()
  expect(scheduler.peekUs()).toBe(Infinity)
  expect(scheduler.size).toBe(0)
  expect(() => scheduler.pop()).toThrow('empty scheduler')
})

test('entries come by time, then in the order in which they were added', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 40 }), { maxLength: 200 }), (times) => {
      const scheduler = new Scheduler()
      const seen: string[] = []
      times.forEach((time, index) => scheduler.push(time * 100, note(seen, `${time} ${index}`)))
      expect(scheduler.size).toBe(times.length)
      runAll(scheduler)
      const expected = times.map((time, index) => ({ time, index })).toSorted((a, b) => a.time - b.time)
      expect(seen).toEqual(expected.map(({ time, index }) => `${time} ${index}`))
      expect(scheduler.size).toBe(0)
      expect(scheduler.pushes).toBe(times.length)
    }),
  )
})

test('urgent entries go first at their instant, by rank, whenever they were added', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 1000 }), { maxLength: 30 }), fc.nat({ max: 5 }), (ranks, ordinary) => {
      const scheduler = new Scheduler()
      const seen: string[] = []
      for (let index = 0; index < ordinary; index++) scheduler.push(500, note(seen, 'ordinary'))
      for (const rank of ranks) scheduler.pushUrgent(500, rank, note(seen, `urgent ${rank}`))
      runAll(scheduler)
      const urgent = ranks.toSorted((a, b) => a - b).map((rank) => `urgent ${rank}`)
      expect(seen).toEqual([...urgent, ...Array.from({ length: ordinary }, () => 'ordinary')])
    }),
  )
})

test('what is added at the instant that runs comes after all that is already due', () => {
  const scheduler = new Scheduler()
  const seen: string[] = []
  scheduler.push(100, {
    cancelled: false,
    run: () => {
      seen.push('first')
      scheduler.push(100, note(seen, 'third'))
    },
  })
  scheduler.push(100, note(seen, 'second'))
  scheduler.push(200, note(seen, 'later'))
  runAll(scheduler)
  expect(seen).toEqual(['first', 'second', 'third', 'later'])
})
