/** The Redis box: the code of a process that serves a {@link RedisStore} to the boxes that have an arrow to it. */
import { assert } from '~/kernel/assert'
import { CallError } from '~/kernel/call-error'
import type { Component, Context, Incoming, InspectQuery, Message } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { RedisMessage } from './client'
import { inspectRedis } from './inspect'
import { LiveRedisBox } from './live/box'
import type { RedisCommand, RedisEngine } from './port'
import { answerLine } from './prompt'
import { RedisServer, type RedisServerOptions } from './server'
import { RedisStore } from './store'

/** How a Redis box is made. */
export interface RedisBoxOptions extends RedisServerOptions {
  /** How often the box states the fact `keyspace` about its keys, in milliseconds. Default 500. */
  readonly auditIntervalMs?: number
}

const AUDIT_INTERVAL_MS = 500
/** How often the server's own timer runs, as `hz 10` says. */
const TICK_INTERVAL_MS = 100
/** About how many keys one audit looks at; the next goes on where it stopped. */
const AUDIT_KEYS = 100

/**
 * The code of a Redis box: answers {@link RedisMessage} with one `RedisReply` for each command. Build it again after a crash:
 * the data is still there, connections and waiting work are not.
 * @param engines an engine that nobody else stands on, or one for each instance of the box
 */
export function createRedisBox(
  context: Context<never>,
  engines: RedisEngine | readonly RedisEngine[],
  options: RedisBoxOptions = {},
): Component {
  const engine = engineOf(context, engines)
  if (engine.live !== undefined) {
    return new LiveRedisBox(context, engine, engine.live, options.auditIntervalMs ?? AUDIT_INTERVAL_MS)
  }
  const store = context.disk(`redis of ${context.self}`, () => new RedisStore(engine))
  return new RedisBox(context, store, options)
}

function engineOf(
  { self, instance, instances }: Context<never>,
  engines: RedisEngine | readonly RedisEngine[],
): RedisEngine {
  const all = 'connect' in engines ? [engines] : engines
  assert(
    all.length === instances,
    `the Redis box "${self}" has ${instances} instances and ${all.length} engines: each stands on one of its own`,
  )
  return all[instance]!
}

class RedisBox implements Component {
  private readonly context: Context<never>
  private readonly store: RedisStore
  private readonly server: RedisServer
  private readonly auditIntervalMs: number

  constructor(context: Context<never>, store: RedisStore, options: RedisBoxOptions) {
    this.context = context
    this.store = store
    this.server = new RedisServer(context, store, options)
    this.auditIntervalMs = options.auditIntervalMs ?? AUDIT_INTERVAL_MS
  }

  /** The server's own timer, and the audits. Both go on for as long as the process lives. */
  async start(): Promise<void> {
    const { clock } = this.context
    for (let cursor = '0', auditedAtMs = clock.monotonicMs(); ;) {
      await clock.sleep(TICK_INTERVAL_MS)
      // By the clock that the commands are run by: another one would find their keys expired too soon.
      this.store.engine.tick(clock.nowMs())
      if (clock.monotonicMs() - auditedAtMs < this.auditIntervalMs) continue
      auditedAtMs = clock.monotonicMs()
      cursor = await this.audit(cursor)
    }
  }

  handle(message: Message, { from, fromInstance }: Incoming): unknown {
    if (!isRedisMessage(message)) throw new CallError('rejected', `a Redis box does not know "${message.type}"`)
    return this.server.submit(message, `${from}/${fromInstance}`)
  }

  async act(verb: string, value: string | undefined, phase: 'start' | 'end'): Promise<Json | undefined> {
    const isStart = phase === 'start'
    switch (verb) {
      case 'flush':
        return answerLine('FLUSHALL', (command) => this.server.runTyped(command))
      case 'script-flush':
        return answerLine('SCRIPT FLUSH', (command) => this.server.runTyped(command))
      case 'command':
        return answerLine(value ?? '', (command) => this.server.runTyped(command))
      case 'oom':
        await this.server.setOutOfMemory(isStart)
        return undefined
      case 'slow-script':
        this.store.slowScriptMs = isStart ? Number(value) : 0
        return undefined
      case 'crash-lose':
        await this.server.lose()
        return undefined
      case 'failover': {
        const outcome = await this.server.failOver(Number(value))
        this.context.emit('failover', { ...outcome })
        return { ...outcome }
      }
      default:
        return undefined
    }
  }

  inspect(query: InspectQuery): Promise<Json> {
    return inspectRedis(this.store, query, this.context.clock.nowMs())
  }

  /** States how many keys there are, and of some of them whether and when they expire. Gives where to go on. */
  private async audit(cursor: string): Promise<string> {
    const scan: RedisCommand = ['SCAN', cursor, 'COUNT', String(AUDIT_KEYS)]
    const [total, page] = await this.server.runOwn([['DBSIZE'], scan])
    if (!Array.isArray(page)) return '0'
    const [next, keys] = page as [string, string[]]
    const replies = await this.server.runOwn(keys.map((key) => ['PTTL', key]))
    const ttls = replies.map(Number)
    this.context.emit('keyspace', {
      keys: Number(total),
      sampled: keys.length,
      withoutExpiry: ttls.filter((ttl) => ttl === -1).length,
      longestTtlMs: Math.max(0, ...ttls),
    })
    return next
  }
}

function isRedisMessage(message: Message): message is RedisMessage {
  return message.type === 'redis' && Array.isArray((message as Partial<RedisMessage>).commands)
}
