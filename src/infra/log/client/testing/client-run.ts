/** A drawing of applications and scripted brokers, run by the real engine: what the tests of the clients stand on. */
import type { Component, Context } from '~/kernel/component'
import { defineDiagram } from '~/kernel/diagram'
import { createEngine, type Engine } from '~/kernel/engine'
import { defineSimulation } from '~/kernel/simulation'
import { BARE, bareRun } from '~/kernel/testing/bare-simulation'
import type { LogClients } from '../../port'

import { createLogClients } from '../../client'
import type { LogClientsOptions } from '../options'
import { ScriptedBroker, ScriptedCluster } from './scripted-cluster'

/** What an application does. It begins anew when its process was started again. */
export type Program = (clients: LogClients, context: Context<'kafka'>) => Promise<void>

export interface ClientRunOptions {
  /** Topics and how many partitions each has; partition p is led by broker p modulo the number of brokers. */
  readonly topics: Readonly<Record<string, number>>
  /** One for each instance of the box `app`. */
  readonly programs: readonly Program[]
  /** Prepares the cluster. */
  readonly script?: (cluster: ScriptedCluster) => void
  readonly brokers?: number
  readonly actions?: readonly string[]
  readonly durationMs?: number
  readonly clients?: LogClientsOptions
}

export interface ClientRun {
  readonly engine: Engine
  readonly cluster: ScriptedCluster
}

const drawing = {
  id: 'client-run',
  file: '',
  title: 'Applications and brokers, one millisecond apart',
  line: '',
  order: 1,
  boxes: {
    app: { label: 'Application', kind: 'service', at: { x: 0, y: 0 } },
    kafka: { label: 'Kafka', kind: 'log', at: { x: 300, y: 0 } },
  },
  arrows: [{ from: 'app', to: 'kafka', latency: { kind: 'fixed', ms: 1 } }],
  claims: [],
  legend: [],
} as const

/** Plays a run to its end. */
export async function playClientRun(options: ClientRunOptions): Promise<ClientRun> {
  const run = await startClientRun(options)
  await run.engine.advance(run.engine.totalMs, 10_000_000)
  return run
}

/** Prepares a run; advance `engine` to play it. */
export async function startClientRun(options: ClientRunOptions): Promise<ClientRun> {
  const { topics, programs, script, brokers = 3, actions = [], durationMs = 60_000, clients = {} } = options
  const { app, kafka } = drawing.boxes
  const diagram = defineDiagram({
    ...drawing,
    boxes: { app: { ...app, instances: programs.length }, kafka: { ...kafka, instances: brokers } },
  })
  const cluster = new ScriptedCluster(brokers, topics)
  script?.(cluster)
  const simulation = defineSimulation({
    diagram,
    parameters: {},
    boot: async () => ({}),
    components: {
      app: (context): Component => ({
        start: () => programs[context.instance]!(createLogClients(context, 'kafka', clients), context),
      }),
      kafka: (context) => new ScriptedBroker(context, cluster),
    },
    stores: {},
    verbs: {},
    scenarios: [{ id: 'play', title: '', hypothesis: '', durationMs, settleMs: 100, actions, load: function* () {} }],
    ...BARE,
    code: { app: [], kafka: [] },
  })
  const engine = await createEngine(simulation, bareRun('client-run'), {
    load: () => Promise.reject(new Error('nothing to load')),
  })
  return { engine, cluster }
}
