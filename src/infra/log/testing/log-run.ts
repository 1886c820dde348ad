/** A drawing of clients and a Kafka cluster, run by the real engine: what the tests of brokers and of their clients stand on. */
import { isCallError } from '~/kernel/call-error'
import type { Component, Context } from '~/kernel/component'
import { defineDiagram } from '~/kernel/diagram'
import { createEngine, type Engine } from '~/kernel/engine'
import { createEventBuffer } from '~/kernel/trace'
import type { Json } from '~/kernel/json'
import { runOf } from '~/kernel/run'
import { defineSimulation } from '~/kernel/simulation'
import { BARE } from '~/kernel/testing/bare-simulation'
import { createLogBox, type LogBoxOptions } from '../broker/box'
import type { CreateMetadataPart, CreatePart } from '../broker/part'
import { brokerVerbs } from '../broker/verbs'
import { LogError } from '../protocol/error-code'
import type { LogRequest, ResponseTo } from '../protocol/api'
import type { PartitionDescription } from '../replication/describe-partition'
import { ScriptedCluster, type ScriptedTopic } from './scripted-cluster'
import { createScriptedMetadata } from './scripted-metadata'

/** What a client does at an instant; what it resolves with is its outcome. */
export type Doing = readonly [atMs: number, work: (client: Client) => Promise<unknown>, instance?: number]

/** A client process. */
export interface Client {
  readonly context: Context<'kafka'>
  /** Asks one broker. @throws {CallError} */
  ask<Request extends LogRequest>(
    nodeId: number,
    request: Omit<Request, 'request'> & { readonly type: Request['type'] },
    timeoutMs?: number,
  ): Promise<ResponseTo<Request>>
}

/** What became of it: what it resolved with, or the code of the failure. */
export interface Outcome {
  readonly doneMs: number
  readonly result: unknown
}

export interface LogRunOptions {
  readonly doings?: readonly Doing[]
  readonly topics?: readonly ScriptedTopic[]
  readonly actions?: readonly string[]
  readonly durationMs?: number
  readonly seed?: number
  /** How many brokers there are. Default 3. */
  readonly brokers?: number
  /** How many client processes there are. Default 1. */
  readonly clients?: number
  readonly options?: LogBoxOptions
  /** After so long without a word a broker is fenced, in ms. Default 500. */
  readonly sessionMs?: number
  /** In place of the scripted cluster. */
  readonly createMetadata?: CreateMetadataPart
  /** Further parts of every broker. */
  readonly others?: readonly CreatePart[]
  /** In place of brokers of these parts. */
  readonly createBox?: (context: Context) => Component
}

/** A fact that a box stated. */
export interface Fact {
  readonly atMs: number
  readonly box: string
  readonly instance: number
  readonly key: string
  readonly value: Json
}

/** A run in progress. `outcomes` grows as answers come, in the order of the doings. */
export interface LogRun {
  readonly engine: Engine
  readonly cluster: ScriptedCluster
  readonly outcomes: Outcome[]
  /** Goes on until an instant. */
  until(atMs: number): Promise<void>
  /** One replica as it stands; null while its broker is down or does not hold it. */
  replica(nodeId: number, topic: string, partition?: number): Promise<PartitionDescription | null>
  /** Facts of one key so far. */
  facts(key: string): Fact[]
}

/** Plays a run to its end. */
export async function playLogRun(options: LogRunOptions): Promise<LogRun> {
  const run = await startLogRun(options)
  await run.until(run.engine.totalMs)
  return run
}

/** Prepares a run; advance it to play it. Messages take a millisecond each way. */
export async function startLogRun(options: LogRunOptions): Promise<LogRun> {
  const { doings = [], brokers = 3, topics = [], others = [] } = options
  const cluster = new ScriptedCluster(topics, options.sessionMs ?? 500)
  const createMetadata = options.createMetadata ?? ((context) => createScriptedMetadata(context, cluster))
  const outcomes: Outcome[] = []
  const simulation = defineSimulation({
    diagram: drawingOf(brokers, options.clients ?? 1),
    parameters: {},
    boot: () => Promise.resolve({}),
    components: {
      client: (context) => createDoer(context as Context<'kafka'>, doings, outcomes),
      kafka: (context) =>
        options.createBox?.(context as Context) ??
        createLogBox(context as Context, { createMetadata, others }, options.options),
    },
    verbs: { kafka: brokerVerbs },
    scenarios: [
      {
        id: 'play',
        title: '',
        hypothesis: '',
        durationMs: options.durationMs ?? 5_000,
        settleMs: 100,
        actions: options.actions ?? [],
        load: () => [],
      },
    ],
    ...BARE,
    code: { client: [], kafka: [] },
  })
  const run = runOf('log-run', { scenario: 'play', seed: options.seed ?? 1 })
  const engine = await createEngine(simulation, run, { load: () => Promise.reject(new Error('nothing to load')) })
  return {
    engine,
    cluster,
    outcomes,
    until: (atMs) => engine.advance(atMs, Infinity),
    replica: async (nodeId, topic, partition = 0) => {
      const query = { view: 'replica', topic, partition }
      return (await engine.inspect('kafka', nodeId, query)) as PartitionDescription | null
    },
    facts: (key) => factsOf(engine, key),
  }
}

function drawingOf(brokers: number, clients: number) {
  const ONE_MS = { kind: 'fixed', ms: 1 } as const
  return defineDiagram({
    id: 'log-run',
    file: '',
    title: 'Clients and a Kafka cluster, one millisecond apart',
    line: '',
    order: 1,
    boxes: {
      client: { label: 'Client', kind: 'actor', at: { x: 0, y: 0 }, instances: clients },
      kafka: { label: 'Kafka cluster', kind: 'log', at: { x: 300, y: 0 }, instances: brokers },
    },
    arrows: [
      { from: 'client', to: 'kafka', latency: ONE_MS },
      ...(brokers > 1 ? ([{ from: 'kafka', to: 'kafka', latency: ONE_MS }] as const) : []),
    ],
    claims: [],
    legend: [],
  })
}

function factsOf({ trace }: Engine, key: string): Fact[] {
  const buffer = createEventBuffer()
  const facts: Fact[] = []
  for (let number = 1; number <= trace.length; number += 1) {
    trace.read(number, buffer)
    if (buffer.kind !== 'state' || buffer.key !== key) continue
    const { node, instance, data } = buffer
    facts.push({ atMs: buffer.t, box: node, instance, key, value: data as Json })
  }
  return facts
}

function createDoer(context: Context<'kafka'>, doings: readonly Doing[], outcomes: Outcome[]): Component {
  const { clock } = context

  async function act([atMs, work]: Doing, index: number): Promise<void> {
    await clock.sleep(atMs - clock.monotonicMs())
    const request = context.nextRequest()
    const client: Client = {
      context,
      ask: (nodeId, asked, timeoutMs = 30_000) =>
        context.call('kafka', { ...asked, request }, { instance: nodeId, timeoutMs }),
    }
    const settle = (result: unknown) => {
      outcomes[index] = { doneMs: clock.monotonicMs(), result }
    }
    try {
      settle(await work(client))
    } catch (error) {
      if (!isCallError(error) && !(error instanceof LogError)) throw error
      settle(error.code)
    }
  }
  return {
    async start() {
      const nowMs = clock.monotonicMs()
      const own = doings
        .map((doing, index) => ({ doing, index }))
        .filter(({ doing: [atMs, , instance = 0] }) => {
          // What began before this process came back began in the one before.
          return instance === context.instance && atMs >= nowMs
        })
      await Promise.all(own.map(({ doing, index }) => act(doing, index)))
    },
  }
}
