/**
 * What of a Redis outlives its process: the engine with its data, and what a fail-over needs — a snapshot for each second
 * and the log of commands since. Connections belong to the process and end with it.
 */
import type { Later } from '~/kernel/later'
import { isGrowingCommand } from './command-table'
import {
  RedisError,
  type RedisCommand,
  type RedisConnection,
  type RedisEngine,
  type RedisReply,
  type RedisSnapshot,
} from './port'
import { REFUSED_COMMAND } from './unsupported'

/** How far a fail-over can reach back, in milliseconds. */
export const LOSS_MS_MAX = 2_000
const SNAPSHOT_INTERVAL_MS = 1_000
const OUT_OF_MEMORY = "OOM command not allowed when used memory > 'maxmemory'."

/** When commands run: on the run's own time, which orders them, and by the server's clock, which may be skewed. */
export interface RedisInstant {
  readonly monotonicMs: number
  readonly wallMs: number
}

interface LogEntry extends RedisInstant {
  /** Position among all commands of the run: entries of one instant have an order. */
  readonly sequence: number
  readonly caller: string
  readonly commands: readonly RedisCommand[]
}

interface RecoveryPoint {
  readonly monotonicMs: number
  /** The first entry of the log that came after it. */
  readonly sequence: number
  readonly snapshot: RedisSnapshot
}

/** What a fail-over did. */
export interface FailoverOutcome {
  /** How far back it reached, in milliseconds; less than asked for near the start of the run. */
  readonly lostMs: number
  /** Commands that were answered and are undone, reads included. */
  readonly lostCommands: number
}

/** One Redis: its data and its recovery. There is one to an engine: see {@link redisStoreOf}. */
export class RedisStore {
  readonly engine: RedisEngine
  /** Every script takes so much longer, in milliseconds. */
  slowScriptMs = 0
  readonly #connections = new Map<string, RedisConnection>()
  #points: RecoveryPoint[] = []
  #log: LogEntry[] = []
  #isOutOfMemory = false
  #isChanged = true
  #incarnation = 0
  #sequence = 0

  constructor(engine: RedisEngine) {
    this.engine = engine
  }

  /** True while writes are refused for lack of memory. */
  get isOutOfMemory(): boolean {
    return this.#isOutOfMemory
  }

  /** Connections that are open. */
  get connectionCount(): number {
    return this.#connections.size
  }

  /** A new process takes over the data. Gives its number; see {@link isCurrent}. */
  takeOver(): number {
    this.#dropConnections()
    this.#incarnation += 1
    return this.#incarnation
  }

  /** False for a process that has died: it must not touch the data any more. */
  isCurrent(incarnation: number): boolean {
    return this.#incarnation === incarnation
  }

