/** Processes that die at a step of their code, once, and come back. */
import { expect, test } from 'vitest'
import { isCallError } from './call-error'
import type { Component, Context, Message } from './component'
import { defineDiagram } from './diagram'
import { createEngine } from './engine'
import { defineSimulation } from './simulation'
import { createEventBuffer } from './trace'
import { crashAtVerb, CRASH_AT_MS } from './verb'
import { BARE, bareRun } from './testing/bare-simulation'

const diagram = defineDiagram({
  id: 'steps',
  file: '',
  title: '',
  line: '',
  order: 1,
  boxes: {
    client: { label: 'Client', kind: 'actor', at: { x: 0, y: 0 } },
    server: { label: 'Server', kind: 'service', at: { x: 300, y: 0 }, instances: 2 },
    guest: { label: 'Guest', kind: 'service', at: { x: 600, y: 0 }, hostedBy: 'server' },
  },
  arrows: [
    { from: 'client', to: 'server', latency: { kind: 'fixed', ms: 1 } },
    { from: 'server', to: 'guest' },
  ],
  claims: [],
  legend: [],
})

/** The last request comes so late that it gets to its middle only after the run has begun to settle, at 1,000 ms. */
const REQUESTED_AT_MS = [100, 200, 300, 400, 500, 600, 700, 995]

/** Eight requests; what each came to, and the crashes with their times and instances. */
async function play(...actions: string[]) {
  const outcomes: string[] = []
  const done: string[] = []
  const woken: number[] = []
  const client = (context: Context<'server'>): Component => ({
    async handle({ request }: Message) {
      const call = context.call<string>('server', { type: 'ask', request }, { timeoutMs: 500 })
      outcomes[request - 1] = await call.catch((error: unknown) => (isCallError(error) ? error.code : 'defect'))
    },
  })
  const server = (context: Context<'guest'>): Component => ({
    async handle(message) {
      // Code that does not wait at a step runs on after it, for as long as it does not wait.
      void context.step('aside')
      context.emit('aside', message.request)
      void context.clock.sleep(CRASH_AT_MS + 50).then(() => woken.push(message.request))
      await context.step('begin')
      await context.clock.sleep(10)
      await context.step('middle')
      done.push('middle')
      return context.call('guest', message, { timeoutMs: 100 })
    },
  })
  const guest = (context: Context): Component => ({
    async handle() {
      await context.step('visit')
      return 'ok'
    },
  })
  const simulation = defineSimulation({
    diagram,
    parameters: {},
    boot: () => Promise.resolve({}),
    components: { client, server, guest },
    verbs: { server: [crashAtVerb(['aside', 'begin', 'middle'])], guest: [crashAtVerb(['visit'])] },
    scenarios: [{
      id: 'play', title: '', hypothesis: '', durationMs: 1_000, settleMs: 500, actions,
      *load() {
        for (const atMs of REQUESTED_AT_MS) yield { atMs, box: 'client', message: { type: 'go' } }
      },
    }], // prettier-ignore
    ...BARE,
    code: { client: [], server: [], guest: [] },
  })
  const run = bareRun('steps')
  const engine = await createEngine(simulation, run, { load: () => Promise.reject(new Error('nothing to load')) })
  await engine.advance(Infinity, Infinity)
  const event = createEventBuffer()
  const crashes: string[] = []
  const marks: string[] = []
  const stated: unknown[] = []
  for (let n = 1; n <= engine.trace.length; n++) {
    engine.trace.read(n, event)
    if (event.kind === 'crash' || event.kind === 'restart')
      crashes.push(`${event.kind} ${event.node}/${event.instance} ${event.t}`)
    if (event.kind === 'state') stated.push(event.data)
    if (event.kind === 'fault' || event.kind === 'action' || event.kind === 'heal') {
      const { index, by } = event.data as { index: number; by: string }
      marks.push(`${event.kind} ${event.key} ${index} ${by}`)
    }
  }
  return { outcomes, done: done.length, woken, stated, crashes, marks }
}

test('without a trap every step is gone through', async () => {
  const { outcomes, crashes } = await play()
  expect(outcomes).toEqual(Array.from({ length: 8 }, () => 'ok'))
  expect(crashes).toEqual([])
})

test('the first process that gets there dies there, does nothing more, and comes back', async () => {
  const { outcomes, done, crashes } = await play('crash-at:server=middle@150')
  expect(outcomes).toEqual(['ok', 'reset', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'])
  expect(done).toBe(7)
  expect(crashes.filter((text) => text.includes('server'))).toEqual([
    'crash server/1 211',
    `restart server/1 ${211 + CRASH_AT_MS}`,
  ])
})

test('what the code of a dead process does before it next waits comes to nothing', async () => {
  const usual = await play()
  expect(usual.stated).toContain(2)
  expect(usual.woken).toContain(2)
  const { outcomes, stated, woken } = await play('crash-at:server=aside@150')
  expect(outcomes[1]).toBe('reset')
  expect(stated).not.toContain(2)
  expect(woken).not.toContain(2)
})

test('only the instance that is meant dies', async () => {
  const { outcomes, crashes } = await play('crash-at:server/0=begin@150')
  expect(outcomes[1]).toBe('ok')
  expect(outcomes[2]).toBe('reset')
  expect(crashes[0]).toBe('crash server/0 301')
})

test('a box in another’s process takes that process with it', async () => {
  const { outcomes, crashes } = await play('crash-at:guest=visit@150')
  expect(outcomes[1]).toBe('reset')
  expect(crashes.slice(0, 2)).toEqual(['crash server/1 211', 'crash guest/1 211'])
})

test('a trap that nobody has got to is gone when the run settles', async () => {
  const { done, outcomes, crashes } = await play('crash-at:server=middle@950')
  expect(done).toBe(8)
  expect(outcomes.at(-1)).toBe('ok')
  expect(crashes).toEqual([])
})

test('the crash has a number of its own, so that it is the crash which ends, and not the trap', async () => {
  const { marks } = await play('loss:client~server=0@0', 'crash-at:server=middle@150')
  expect(marks).toEqual([
    'fault loss 0 scenario',
    'action crash-at 1 scenario',
    'fault crash -2 scenario',
    'heal crash -2 scenario',
    'heal loss 0 scenario',
  ])
})
