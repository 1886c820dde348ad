/** A client and a cluster of brokers that are made of parts, run by the real engine: what the tests of the parts stand on. */
import { isCallError } from '~/kernel/call-error'
import type { Component, Context, Message } from '~/kernel/component'
import { defineDiagram } from '~/kernel/diagram'
import { createEngine, type Engine } from '~/kernel/engine'
import type { Scenario } from '~/kernel/scenario'
import { defineSimulation, type World } from '~/kernel/simulation'
import { BARE, bareRun } from '~/kernel/testing/bare-simulation'
import type { LogRequest, ResponseTo } from '../../protocol/api'
import type { BrokerPart } from '../../broker/part'

/** Asks one broker; rejects with a CallError if there is no answer within two seconds. */
export type Ask = <Request extends LogRequest>(
  instance: number,
  request: Omit<Request, 'request'>,
) => Promise<ResponseTo<Request>>

/** Something the client does at an instant. */
export type Doing = readonly [atMs: number, work: (ask: Ask, context: Context<'kafka'>) => Promise<unknown>]

/** A fact that a broker stated. */
export interface Fact {
  readonly atMs: number
  readonly broker: number
  readonly key: string
  readonly data: unknown
}

export interface ClusterRunOptions {
  readonly parts: (context: Context) => readonly BrokerPart[]
  readonly doings: readonly Doing[]
  readonly actions?: readonly string[]
  readonly durationMs: number
  readonly brokers?: number
}

export interface ClusterRun {
  /** What each doing resolved with, or the code of the failure; in the order of the doings. */
  readonly outcomes: unknown[]
  readonly facts: Fact[]
  /** The parts of each broker's process that runs last. */
  readonly parts: (readonly BrokerPart[])[]
}

interface DoMessage extends Message {
  readonly index: number
}

const CALL_TIMEOUT_MS = 2_000

const drawing = {
  id: 'cluster-run',
  file: '',
  title: 'A client and a cluster',
  line: '',
  order: 1,
  boxes: {
    client: { label: 'Client', kind: 'actor', at: { x: 0, y: 0 } },
    kafka: { label: 'Kafka', kind: 'store', at: { x: 300, y: 0 }, instances: 3 },
  },
  arrows: [
    { from: 'client', to: 'kafka', latency: { kind: 'fixed', ms: 1 } },
    { from: 'kafka', to: 'kafka', latency: { kind: 'fixed', ms: 1 } },
  ],
  claims: [],
  legend: [],
} as const

/** Plays a run to its end. */
export async function playClusterRun(options: ClusterRunOptions): Promise<ClusterRun> {
  const { doings, brokers = 3 } = options
  const { client, kafka } = drawing.boxes
  const diagram = defineDiagram({ ...drawing, boxes: { client, kafka: { ...kafka, instances: brokers } } })
  const run: ClusterRun = { outcomes: [], facts: [], parts: [] }
  const simulation = defineSimulation({
    diagram,
    parameters: {},
    boot: () => Promise.resolve({}),
    components: {
      client: (context) => createDoer(context, doings, run.outcomes),
      kafka: (context) => createBroker(context, options, run),
    },
    stores: {},
    verbs: {},
    scenarios: [scenarioOf(options)],
    ...BARE,
    code: { client: [], kafka: [] },
  })
  const world = { load: () => Promise.reject(new Error('nothing is loaded')) } as unknown as World
  const engine: Engine = await createEngine(simulation, bareRun('cluster-run'), world)
  await engine.advance(engine.totalMs, 100_000_000)
  return run
}

function createBroker(context: Context, options: ClusterRunOptions, run: ClusterRun): Component {
  const emit: Context['emit'] = (key, data, about) => {
    run.facts.push({ atMs: context.clock.monotonicMs(), broker: context.instance, key, data })
    context.emit(key, data, about)
  }
  const parts = options.parts({ ...context, emit })
  run.parts[context.instance] = parts
  const byType = new Map(parts.flatMap((part) => part.types.map((type) => [type, part] as const)))
  return {
    start() {
      for (const part of parts) part.start?.()
    },
    handle: (message, incoming) => byType.get(message.type)!.handle(message, incoming),
  }
}

function scenarioOf({ doings, actions = [], durationMs }: ClusterRunOptions): Scenario {
  return {
    id: 'play',
    title: '',
    hypothesis: '',
    durationMs,
    settleMs: 100,
    actions,
    *load() {
      for (const [index, [atMs]] of doings.entries()) yield { atMs, box: 'client', message: { type: 'do', index } }
    },
  }
}

function createDoer(context: Context<'kafka'>, doings: readonly Doing[], outcomes: unknown[]): Component {
  const ask = ((instance: number, request: object) =>
    context.call('kafka', { ...request, request: 0 } as unknown as Message, {
      timeoutMs: CALL_TIMEOUT_MS,
      instance,
    })) as Ask
  return {
    async handle(message) {
      const { index } = message as DoMessage
      try {
        outcomes[index] = await doings[index]![1](ask, context)
      } catch (error) {
        if (!isCallError(error)) throw error
        outcomes[index] = error.code
      }
    },
  }
}
