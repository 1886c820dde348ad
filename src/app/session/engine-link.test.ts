import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EngineApi } from '~/host/api'
import { EngineLink, OPENING_SILENCE_MS_MAX } from './engine-link'

/** An engine that says one word when it is connected, and nothing after that. */
function silentEngine({ isServed = false } = {}) {
  const given: string[] = []
  const heardAtMs = performance.now()
  const link = new EngineLink(
    (error) => given.push((error as Error).message),
    () => ({
      engine: {} as EngineApi,
      failure: new Promise<never>(() => undefined),
      heardAtMs: () => heardAtMs,
      close: () => undefined,
      ...(isServed ? { listenForGaps: () => undefined } : {}),
    }),
  )
  link.open()
  return { link, given }
}

const endless = () => new Promise<never>(() => undefined)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('an engine that owes an answer and says nothing for eight seconds is given up', () => {
  const { link, given } = silentEngine()
  void link.ask(endless)
  vi.advanceTimersByTime(7_000)
  expect(given).toEqual([])
  vi.advanceTimersByTime(2_000)
  expect(given[0]).toContain('silent for 8 seconds')
  link.close()
})

test('one in a live server, whose machine works for the stores as well, is waited for longer', () => {
  const { link, given } = silentEngine({ isServed: true })
  void link.ask(endless)
  vi.advanceTimersByTime(28_000)
  expect(given).toEqual([])
  vi.advanceTimersByTime(4_000)
  expect(given[0]).toBe('The live server has been silent for 30 seconds.')
  link.close()
})

test('one that opens a run may take longer: a slow machine compiles for long', () => {
  const { link, given } = silentEngine()
  void link.ask(endless, OPENING_SILENCE_MS_MAX)
  vi.advanceTimersByTime(55_000)
  expect(given).toEqual([])
  vi.advanceTimersByTime(10_000)
  expect(given[0]).toContain('silent for 60 seconds')
  link.close()
})

test('one that owes nothing may be silent', async () => {
  const { link, given } = silentEngine()
  await link.ask(() => Promise.resolve(1))
  vi.advanceTimersByTime(100_000)
  expect(given).toEqual([])
  link.close()
})
