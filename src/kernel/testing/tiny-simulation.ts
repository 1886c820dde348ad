/**
 * A small simulation for tests of the kernel: a client, a server of two processes with a memory inside them, and a store
 * that keeps what it has when it dies. All delays are fixed, so that a test can say when what must happen.
 */
import type { Action } from '../action'
import { parseAction } from '../action'
import { isCallError } from '../call-error'
import type { Component, Context } from '../component'
import { defineDiagram } from '../diagram'
import { createEngine, type Engine, type Verdict } from '../engine'
import { defineInvariant, type Invariant } from '../invariant'
import type { Json } from '../json'
import { runOf, type Run } from '../run'
import type { Scenario } from '../scenario'
import type { Reading } from '../reading'
import { defineSimulation, type AnySimulation } from '../simulation'
import { createEventBuffer, toPlainEvent, type PlainEvent } from '../trace'
import type { Unhealed } from '../unhealed'
import type { Verb } from '../verb'

/** What the code of a box in a test may be made of. */
export type TinyCode = (context: Context) => Component

/** What may differ from test to test. */
export interface TinyOptions {
  /** Actions of the scenario, as text. */
  readonly actions?: readonly string[]
  /** When the client starts a request, in milliseconds. */
  readonly arrivals?: readonly number[]
  readonly seed?: number
  readonly durationMs?: number
  readonly settleMs?: number
  /** How the run is advanced; all at once if left out. */
  readonly slices?: Slices
  /** How many requests the store takes at once. */
  readonly storeInFlightMax?: number
  /** Other code than usual in some boxes. */
  readonly code?: {
    readonly client?: TinyCode
    readonly server?: TinyCode
    readonly memory?: TinyCode
    readonly store?: TinyCode
  }
  /** What the client is asked to do, instead of one request at each of `arrivals`. */
  readonly load?: Scenario['load']
  /** Further verbs of the client. */
  readonly clientVerbs?: readonly Verb[]
  /** Actions of the run, besides those of the scenario. */
  readonly runActions?: readonly Action[]
  readonly invariants?: readonly Invariant[]
  /** What stays broken in the calm end of the run. */
  readonly unhealed?: Unhealed
  readonly reading?: Reading
}

/** How far one advance goes, in time and in events. */
export interface Slices {
  readonly ms?: number
  readonly events?: number
}

/** What came of a run. */
export interface TinyRun {
  readonly engine: Engine
  readonly events: readonly PlainEvent[]
  readonly hash: string
  readonly verdicts: readonly Verdict[]
}

/** One way from the client to the server. */
export const CLIENT_MS = 1
/** One way from the server to the store. */
export const STORE_MS = 2
/** How long the store works. */
export const WORK_MS = 1
/** How long the client waits for the server. */
export const CLIENT_TIMEOUT_MS = 100
/** How long the server waits for the store. */
export const SERVER_TIMEOUT_MS = 50
/** From a request to its outcome when nothing is broken. */
export const ROUND_TRIP_MS = 2 * CLIENT_MS + 2 * STORE_MS + WORK_MS

/** How the trace is read: the client counts its answers; what is done is allowed, what failed is failed. */
export const TINY_READING: Reading = {
  kinds: ['state'],
  count: ({ node, key }) => (key === 'done' ? { box: node, counter: 'answers' } : null),
  tone: ({ key }) => (key === 'done' ? 'allowed' : key === 'failed' ? 'failed' : null),
  line: (box, { receivedRate }) => ({ text: `${box}: ${Math.round(receivedRate)}/s`, tone: 'allowed' }),
}

const NOTE: Verb = {
  verb: 'note',
  on: 'box',
  label: 'Note',
  span: 'instant',
  explain: 'The server answers with what was noted.',
  value: { kind: 'text', lengthMax: 40 },
}

/** The drawing. */
export function tinyDiagram(storeInFlightMax = 10_000) {
  return defineDiagram({
    id: 'tiny',
    file: 'tiny',
    title: 'Tiny',
    line: 'A client, a server and a store.',
    order: 1,
    boxes: {
      client: { label: 'Client', kind: 'actor', at: { x: 0, y: 0 } },
      memory: { label: 'Memory', kind: 'cache', at: { x: 200, y: 100 }, hostedBy: 'server' },
      server: { label: 'Server', kind: 'service', at: { x: 200, y: 0 }, instances: 2 },
      store: { label: 'Store', kind: 'store', at: { x: 400, y: 0 }, inFlightMax: storeInFlightMax },
    },
    arrows: [
      { from: 'client', to: 'server', latency: { kind: 'fixed', ms: CLIENT_MS } },
      { from: 'server', to: 'memory' },
      { from: 'server', to: 'store', latency: { kind: 'fixed', ms: STORE_MS } },
    ],
    claims: [{ id: 'counted', title: 'Counted', statement: 'Every request is counted.' }],
    legend: [],
  })
}

/** No request of the client may fail. */
export const NEVER_FAILS: Invariant = defineInvariant<{ failed: number; request: number }>({
  id: 'never-fails',
  kind: 'safety',
  statement: 'No request of the client fails.',
  label: 'failures',
  kinds: ['fail', 'info'],
  arrows: ['client~server'],
  create: () => ({ failed: 0, request: 0 }),
  step: (state, event) => {
    if (event.kind !== 'fail' && event.kind !== 'info') return
    state.failed++
    state.request = event.id
  },
  broken: (state) => {
    if (state.request === 0) return null
    const { request } = state
    state.request = 0
    return { summary: `${state.failed} failed`, request, figures: { failed: state.failed } }
  },
})

