/** Links to a moment: the run is executed up to there and stands, with what was looked at. */
import { afterEach, describe, expect, test } from 'vitest'
import { closeSessions, tinySession, until } from './testing/tiny-session'

const SIMULATION = {
  arrivals: Array.from({ length: 100 }, (_, index) => index * 10),
  durationMs: 1000,
  settleMs: 500,
  actions: ['crash:store@500-700'],
}

afterEach(closeSessions)

describe('a link to a moment', () => {
  test('arrives there, standing, with what is selected', async () => {
    const session = await tinySession({ simulation: SIMULATION, search: 'at=333.3&select=store' })
    expect(session.store.getState()).toMatchObject({
      phase: 'ready',
      viewing: null,
      journey: null,
      selection: { kind: 'box', id: 'store' },
      case: null,
    })
    expect(session.store.getState().frame!.nowMs).toBeCloseTo(333.3)
    expect(session.keyframes.length).toBeGreaterThan(3)
  })

  test('follows the request it names', async () => {
    const session = await tinySession({ simulation: SIMULATION, search: 'at=333.3&request=30' })
    await until(session, ({ followed }) => (followed?.events ?? []).length > 0)
    expect(session.store.getState().followed).toMatchObject({ request: 30 })
  })

  test('to a violation tells it, as if the run had stopped for it; earlier ones do not hold it up', async () => {
    const first = await tinySession({ simulation: SIMULATION, stops: true })
    first.play()
    await until(first, (state) => state.case?.story != null)
    const { violation } = first.store.getState().case!
    const search = `at=${violation.atMs}&request=${violation.evidence.request}`
    const session = await tinySession({ simulation: SIMULATION, stops: true, search })
    await until(session, (state) => state.case?.story != null)
    expect(session.store.getState().case).toMatchObject({ stopped: true, violation: { event: violation.event } })
    expect(session.store.getState().frame!.events).toBe(violation.event)
    expect(session.store.getState().followed).toBeNull()
    const later = await tinySession({ simulation: SIMULATION, stops: true, search: 'at=800' })
    expect(later.store.getState()).toMatchObject({ phase: 'ready', case: null })
    expect(later.store.getState().frame!.nowMs).toBeCloseTo(800)
  })

  test('beyond the end arrives at the end', async () => {
    const session = await tinySession({ simulation: SIMULATION, search: 'at=99s' })
    expect(session.store.getState().frame).toMatchObject({ nowMs: 1500, ended: true })
  })

  test('that does not fit says so, and the run is at its start', async () => {
    const session = await tinySession({ simulation: SIMULATION, search: 'at=never&select=moon&request=0' })
    expect(session.store.getState().frame!.nowMs).toBe(0)
    expect(session.store.getState().notices.map((notice) => notice.slice(0, 9))).toEqual([
      '“at” is a',
      '“select” ',
      '“request”',
    ])
  })
})
