/** What was done to a run is taken back: it stands where it stood before, without it. */
import { afterEach, describe, expect, test } from 'vitest'
import { tinyAction, tinyRun } from '~/kernel/testing/tiny-simulation'
import { openBeside, partingOf, takeBackLastAct } from './take-back'
import { closeSessions, tinySession, until } from './testing/tiny-session'

const SIMULATION = { arrivals: Array.from({ length: 100 }, (_, index) => index * 10), durationMs: 1000, settleMs: 500 }
const STORE = { kind: 'box', box: 'store' } as const
const SERVER = { kind: 'box', box: 'server' } as const

afterEach(closeSessions)

describe('the last act', () => {
  test('is taken back, the one before stays, and the run stands just before it', async () => {
    const session = await tinySession({ simulation: SIMULATION, search: 'do=note:server=a@120&do=crash:store@220' })
    session.play()
    await until(session, ({ headMs }) => headMs > 400)
    session.pause()
    expect(takeBackLastAct(session)).toBe('Taken back: crash store at 0.2 s.')
    await until(session, ({ phase, run }) => phase === 'ready' && run?.actions.length === 1)
    const { frame, notices } = session.store.getState()
    expect(frame!.nowMs).toBeCloseTo(219.9)
    expect(frame!.marks.map(({ action }) => action.verb)).toEqual(['note'])
    expect(notices).toEqual(['Taken back: crash store at 0.2 s.'])
    expect(session.store.getState().journey).toBeNull()
  })

  test('is taken back while the run plays, and it plays on', async () => {
    const session = await tinySession({ simulation: SIMULATION })
    await session.inject({ verb: 'crash', target: STORE })
    session.play()
    await until(session, ({ phase }) => phase === 'running')
    takeBackLastAct(session)
    await until(session, ({ phase }) => phase === 'ended')
    expect(session.currentRun!.actions).toEqual([])
    expect(session.store.getState().frame!.marks).toEqual([])
  })

  test('is nothing where nothing was done', async () => {
    const session = await tinySession({ simulation: SIMULATION })
    expect(takeBackLastAct(session)).toBeNull()
    expect(session.store.getState().phase).toBe('ready')
  })
})

test('a run with an act again stands just before it', async () => {
  const session = await tinySession({ simulation: SIMULATION })
  openBeside(session, { ...session.currentRun!, actions: [tinyAction('crash:store@300')] })
  await until(session, ({ phase, run }) => phase === 'ready' && run?.actions.length === 1)
  expect(session.store.getState().frame!.nowMs).toBeCloseTo(299.9)
})

describe('two runs part', () => {
  const run = tinyRun({ runActions: [tinyAction('note:server=a@100')] })
  test.each([
    ['nowhere, if they are one', run, {}],
    ['at the first act that only one has', { ...run, actions: [...run.actions, tinyAction('crash:store@50')] }, 49.9],
    ['at an act that was taken away', { ...run, actions: [] }, 99.9],
    ['at their start, if more is different', { ...run, seed: 2, actions: [] }, {}],
    ['at their start, if a setting is', { ...run, settings: { a: '1' }, actions: [] }, {}],
  ])('%s', (_, other, expected) => {
    expect(partingOf(run, other)).toEqual(typeof expected === 'number' ? { atMs: expected } : expected)
  })
})

test('acts on several boxes are told apart', async () => {
  const session = await tinySession({ simulation: SIMULATION })
  await session.inject({ verb: 'note', target: SERVER, value: 'x' })
  await session.inject({ verb: 'crash', target: STORE })
  expect(takeBackLastAct(session)).toContain('crash store')
})
