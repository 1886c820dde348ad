/** The case of a violation: its three beats, its request to the end, an ordinary one beside it, and its last moments slowly. */
import { afterEach, expect, test } from 'vitest'
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { NEVER_FAILS } from '~/kernel/testing/tiny-simulation'
import type { PlainEvent } from '~/kernel/trace'
import type { RunSession } from './run-session'
import { closeSessions, tinySession, until } from './testing/tiny-session'

/** From half a second on the store may not be asked: broken while the request that asks is still on its way. */
const STORE_AT_REST = defineInvariant<{ found: Evidence | null }>({
  id: 'store-at-rest',
  kind: 'safety',
  statement: 'The store is at rest.',
  label: 'store at rest',
  create: () => ({ found: null }),
  step: (state, { kind, arrow, t, id }) => {
    const isAsked = kind === 'send' && arrow === 'server~store' && t > 500
    state.found = isAsked ? { summary: `${id} asked`, request: id, figures: {} } : null
  },
  broken: ({ found }) => found,
})

const SIMULATION = {
  arrivals: Array.from({ length: 100 }, (_, index) => index * 10),
  actions: ['delay:client~server=1@400'],
  invariants: [STORE_AT_REST, NEVER_FAILS],
}

afterEach(closeSessions)

async function violated(): Promise<RunSession> {
  const session = await tinySession({ simulation: SIMULATION, stops: true })
  session.play()
  await until(session, (state) => state.case?.story != null)
  return session
}

const theCase = (session: RunSession) => session.store.getState().case!

test('has three beats, and stands at the violation', async () => {
  const session = await violated()
  const { story, violation } = theCase(session)
  expect(story!.cause).toMatchObject({ title: 'Client → Server was delayed', atMs: 400 })
  expect(story!.deed).toMatchObject({ box: 'server', without: null })
  expect(story!.guilt).toMatchObject({ request: violation.evidence.request, atMs: violation.atMs })
})

test('its request is followed to its end, though the run stands where it had just begun', async () => {
  const session = await violated()
  await until(session, (state) => state.case?.isWhole === true)
  const kinds = (theCase(session).events as unknown as PlainEvent[]).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'ok')).toHaveLength(kinds.filter((kind) => kind === 'send').length)
  const { frame } = session.store.getState()
  expect(frame!.nowMs).toBe(theCase(session).violation.atMs)
})

test('whoever follows it meanwhile sees it end, too', async () => {
  const session = await violated()
  const { request } = theCase(session).violation.evidence
  await session.follow(request, theCase(session).violation.atMs)
  await until(session, (state) => state.case?.isWhole === true)
  expect(session.store.getState().followed!.events).toEqual(theCase(session).events)
})

test('an ordinary request from before the fault is laid beside it', async () => {
  const session = await violated()
  await session.inquiry.compare()
  const [first] = theCase(session).ordinary as unknown as PlainEvent[]
  expect(first!.t).toBeLessThan(400)
  expect(first!.t).toBeGreaterThan(380)
})

test('its last moments pass slowly, its way lights up as it goes, and it ends where it stood', async () => {
  const session = await violated()
  await until(session, (state) => state.case?.isWhole === true)
  const { violation, boxes } = theCase(session)
  const seen: { readonly nowMs: number; readonly lit: number }[] = []
  const flown = new Set<number>()
  session.onFrame(({ flights }) => flights.forEach(({ request }) => flown.add(request)))
  const stop = session.store.subscribe(({ watching, case: shown }) => {
    if (watching !== null) seen.push({ nowMs: watching.nowMs, lit: shown!.boxes.size })
  })
  session.slow.watch(violation)
  expect(session.store.getState()).toMatchObject({ phase: 'running', watching: { fromMs: violation.atMs - 200 } })
  await until(session, ({ watching, viewing }) => watching === null && viewing === null)
  stop()
  expect(seen.length).toBeGreaterThan(20)
  expect(seen[0]!.lit).toBe(0)
  expect(seen.every(({ nowMs }, index) => index === 0 || nowMs >= seen[index - 1]!.nowMs)).toBe(true)
  expect(seen.at(-1)!.nowMs).toBeGreaterThan(violation.atMs - 20)
  expect(flown).toContain(violation.evidence.request)
  expect(session.store.getState()).toMatchObject({ phase: 'paused' })
  expect(session.store.getState().frame!.events).toBe(violation.event)
  expect(theCase(session).boxes).toEqual(boxes)
}, 20_000)

test('whoever looks elsewhere meanwhile is not carried on', async () => {
  const session = await violated()
  session.slow.watch(theCase(session).violation)
  session.scrub(100)
  expect(session.store.getState()).toMatchObject({ watching: null, phase: 'paused' })
  expect(session.store.getState().frame!.nowMs).toBe(100)
})