  /** Runs a caller's commands on the caller's own connection. */
  execute(
    caller: string,
    commands: readonly RedisCommand[],
    instant: RedisInstant,
    binary: boolean,
  ): RedisReply[] | Promise<RedisReply[]> {
    this.#remember(caller, commands, instant)
    const connection = this.#connection(caller)
    const options = { binary, atMs: instant.wallMs }
    if (!this.#refusesItself) return connection.execute(commands, options)
    const sent = commands.map((command) => (isGrowingCommand(command) ? REFUSED_COMMAND : command))
    return Promise.resolve(connection.execute(sent, options)).then((replies) =>
      replies.map((reply, index) => (sent[index] === REFUSED_COMMAND ? new RedisError(OUT_OF_MEMORY) : reply)),
    )
  }

  /** As {@link execute}, on an engine that answers at once: never with a promise. */
  begin(
    caller: string,
    commands: readonly RedisCommand[],
    instant: RedisInstant,
    binary: boolean,
  ): RedisReply[] | Later<RedisReply[]> {
    this.#remember(caller, commands, instant)
    return this.#connection(caller).begin!(commands, { binary, atMs: instant.wallMs })
  }

  /** Reaches the memory limit, or lifts it. An engine that knows no limit has the store refuse for it. */
  async setOutOfMemory(isOutOfMemory: boolean, instant: RedisInstant): Promise<void> {
    this.#isOutOfMemory = isOutOfMemory
    await this.#applyMemoryLimit(instant)
  }

  /** The process dies without persistence. */
  async lose(instant: RedisInstant): Promise<void> {
    this.#dropConnections()
    this.#keepPoints([])
    this.#log = []
    const reset = this.engine.reset()
    if (reset instanceof Promise) await reset
    await this.#applyMemoryLimit(instant)
  }

  /**
   * A replica that lags by `lossMs` takes over: the newest snapshot before that instant, then the log up to it, each
   * command at its own time. Replicas have no script cache and no clients.
   */
  async failOver(lossMs: number, instant: RedisInstant): Promise<FailoverOutcome> {
    const wantedMs = instant.monotonicMs - Math.min(lossMs, LOSS_MS_MAX)
    const index = Math.max(
      0,
      this.#points.findLastIndex((point) => point.monotonicMs <= wantedMs),
    )
    const point = this.#points[index]
    if (point === undefined) {
      this.#dropConnections()
      return { lostMs: 0, lostCommands: 0 }
    }
    const untilMs = Math.max(wantedMs, point.monotonicMs)
    const kept = this.#log.filter((entry) => entry.monotonicMs <= untilMs)
    const lost = this.#log.filter((entry) => entry.monotonicMs > untilMs)
    this.engine.restore(point.snapshot)
    // Everything is asked for before anything is awaited: no other command may come between.
    const pending = kept
      .filter((entry) => entry.sequence >= point.sequence)
      .map((entry) => this.#connection(entry.caller).execute(entry.commands, { atMs: entry.wallMs }))
    this.#dropConnections()
    this.#keepPoints(this.#points.slice(0, index + 1))
    this.#log = kept
    this.#isChanged = true
    await Promise.all([...pending, this.#control([['SCRIPT', 'FLUSH']], instant), this.#applyMemoryLimit(instant)])
    const lostCommands = lost.reduce((sum, entry) => sum + entry.commands.length, 0)
    return { lostMs: instant.monotonicMs - untilMs, lostCommands }
  }

  /** Runs commands of nobody's, for a fault. */
  async #control(commands: readonly RedisCommand[], instant: RedisInstant): Promise<void> {
    const replies = await this.execute('(fault)', commands, instant, false)
    const error = replies.find((reply) => reply instanceof RedisError)
    if (error !== undefined) throw error
  }

  async #applyMemoryLimit(instant: RedisInstant): Promise<void> {
    if (!this.engine.can.limitMemory) return
    const limit = this.#isOutOfMemory ? '1' : '0'
    await this.#control([['CONFIG', 'SET', 'maxmemory-policy', 'noeviction', 'maxmemory', limit]], instant)
  }

  get #refusesItself(): boolean {
    return this.#isOutOfMemory && !this.engine.can.limitMemory
  }

  #connection(caller: string): RedisConnection {
    const known = this.#connections.get(caller)
    if (known !== undefined) return known
    const connection = this.engine.connect()
    this.#connections.set(caller, connection)
    return connection
  }

  #dropConnections(): void {
    for (const connection of this.#connections.values()) connection.close()
    this.#connections.clear()
  }

  #remember(caller: string, commands: readonly RedisCommand[], instant: RedisInstant): void {
    if (!this.engine.can.rewind) return
    const newest = this.#points.at(-1)
    const isDue = newest === undefined || instant.monotonicMs >= newest.monotonicMs + SNAPSHOT_INTERVAL_MS
    if (isDue && this.#isChanged) {
      const snapshot = this.engine.snapshot()
      this.#points.push({ monotonicMs: instant.monotonicMs, sequence: this.#sequence, snapshot })
      this.#isChanged = false
      this.#forget(instant.monotonicMs - LOSS_MS_MAX)
    }
    this.#log.push({ sequence: this.#sequence, caller, commands, ...instant })
    this.#sequence += 1
    this.#isChanged = true
  }

  #keepPoints(kept: RecoveryPoint[]): void {
    for (const point of this.#points) if (!kept.includes(point)) point.snapshot.release()
    this.#points = kept
  }

  /** Lets go of what no fail-over can reach any more: all before the newest point that is old enough. */
  #forget(reachableMs: number): void {
    const oldest = this.#points.findLastIndex((point) => point.monotonicMs <= reachableMs)
    if (oldest <= 0) return
    this.#keepPoints(this.#points.slice(oldest))
    const { sequence } = this.#points[0]!
    const first = this.#log.findIndex((entry) => entry.sequence >= sequence)
    this.#log = first < 0 ? [] : this.#log.slice(first)
  }
}

const stores = new WeakMap<RedisEngine, RedisStore>()

/** The store of an engine: the same one for every process that comes to stand on it, made with the first. */
export function redisStoreOf(engine: RedisEngine): RedisStore {
  const known = stores.get(engine)
  if (known !== undefined) return known
  const store = new RedisStore(engine)
  stores.set(engine, store)
  return store
}
