import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Clock } from '~/kernel/time'
import { Deadlines } from './deadlines'

/** A clock that a test moves: whoever sleeps wakes in the order of time. */
class TestClock implements Clock {
  private now = 0
  private sleepers: { readonly atMs: number; readonly wake: () => void }[] = []

  nowMs(): number {
    return this.now
  }

  monotonicMs(): number {
    return this.now
  }

  sleep(durationMs: number): Promise<void> {
    return new Promise((wake) => this.sleepers.push({ atMs: this.now + durationMs, wake }))
  }

  async moveTo(atMs: number): Promise<void> {
    for (;;) {
      const next = this.sleepers.toSorted((a, b) => a.atMs - b.atMs)[0]
      if (next === undefined || next.atMs > atMs) break
      this.sleepers.splice(this.sleepers.indexOf(next), 1)
      this.now = Math.max(this.now, next.atMs)
      next.wake()
      for (let turn = 0; turn < 8; turn += 1) await Promise.resolve()
    }
    this.now = atMs
  }
}

test('each that still waits ends at its time, in order, and nobody else', async () => {
  const drawn = fc.array(fc.record({ addedMs: fc.nat(50), waitsMs: fc.nat(50), isDone: fc.boolean() }), {
    maxLength: 30,
  })
  await fc.assert(
    fc.asyncProperty(drawn, async (all) => {
      const clock = new TestClock()
      const deadlines = new Deadlines(clock)
      const ended: number[] = []
      const inOrder = all.toSorted((a, b) => a.addedMs - b.addedMs)
      for (const { addedMs, waitsMs, isDone } of inOrder) {
        await clock.moveTo(addedMs)
        const atMs = addedMs + waitsMs
        deadlines.add(atMs, { isDone, expire: () => ended.push(clock.monotonicMs()) })
      }
      await clock.moveTo(200)
      const expected = inOrder.filter(({ isDone }) => !isDone).map(({ addedMs, waitsMs }) => addedMs + waitsMs)
      expect(ended).toEqual(expected.toSorted((a, b) => a - b))
    }),
  )
})
