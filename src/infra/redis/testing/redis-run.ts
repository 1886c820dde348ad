/** A drawing of two boxes, a client and a Redis, run by the real engine: what the tests of the box stand on. */
import { isCallError } from '~/kernel/call-error'
import type { Component, Context, Message } from '~/kernel/component'
import { defineDiagram } from '~/kernel/diagram'
import { createEngine, type Engine } from '~/kernel/engine'
import type { Scenario } from '~/kernel/scenario'
import { defineSimulation, type World } from '~/kernel/simulation'
import { createRedisBox, type RedisBoxOptions } from '../box'
import { createRedisClient } from '../client'
import { kind } from '../kind'
import { openRedisEngines } from '../open-engine'
import { RedisError, type RedisCommand, type RedisEngine, type RedisReply } from '../port'
import { loadValkeyFromPackage } from '../valkey/load-node'
import { BARE, bareRun } from '~/kernel/testing/bare-simulation'

/** Commands sent as one pipeline at an instant, each written as words separated by single spaces. */
export type Sending = readonly [atMs: number, ...commands: readonly (string | RedisCommand)[]]

/** What became of a pipeline: its replies (errors as their messages), or the code of the failed call. */
export interface Outcome {
  readonly sentMs: number
  readonly doneMs: number
  readonly result: readonly RedisReply[] | string
}

/** A run in progress. `outcomes` grows as answers come, in the order of the sendings. */
export interface RedisRun {
  readonly engine: Engine
  /** The engine of the first instance. */
  readonly redis: RedisEngine
  readonly outcomes: Outcome[]
}

/** What happens in a run. */
export interface RedisRunOptions extends RedisBoxOptions {
  readonly sendings: readonly Sending[]
  readonly actions?: readonly string[]
  readonly durationMs?: number
  readonly server?: 'valkey' | 'mock'
  /** How many processes the Redis box has, each with data of its own. Default 1. */
  readonly instances?: number
}

interface SendMessage extends Message {
  readonly index: number
  readonly commands: readonly RedisCommand[]
}

const drawing = {
  id: 'redis-run',
  file: '',
  title: 'A client and a Redis, one millisecond apart',
  line: '',
  order: 1,
  boxes: {
    client: { label: 'Client', kind: 'actor', at: { x: 0, y: 0 } },
    redis: { label: 'Redis', kind: 'store', at: { x: 300, y: 0 } },
  },
  arrows: [{ from: 'client', to: 'redis', latency: { kind: 'fixed', ms: 1 } }],
  claims: [],
  legend: [],
} as const

let module: Promise<WebAssembly.Module> | undefined

/** Prepares a run; advance `engine` to play it. */
export async function startRedisRun(options: RedisRunOptions): Promise<RedisRun> {
  const outcomes: Outcome[] = []
  let engines: readonly RedisEngine[] = []
  const { instances = 1 } = options
  const { client, redis } = drawing.boxes
  const diagram = defineDiagram({ ...drawing, boxes: { client, redis: { ...redis, instances } } })
  const simulation = defineSimulation({
    diagram,
    parameters: {},
    boot: async (world): Promise<{ readonly redis: readonly RedisEngine[] }> => {
      engines = await openRedisEngines(world, instances)
      return { redis: engines }
    },
    components: {
      client: (context) => createSender(context, outcomes),
      redis: (context, { servers }) => createRedisBox(context, servers.redis, options),
    },
    stores: { redis: kind },
    verbs: {},
    scenarios: [scenarioOf(options)],
    ...BARE,
    code: { client: [], redis: [] },
  })
  const run = bareRun('redis-run', { redis: options.server ?? 'valkey' })
  const engine = await createEngine(simulation, run, {
    load: (() => (module ??= loadValkeyFromPackage())) as World['load'],
  })
  return { engine, redis: engines[0]!, outcomes }
}

/** Plays a run to its end. */
export async function playRedisRun(options: RedisRunOptions): Promise<RedisRun> {
  const run = await startRedisRun(options)
  await run.engine.advance(run.engine.totalMs, 10_000_000)
  return run
}

function scenarioOf({ sendings, actions = [], durationMs = 20_000 }: RedisRunOptions): Scenario {
  return {
    id: 'play',
    title: '',
    hypothesis: '',
    durationMs,
    settleMs: 100,
    actions,
    *load() {
      for (const [index, [atMs, ...commands]] of sendings.entries()) {
        const words = commands.map((command) => (typeof command === 'string' ? command.split(' ') : command))
        yield { atMs, box: 'client', message: { type: 'send', index, commands: words } }
      }
    },
  }
}

function createSender(context: Context<'redis'>, outcomes: Outcome[]): Component {
  return {
    async handle(message) {
      const { index, commands, request } = message as SendMessage
      const sentMs = context.clock.monotonicMs()
      const client = createRedisClient(context, 'redis', { timeoutMs: 60_000, request })
      const settle = (result: Outcome['result']) => {
        outcomes[index] = { sentMs, doneMs: context.clock.monotonicMs(), result }
      }
      try {
        const replies = await client.pipeline(commands)
        settle(replies.map((reply) => (reply instanceof RedisError ? reply.message : reply)))
      } catch (error) {
        if (!isCallError(error)) throw error
        settle(error.code)
      }
    },
  }
}
