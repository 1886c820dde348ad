/** A timeout that stops what it bounds. */
import { expect, test } from 'vitest'
import { ManualClock } from './testing/manual-clock'
import { TimeoutExceeded, withTimeout } from './timeout'

test('hands on what the action returns or throws in time', async () => {
  const clock = new ManualClock()
  expect(await withTimeout(clock, 10, () => Promise.resolve('done'))).toBe('done')
  await expect(withTimeout(clock, 10, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
})

test('aborts the action when the time is up, and does not hear what comes of it', async () => {
  const clock = new ManualClock()
  let fail = (_error: Error) => {}
  let signal: AbortSignal | undefined
  const outcome = withTimeout(clock, 10, (given) => {
    signal = given
    return new Promise<string>((_resolve, reject) => (fail = reject))
  })
  const failure = outcome.catch((error: unknown) => error)
  await clock.advance(9)
  expect(signal!.aborted).toBe(false)
  await clock.advance(1)
  expect(await failure).toBeInstanceOf(TimeoutExceeded)
  expect(signal!.aborted).toBe(true)
  fail(new Error('too late to matter'))
})

test('does not abort what is over', async () => {
  const clock = new ManualClock()
  let signal: AbortSignal | undefined
  await withTimeout(clock, 10, (given) => {
    signal = given
    return Promise.resolve()
  })
  await clock.advance(20)
  expect(signal!.aborted).toBe(false)
})
