/** A drawing of two boxes, a client and a Postgres, run by the real engine: what the tests of the box stand on. */
import { isCallError } from '~/kernel/call-error'
import type { Component, Context, Message } from '~/kernel/component'
import { defineDiagram } from '~/kernel/diagram'
import { createEngine, type Engine } from '~/kernel/engine'
import type { Scenario } from '~/kernel/scenario'
import { defineSimulation, type World } from '~/kernel/simulation'
import { createPostgresBox, openPostgresStore, type PostgresStore } from '../box'
import { createPostgresClient } from '../client'
import { kind } from '../kind'
import { openPostgresEngine } from '../open-engine'
import { loadPgliteFromPackage } from '../pglite/load-node'
import type { PgliteAssets } from '../pglite/module'
import { PostgresError, type PostgresClient } from '../port'
import type { PostgresServerOptions } from '../server'
import { BARE, bareRun } from '~/kernel/testing/bare-simulation'

/** Something a client does at an instant; what it resolves with is its outcome. */
export type Doing = readonly [
  atMs: number,
  work: (client: PostgresClient, context: Context<'postgres'>) => Promise<unknown>,
]

/** What became of it: what it resolved with, or the SQLSTATE or code of the failure. */
export interface Outcome {
  readonly doneMs: number
  readonly result: unknown
}

/** What happens in a run. */
export interface PostgresRunOptions extends PostgresServerOptions {
  readonly doings: readonly Doing[]
  readonly migrations?: readonly string[]
  readonly actions?: readonly string[]
  readonly durationMs?: number
  /** How many processes the Postgres box has. Default 1. */
  readonly instances?: number
}

/** A run in progress. `outcomes` grows as answers come, in the order of the doings. */
export interface PostgresRun {
  readonly engine: Engine
  readonly store: PostgresStore
  readonly outcomes: Outcome[]
}

interface DoMessage extends Message {
  readonly index: number
}

const drawing = {
  id: 'postgres-run',
  file: '',
  title: 'A client and a Postgres, one millisecond apart',
  line: '',
  order: 1,
  boxes: {
    client: { label: 'Client', kind: 'actor', at: { x: 0, y: 0 } },
    postgres: { label: 'Postgres', kind: 'store', at: { x: 300, y: 0 } },
  },
  arrows: [{ from: 'client', to: 'postgres', latency: { kind: 'fixed', ms: 1 } }],
  claims: [],
  legend: [],
} as const

let assets: Promise<PgliteAssets> | undefined

/** Plays a run to its end. */
export async function playPostgresRun(options: PostgresRunOptions): Promise<PostgresRun> {
  const run = await startPostgresRun(options)
  await run.engine.advance(run.engine.totalMs, 10_000_000)
  return run
}

/** Prepares a run; advance `engine` to play it. */
export async function startPostgresRun(options: PostgresRunOptions): Promise<PostgresRun> {
  const { doings, migrations = [], instances = 1, ...server } = options
  const { client, postgres } = drawing.boxes
  const diagram = defineDiagram({ ...drawing, boxes: { client, postgres: { ...postgres, instances } } })
  const outcomes: Outcome[] = []
  let store: PostgresStore | undefined
  const simulation = defineSimulation({
    diagram,
    parameters: {},
    boot: async (world) => {
      store = await openPostgresStore(await openPostgresEngine(world), migrations)
      return { store }
    },
    components: {
      client: (context) => createDoer(context, doings, outcomes),
      postgres: (context, { servers }) => createPostgresBox(context, servers.store, server),
    },
    stores: { postgres: kind },
    verbs: {},
    scenarios: [scenarioOf(options)],
    ...BARE,
    code: { client: [], postgres: [] },
  })
  const run = bareRun('postgres-run')
  const load = (() => (assets ??= loadPgliteFromPackage())) as World['load']
  const engine = await createEngine(simulation, run, { load })
  return { engine, store: store!, outcomes }
}

function scenarioOf({ doings, actions = [], durationMs = 5_000 }: PostgresRunOptions): Scenario {
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

function createDoer(context: Context<'postgres'>, doings: readonly Doing[], outcomes: Outcome[]): Component {
  return {
    async handle(message) {
      const { index, request } = message as DoMessage
      const client = createPostgresClient(context, 'postgres', { timeoutMs: 60_000, request })
      const settle = (result: unknown) => {
        outcomes[index] = { doneMs: context.clock.monotonicMs(), result }
      }
      try {
        settle(await doings[index]![1](client, context))
      } catch (error) {
        if (!isCallError(error) && !(error instanceof PostgresError)) throw error
        settle(error.code)
      }
    },
  }
}
