/** A search from the page's side: what it knows while an engine searches, and that stopping is at once. */
import { describe, expect, test } from 'vitest'
import { createDesk } from '~/host/desk'
import { answerOver } from '~/host/links/answering'
import { askOver, type Connection } from '~/host/links/asking'
import { createPair } from '~/host/links/pair'
import { NEVER_FAILS, tinySimulation } from '~/kernel/testing/tiny-simulation'
import { runOf } from '~/kernel/run'
import { Finder, type Search } from './finder'

const ARRIVALS = Array.from({ length: 150 }, (_, index) => index * 20)
const RUN = runOf('tiny', { scenario: 'plain', seed: 5 })

/** Engines that search a simulation in which requests may fail, or must not; and how many are open. */
function engines(kind: 'fragile' | 'solid') {
  const simulation = tinySimulation({
    arrivals: ARRIVALS,
    durationMs: 3000,
    invariants: kind === 'fragile' ? [NEVER_FAILS] : [],
  })
  const count = { opened: 0, closed: 0 }
  const connect = (): Connection => {
    count.opened++
    const pair = createPair()
    const desk = createDesk({
      load: () => Promise.reject(new Error('no assets')),
      hearProgress: () => () => undefined,
      simulation: () => Promise.resolve(simulation),
    })
    const closeEngine = answerOver(pair.engine, desk)
    const connection = askOver(pair.client)
    return {
      ...connection,
      close: () => {
        count.closed++
        connection.close()
        closeEngine()
      },
    }
  }
  let ms = 0
  return { count, finder: new Finder({ connect, nowMs: () => (ms += 1000) }) }
}

/** Waits until a search is as it should be. */
function until({ store }: Finder, isSo: (search: Search) => boolean): Promise<Search> {
  return new Promise((resolve) => {
    const look = (search: Search) => {
      if (!isSo(search)) return
      unsubscribe()
      resolve(search)
    }
    const unsubscribe = store.subscribe(look)
    look(store.getState())
  })
}

describe('a search', () => {
  test('ends with what breaks it, and lets its engine go', async () => {
    const { finder, count } = engines('fragile')
    finder.start(RUN)
    const { find, tried, faults } = await until(finder, ({ phase }) => phase === 'found')
    expect(find!.violation.invariant).toBe('never-fails')
    expect(find!.seed).toBe(tried.at(-1)!.seed)
    expect(tried.at(-1)!.isBroken).toBe(true)
    expect(faults).toBeGreaterThan(0)
    expect(count).toEqual({ opened: 1, closed: 1 })
  })

  test('goes on after what it found, from the next seed, and counts on', async () => {
    const { finder } = engines('fragile')
    finder.start(RUN)
    const first = await until(finder, ({ phase }) => phase === 'found')
    finder.goOn()
    expect(finder.store.getState().find).toBeNull()
    const second = await until(finder, ({ phase }) => phase === 'found')
    expect(second.find!.seed).toBeGreaterThan(first.find!.seed)
    expect(second.tried.slice(0, first.tried.length)).toEqual(first.tried)
  })

  test('that is stopped hears nothing more, keeps what it counted, and can go on', async () => {
    const { finder, count } = engines('solid')
    finder.start(RUN)
    await until(finder, ({ tried }) => tried.length === 2)
    finder.stop()
    const stopped = finder.store.getState()
    expect(stopped).toMatchObject({ phase: 'stopped', current: null, find: null })
    expect(stopped.tried.map(({ seed }) => seed)).toEqual([1, 2])
    expect(count).toEqual({ opened: 1, closed: 1 })
    finder.goOn()
    const { tried } = await until(finder, (search) => search.tried.length === 3)
    expect(tried.at(-1)!.seed).toBe(3)
    expect(finder.store.getState().phase).toBe('searching')
    finder.stop()
    expect(count).toEqual({ opened: 2, closed: 2 })
  })

  test('that is stopped while a find is made smaller keeps the smallest so far', async () => {
    const { finder } = engines('fragile')
    finder.start(RUN)
    await until(finder, ({ phase }) => phase === 'shrinking')
    finder.stop()
    expect(finder.store.getState()).toMatchObject({
      phase: 'stopped',
      find: { violation: { invariant: 'never-fails' } },
    })
  })

  test('of a run that its engine does not know says why it failed', async () => {
    const { finder } = engines('solid')
    finder.start({ ...RUN, scenario: 'nowhere' })
    const { failure } = await until(finder, ({ phase }) => phase === 'failed')
    expect(failure).toMatch(/no scenario "nowhere"/)
  })
})
