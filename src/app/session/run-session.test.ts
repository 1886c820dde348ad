/** A session with an engine at the other end of a link in memory: playing, its past, another way from there, and failure. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Diagram } from '~/kernel/diagram'
import { tinyDiagram, tinySimulation, type TinyOptions } from '~/kernel/testing/tiny-simulation'
import type { Abilities } from '~/host/api'
import { createDesk } from '~/host/desk'
import { answerOver } from '~/host/links/answering'
import { askOver } from '~/host/links/asking'
import { createPair, type Pair } from '~/host/links/pair'
import type { LiveState } from './live-store'
import { RunSession } from './run-session'

const OPTIONS: TinyOptions = {
  arrivals: Array.from({ length: 200 }, (_, index) => index * 10),
  durationMs: 2000,
  settleMs: 1000,
  actions: ['crash:store@1500-1700'],
}
const SERVER = { kind: 'box', box: 'server', instance: 0 } as const

let pair: Pair
const sessions: RunSession[] = []

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => setImmediate(callback))
})

afterEach(() => {
  for (const session of sessions.splice(0)) session.close()
  vi.unstubAllGlobals()
})

async function booted(abilities?: Abilities): Promise<RunSession> {
  const session = new RunSession(tinyDiagram() as Diagram, {
    search: '',
    plays: false,
    stops: false,
    connect: () => {
      pair = createPair()
      const desk = createDesk({
        load: () => Promise.reject(new Error('no assets')),
        hearProgress: () => () => undefined,
        simulation: () => Promise.resolve(tinySimulation(OPTIONS)),
      })
      if (abilities !== undefined) desk.can = () => Promise.resolve(abilities)
      answerOver(pair.engine, desk)
      return askOver(pair.client)
    },
  })
  sessions.push(session)
  session.setSpeed(100)
  session.start()
  await until(session, ({ phase }) => phase === 'ready')
  return session
}

/** Waits for something in the store. */
function until(session: RunSession, isThere: (state: LiveState) => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (isThere(session.store.getState())) resolve()
    const unsubscribe = session.store.subscribe((state) => {
      if (!isThere(state)) return
      unsubscribe()
      resolve()
    })
  })
}

async function played(abilities?: Abilities): Promise<RunSession> {
  const session = await booted(abilities)
  session.play()
  await until(session, ({ phase }) => phase === 'ended')
  return session
}

const shown = (session: RunSession) => session.store.getState().frame!

describe('a session', () => {
  test('plays a run to its end, and publishes the present', async () => {
    const session = await played()
    expect(shown(session)).toMatchObject({ nowMs: 3000, ended: true })
    expect(session.store.getState()).toMatchObject({ headMs: 3000, viewing: null, can: { rewind: true, fork: true } })
    expect(session.keyframes).toHaveLength(31)
    expect(session.store.getState().columns).toHaveLength(20)
  })

  test('shows what an act led to at once while it stands', async () => {
    const session = await booted()
    expect(await session.inject({ verb: 'note', target: SERVER, value: 'hello' })).toEqual({ noted: 'hello' })
    expect(shown(session).nowMs).toBeCloseTo(0.1)
    expect(shown(session).marks).toMatchObject([{ by: 'you', action: { verb: 'note' } }])
    expect(session.currentRun!.actions).toHaveLength(1)
  })

  test('steps by one event, and back from there', async () => {
    const session = await booted()
    await session.step()
    await session.step()
    expect(shown(session).events).toBe(2)
    await session.stepBack()
    expect(shown(session).events).toBe(1)
    expect(session.store.getState().viewing).toEqual({ isExact: false })
    await session.step()
    expect(session.store.getState().viewing).toBeNull()
    expect(shown(session).events).toBe(2)
  })

  test('opens another scenario as long as it is, not as long as the run before', async () => {
    const session = await booted()
    session.change({ durationMs: 500 })
    await until(session, ({ run, phase }) => run?.durationMs === 500 && phase === 'ready')
    session.openScenario(session.currentRun!.scenario)
    await until(session, ({ run, phase }) => run?.durationMs === undefined && phase === 'ready')
    expect(shown(session).durationMs).toBe(2000)
  })

  test('looks at what is selected in the place of the evidence of a violation', async () => {
    const session = await booted()
    const evidence = { summary: '', request: 0, figures: {} }
    await session.openCase({ invariant: 'x', event: 1, atMs: 0, evidence })
    expect(session.store.getState().case).not.toBeNull()
    session.select({ kind: 'box', id: 'server' })
    expect(session.store.getState()).toMatchObject({ case: null, selection: { id: 'server' } })
  })

  test('keeps up with a request that was not over when it was opened', async () => {
    const session = await booted()
    const kinds = () => session.store.getState().followed!.events!.map((event) => (event as { kind: string }).kind)
    for (let step = 0; step < 4; step++) await session.step()
    await session.follow(1, shown(session).nowMs)
    expect(kinds()).toContain('send')
    expect(kinds()).not.toContain('ok')
    session.play()
    await until(
      session,
      () => kinds().filter((kind) => kind === 'ok').length === kinds().filter((kind) => kind === 'send').length,
    )
    expect(kinds()).toContain('ok')
  })

  test('fails when its engine dies', async () => {
    const session = await booted()
    session.play()
    pair.break(new Error('the engine died'))
    await until(session, ({ phase }) => phase === 'failed')
    expect(session.store.getState().failure).toBe('the engine died')
  })
})