/** In the end every request of the client has its answer. */
export const ALL_ANSWERED: Invariant = defineInvariant<{ open: number }>({
  id: 'all-answered',
  kind: 'liveness',
  statement: 'In the end every request has been answered with success.',
  label: 'unanswered',
  kinds: ['send', 'ok'],
  arrows: ['client~server'],
  create: () => ({ open: 0 }),
  step: (state, event) => {
    if (event.kind === 'send') state.open++
    else if (event.kind === 'ok') state.open--
  },
  broken: ({ open }) => (open === 0 ? null : { summary: `${open} open`, request: 0, figures: { open } }),
})

function createClient(context: Context): Component {
  return {
    handle: async ({ type, request }) => {
      try {
        const reply = await context.call<Json>('server', { type, request }, { timeoutMs: CLIENT_TIMEOUT_MS })
        context.emit('done', reply, { request })
      } catch (error) {
        if (!isCallError(error)) throw error
        context.emit('failed', error.code, { request })
      }
    },
  }
}

function createServer(context: Context): Component {
  let note = ''
  return {
    start: () => {
      const { clock } = context
      context.emit('started', { wallMs: clock.nowMs(), steadyMs: clock.monotonicMs() })
    },
    act: (verb, value) => {
      if (verb !== 'note') return undefined
      note = value ?? ''
      return { noted: note }
    },
    handle: async ({ request }, { event }) => {
      const options = { timeoutMs: SERVER_TIMEOUT_MS, cause: event }
      const count = await context.call<number>('memory', { type: 'count', request }, options)
      const stored = await context.call<number>('store', { type: 'write', request }, options)
      const { clock, rng } = context
      return { count, stored, wallMs: clock.nowMs(), steadyMs: clock.monotonicMs(), draw: rng.float(), note }
    },
    inspect: () => ({ note }),
  }
}

function createMemory(): Component {
  let count = 0
  return { handle: () => ++count }
}

/** The simulation with its one scenario. */
export function tinySimulation(options: TinyOptions = {}): AnySimulation {
  const { arrivals = [], code = {} } = options
  return defineSimulation({
    diagram: tinyDiagram(options.storeInFlightMax),
    parameters: {},
    boot: () => Promise.resolve({ stored: 0 }),
    components: {
      client: (context) => (code.client ?? createClient)(context as Context),
      server: (context) => (code.server ?? createServer)(context as Context),
      memory: (context) => (code.memory ?? createMemory)(context as Context),
      store: (context, { servers }) =>
        code.store?.(context as Context) ?? {
          start: () => context.emit('started', servers.stored),
          handle: async () => {
            await context.clock.sleep(WORK_MS)
            return ++servers.stored
          },
        },
    },
    verbs: { server: [NOTE], ...(options.clientVerbs === undefined ? {} : { client: options.clientVerbs }) },
    scenarios: [
      {
        id: 'plain',
        title: 'Plain',
        hypothesis: 'Every request is answered.',
        durationMs: options.durationMs ?? 1000,
        settleMs: options.settleMs ?? 1000,
        load:
          options.load ??
          function* () {
            for (const atMs of arrivals) yield { atMs, box: 'client', message: { type: 'ask' } }
          },
        actions: options.actions ?? [],
      },
    ],
    claims: {
      counted: {
        safeguard: 'counting',
        scenario: 'plain',
        invariant: 'never-fails',
        without: 'nothing is counted',
        hypothesis: 'Every request is counted.',
      },
    },
    mutants: {},
    ...(options.unhealed === undefined ? {} : { unhealed: { part: options.unhealed } }),
    invariants: () => options.invariants ?? [NEVER_FAILS, ALL_ANSWERED],
    reading: options.reading ?? TINY_READING,
    code: { client: [], server: [], memory: [], store: [] },
  })
}

/** What the actions of the tiny simulation are read against. */
export const TINY_VOCABULARY = { diagram: tinyDiagram(), verbs: { server: [NOTE] } }

/** An action of the tiny simulation. */
export function tinyAction(text: string): Action {
  return parseAction(text, TINY_VOCABULARY)
}

/** The run of a test. */
export function tinyRun(options: TinyOptions = {}): Run {
  const part = options.unhealed === undefined ? {} : { unhealed: 'part' }
  return runOf('tiny', { scenario: 'plain', seed: options.seed ?? 1, actions: options.runActions ?? [], ...part })
}

/** An engine at the start of its run. */
export function tinyEngine(options: TinyOptions = {}): Promise<Engine> {
  const host = { load: () => Promise.reject(new Error('no assets')) }
  return createEngine(tinySimulation(options), tinyRun(options), host)
}

/** Advances an engine to the end of its run. */
export async function finishRun(engine: Engine, { ms = Infinity, events = Infinity }: Slices = {}): Promise<void> {
  let untilMs = engine.nowMs
  while (!engine.ended) {
    untilMs = Math.min(untilMs + ms, engine.totalMs)
    await engine.advance(untilMs, events)
  }
}

/** All events so far, as they are exported. */
export function eventsOf(engine: Engine): PlainEvent[] {
  const buffer = createEventBuffer()
  return Array.from({ length: engine.trace.length }, (_, index) => {
    engine.trace.read(index + 1, buffer)
    return toPlainEvent(buffer) as unknown as PlainEvent
  })
}

/** Runs the tiny simulation to its end. */
export async function runTiny(options: TinyOptions = {}): Promise<TinyRun> {
  const engine = await tinyEngine(options)
  await finishRun(engine, options.slices)
  return { engine, events: eventsOf(engine), hash: engine.trace.hash, verdicts: engine.verdicts() }
}

/** Events of one kind, at a box or on an arrow if one is named. */
export function pick(events: readonly PlainEvent[], kind: string, where?: string): PlainEvent[] {
  return events.filter(
    (event) => event.kind === kind && (where === undefined || event.node === where || event.arrow === where),
  )
}
