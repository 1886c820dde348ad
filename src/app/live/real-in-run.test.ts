import { describe, expect, test } from 'vitest'
import { catalog, loadSimulation } from '~/catalog'
import { describeSimulation } from '~/host/describe'
import type { Connector } from '~/host/live/connector'
import { arrowName } from '~/kernel/arrow'
import { createLiveStore, type LiveState } from '../session/live-store'
import { kindsOf } from '../stores-of'
import { realInRun } from './real-in-run'

const diagrams = catalog.filter(({ isLive }) => isLive).map(({ id, diagram }) => ({ id, diagram }))

function connector(kind: string, isDisposable = false): Connector {
  return { kind, label: kind, state: 'connected', title: `Real ${kind} 1.2`, creates: [], isDisposable }
}

async function stateOf(id: string, more: Partial<LiveState>): Promise<LiveState> {
  const description = describeSimulation(await loadSimulation(id))
  const can = { rewind: true, fork: false, isRealTime: true } as const
  return { ...createLiveStore().getState(), description, can, ...more }
}

describe.each(diagrams)('$id', ({ id, diagram }) => {
  test('with all of its stores live, every box and every arrow stands in one place', async () => {
    const kinds = kindsOf(describeSimulation(await loadSimulation(id)).stores)
    const state = await stateOf(id, { connectors: kinds.map(({ kind }) => connector(kind)) })
    const real = realInRun(diagram, state)
    if (kinds.length === 0) {
      expect(real).toBeNull()
      return
    }
    const { servers, engines, code, measured, among, modelled } = real!
    const boxes = [...servers, ...engines].map(({ box }) => box).concat(code)
    expect(boxes.toSorted()).toEqual(Object.keys(diagram.boxes).toSorted())
    const arrows = [...measured, ...among, ...modelled.flatMap((each) => each.arrows)]
    expect(arrows.toSorted()).toEqual(diagram.arrows.map(arrowName).toSorted())
    expect(engines).toEqual([])
    expect(measured.length).toBeGreaterThan(0)
  })
})

const { diagram: events } = diagrams.find(({ id }) => id === 'events')!
const { diagram: payments } = diagrams.find(({ id }) => id === 'payments')!
const { diagram: limiter } = diagrams.find(({ id }) => id === 'rate-limiter')!

test('an arrow along which a reader pulls from a live store is measured; that between its servers is theirs', async () => {
  const real = realInRun(events, await stateOf('events', { connectors: [connector('log', true)] }))!
  expect(real.servers).toEqual([{ box: 'kafka', by: 'Real log 1.2, started to be thrown away' }])
  expect(real.measured).toContain('kafka~search')
  expect(real.among).toEqual(['kafka~kafka'])
})

test('a store that nobody has named stays in the engine, and the way to it is modelled, with its delay', async () => {
  const real = realInRun(payments, await stateOf('payments', { connectors: [connector('redis')] }))!
  expect(real.servers).toEqual([{ box: 'keys', by: 'Real redis 1.2, yours' }])
  expect(real.engines).toEqual([{ box: 'ledger', by: expect.stringMatching(/PGlite/) as string }])
  const toIt = payments.arrows.filter(({ to }) => to === 'ledger').map(arrowName)
  expect(toIt).not.toEqual([])
  for (const arrow of toIt) expect(real.modelled.find(({ arrows }) => arrows.includes(arrow))!.by).toMatch(/ ms/)
})

test('a run that stands on nothing live has none of it, a recording has what it was made on', async () => {
  const inPage = { can: { rewind: true, fork: true }, connectors: [connector('redis')] }
  expect(realInRun(limiter, await stateOf('rate-limiter', inPage))).toBeNull()
  const stores = [{ kind: 'redis', title: 'Redis 7.0.15', version: '7.0.15', roundTripMs: 0.1 }]
  const recording = { stores, endMs: 1_000, lagMs: { max: 1, mean: 1 } } as unknown as LiveState['recording']
  const recorded = await stateOf('rate-limiter', { recording, connectors: null })
  expect(realInRun(limiter, recorded)!.servers).toEqual([{ box: 'redis', by: 'Redis 7.0.15, as recorded' }])
})