describe('the past of a session', () => {
  test('is exact also after the last keyframe: who looks and acts there stays there', async () => {
    const session = await booted()
    for (let step = 0; step < 30; step++) await session.step()
    expect(session.keyframes).toHaveLength(1)
    await session.stepBack()
    await session.stepBack()
    const { events, nowMs } = shown(session)
    expect(events).toBe(28)
    expect(nowMs).toBeGreaterThan(10)
    await session.inspect('server', 0, { view: 'state' })
    expect(session.store.getState().viewing).toEqual({ isExact: true })
    expect(shown(session)).toMatchObject({ events, nowMs })
    await session.inject({ verb: 'note', target: SERVER, value: 'then' })
    expect(session.currentRun!.actions.map(({ atMs }) => atMs)).toEqual([expect.closeTo(nowMs + 0.1)])
    expect(shown(session).events).toBeGreaterThan(events)
  })

  test('is drawn with what was so then, and leads back to the present', async () => {
    const session = await played()
    const present = shown(session)
    session.scrub(1600)
    expect(shown(session).boxes['store']!.badges).toHaveLength(1)
    expect(shown(session).marks).toMatchObject([{ fromMs: 1500, untilMs: null }])
    session.scrub(1000)
    expect(shown(session)).toMatchObject({ nowMs: 1000, marks: [] })
    expect(shown(session).sparks['client']).toHaveLength(5)
    expect(session.store.getState().headMs).toBe(3000)
    session.goToPresent()
    expect(shown(session)).toEqual(present)
  })

  test('is executed anew where a box is asked, and keeps how many requests a dot stands for', async () => {
    const session = await played()
    session.scrub(1000)
    const { hash, oneDotIs } = shown(session)
    expect(await session.inspect('server', 0, { view: 'state' })).toEqual({ note: '' })
    expect(session.store.getState().viewing).toEqual({ isExact: true })
    expect(shown(session)).toMatchObject({ hash, oneDotIs, nowMs: 1000 })
  })

  test('goes another way where somebody acts; what was played is remembered', async () => {
    const session = await played()
    const { hash } = shown(session)
    session.scrub(1000)
    await session.inject({ verb: 'note', target: SERVER, value: 'another way' })
    expect(session.store.getState()).toMatchObject({ viewing: null, phase: 'paused' })
    expect(shown(session).nowMs).toBeCloseTo(1000.1)
    expect(session.store.getState().columns).toHaveLength(10)
    const [earlier] = session.store.getState().earlierRuns
    expect(earlier).toMatchObject({ because: 'forked', run: { actions: [] } })
    expect(earlier!.played.momentAt(9999)).toMatchObject({ hash, nowMs: 3000 })
    session.play()
    await until(session, ({ phase }) => phase === 'ended')
    expect(shown(session).hash).not.toBe(hash)
    expect(shown(session).run.actions).toHaveLength(1)
  })

  test('plays on from an act in the past, also if it is played before the run has got there', async () => {
    const session = await played()
    session.scrub(1000)
    const acted = session.inject({ verb: 'note', target: SERVER, value: 'another way' })
    session.play()
    expect(await acted).toEqual({ noted: 'another way' })
    await until(session, ({ phase }) => phase === 'ended')
    expect(shown(session).run.actions).toHaveLength(1)
  })

  test('says so when an act in the past came to nothing', async () => {
    const session = await played()
    session.scrub(1000)
    const acted = session.inject({ verb: 'note', target: SERVER, value: 'too late' })
    session.scrub(2000)
    expect(await acted).toBeNull()
    expect(session.store.getState().notices).toEqual([expect.stringContaining('Nothing was done')])
    expect(session.currentRun!.actions).toHaveLength(0)
  })

  test('is left alone by an engine that cannot go back', async () => {
    const session = await played({ rewind: false, fork: false })
    session.scrub(1000)
    await session.stepBack()
    expect(session.store.getState().viewing).toBeNull()
    expect(shown(session).nowMs).toBe(3000)
  })

  test('is shown, but goes no other way, with an engine that cannot fork', async () => {
    const session = await played({ rewind: true, fork: false })
    session.scrub(1000)
    await expect(session.inject({ verb: 'note', target: SERVER, value: 'x' })).rejects.toThrow('cannot let a run go')
    expect(session.store.getState().viewing).not.toBeNull()
  })
})
