/**
 * What of a Redis outlives its process: the engine with its data, and what a fail-over needs — a snapshot for each second
 * and the log of commands since. Connections belong to the process and end with it.
 */
import type { Later } from '~/kernel/later'
import { Recovery, type Instant } from '../replay'
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

const SNAPSHOT_INTERVAL_MS = 1_000
const OUT_OF_MEMORY = "OOM command not allowed when used memory > 'maxmemory'."

interface LogEntry extends Instant {
  readonly caller: string
  readonly commands: readonly RedisCommand[]
}

/** What a fail-over did. */
export interface FailoverOutcome {
  /** How far back it reached, in milliseconds; less than asked for near the start of the run. */
  readonly lostMs: number
  /** Commands that were answered and are undone, reads included. */
  readonly lostCommands: number
}

/** One Redis: its data and its recovery, on an engine that nobody else stands on. */
export class RedisStore {
  readonly engine: RedisEngine
  /** Every script takes so much longer, in milliseconds. */
  slowScriptMs = 0
  private readonly connections = new Map<string, RedisConnection>()
  private readonly recovery = new Recovery<RedisSnapshot, LogEntry>((snapshot) => snapshot.release())
  private isMemoryFull = false
  private incarnation = 0

  constructor(engine: RedisEngine) {
    this.engine = engine
  }

  /** True while writes are refused for lack of memory. */
  get isOutOfMemory(): boolean {
    return this.isMemoryFull
  }

  /** Connections that are open. */
  get connectionCount(): number {
    return this.connections.size
  }

  /** A new process takes over the data. Gives its number; see {@link isCurrent}. */
  takeOver(): number {
    this.dropConnections()
    this.incarnation += 1
    return this.incarnation
  }

  /** False for a process that has died: it must not touch the data any more. */
  isCurrent(incarnation: number): boolean {
    return this.incarnation === incarnation
  }

  /** Runs a caller's commands on the caller's own connection. */
  execute(
    caller: string,
    commands: readonly RedisCommand[],
    instant: Instant,
    binary: boolean,
  ): RedisReply[] | Promise<RedisReply[]> {
    this.remember(caller, commands, instant)
    const connection = this.connection(caller)
    const options = { binary, atMs: instant.wallMs }
    if (!this.refusesItself) return connection.execute(commands, options)
    const sent = commands.map((command) => (isGrowingCommand(command) ? REFUSED_COMMAND : command))
    return Promise.resolve(connection.execute(sent, options)).then((replies) =>
      replies.map((reply, index) => (sent[index] === REFUSED_COMMAND ? new RedisError(OUT_OF_MEMORY) : reply)),
    )
  }

  /** As {@link execute}, on an engine that answers at once: never with a promise. */
  begin(
    caller: string,
    commands: readonly RedisCommand[],
    instant: Instant,
    binary: boolean,
  ): RedisReply[] | Later<RedisReply[]> {
    this.remember(caller, commands, instant)
    return this.connection(caller).begin!(commands, { binary, atMs: instant.wallMs })
  }

  /** Reaches the memory limit, or lifts it. An engine that knows no limit has the store refuse for it. */
  async setOutOfMemory(isOutOfMemory: boolean, instant: Instant): Promise<void> {
    this.isMemoryFull = isOutOfMemory
    await this.applyMemoryLimit(instant)
  }

  /** The process dies without persistence. */
  async lose(instant: Instant): Promise<void> {
    this.dropConnections()
    this.recovery.clear()
    const reset = this.engine.reset()
    if (reset instanceof Promise) await reset
    await this.applyMemoryLimit(instant)
  }

  /**
   * A replica that lags by `lossMs` takes over: the newest snapshot before that instant, then the log up to it, each
   * command at its own time. Replicas have no script cache and no clients.
   */
  async failOver(lossMs: number, instant: Instant): Promise<FailoverOutcome> {
    const back = this.recovery.rewind(lossMs, instant.monotonicMs)
    if (back === null) {
      this.dropConnections()
      return { lostMs: 0, lostCommands: 0 }
    }
    this.engine.restore(back.snapshot)
    // Everything is asked for before anything is awaited: no other command may come between.
    const pending = back.again.map(({ caller, commands, wallMs }) =>
      this.connection(caller).execute(commands, { atMs: wallMs }),
    )
    this.dropConnections()
    await Promise.all([...pending, this.control([['SCRIPT', 'FLUSH']], instant), this.applyMemoryLimit(instant)])
    const lostCommands = back.lost.reduce((sum, { commands }) => sum + commands.length, 0)
    return { lostMs: back.lostMs, lostCommands }
  }

  /** Runs commands that no client has sent, for a fault, on the connection `(fault)`. */
  private async control(commands: readonly RedisCommand[], instant: Instant): Promise<void> {
    const replies = await this.execute('(fault)', commands, instant, false)
    const error = replies.find((reply) => reply instanceof RedisError)
    if (error !== undefined) throw error
  }

  private async applyMemoryLimit(instant: Instant): Promise<void> {
    if (!this.engine.can.limitMemory) return
    const limit = this.isMemoryFull ? '1' : '0'
    await this.control([['CONFIG', 'SET', 'maxmemory-policy', 'noeviction', 'maxmemory', limit]], instant)
  }

  private get refusesItself(): boolean {
    return this.isMemoryFull && !this.engine.can.limitMemory
  }

  private connection(caller: string): RedisConnection {
    const known = this.connections.get(caller)
    if (known !== undefined) return known
    const connection = this.engine.connect()
    this.connections.set(caller, connection)
    return connection
  }

  private dropConnections(): void {
    for (const connection of this.connections.values()) connection.close()
    this.connections.clear()
  }

  private remember(caller: string, commands: readonly RedisCommand[], { monotonicMs, wallMs }: Instant): void {
    if (!this.engine.can.rewind) return
    if (this.recovery.isPointDue(monotonicMs, SNAPSHOT_INTERVAL_MS)) {
      this.recovery.addPoint(monotonicMs, this.engine.snapshot())
    }
    this.recovery.record({ caller, commands, monotonicMs, wallMs })
  }
}
