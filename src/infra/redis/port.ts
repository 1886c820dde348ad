/**
 * The Redis port: what application code may say to a Redis (`RedisClient`), and what a Redis box stands on
 * (`RedisEngine`). Three engines implement it — Valkey in WebAssembly, ioredis-mock and a live server — and one
 * conformance suite holds them to the same answers.
 */

import type { Later } from '~/kernel/later'
import type { LiveRedis } from './live/live-redis'
import { StoreError } from '~/kernel/store-error'

/** One argument of a command. Strings travel as UTF-8; a `Uint8Array` travels byte for byte. */
export type RedisArgument = string | Uint8Array

/** A command and its arguments, the name first: `['SET', 'key', 'value']`. Never empty. */
export type RedisCommand = readonly RedisArgument[]

/**
 * A RESP2 reply. Null bulk strings and null arrays are `null`. An integer that a double cannot hold exactly
 * (beyond ±(2⁵³ − 1)) is its decimal string: a wrong number is worse than a string. An error is a value wherever it
 * stands inside a pipeline or an `EXEC` reply.
 */
export type RedisReply = string | number | null | Uint8Array | RedisError | RedisReply[]

/** An error reply of the server, e.g. `WRONGTYPE Operation against a key holding the wrong kind of value`. */
export class RedisError extends StoreError {
  override readonly name = 'RedisError'

  /** The first word of the message: `ERR`, `WRONGTYPE`, `NOSCRIPT`, `OOM`, `EXECABORT` … */
  get code(): string {
    const end = this.message.indexOf(' ')
    return end < 0 ? this.message : this.message.slice(0, end)
  }

  /** As it stands in a trace: errors have no fields of their own that JSON would write. */
  toJSON(): { readonly error: string } {
    return { error: this.message }
  }
}

/** How replies are to be read, and when the commands are to run. */
export interface RedisExecuteOptions {
  /** Give every string of the reply, status replies included, as a `Uint8Array`. Default: UTF-8 strings. */
  readonly binary?: boolean
  /**
   * The instant of the run's clock, in milliseconds, at which the commands run. Default: the clock's now. A box that
   * models service time passes the moment the server is free; a fail-over replays a log at the times of its entries.
   * The live engine cannot and ignores it.
   */
  readonly atMs?: number
}

/** Redis as an application component sees it, on any world: the virtual network, or a live server. */
export interface RedisClient {
  /** Runs one command. Rejects with {@link RedisError} on an error reply. */
  command(command: RedisCommand, options?: Pick<RedisExecuteOptions, 'binary'>): Promise<RedisReply>
  /** Runs commands in order on one connection, in one trip. Errors are values at their place in the reply. */
  pipeline(commands: readonly RedisCommand[], options?: Pick<RedisExecuteOptions, 'binary'>): Promise<RedisReply[]>
}

/** One connection. MULTI, WATCH, SELECT and CLIENT state belong to it. */
export interface RedisConnection {
  /**
   * Runs commands in order and answers one reply for each. Error replies are values. A sequence is not atomic unless
   * it says MULTI. Throws (or rejects) only when the engine itself failed.
   */
  execute(commands: readonly RedisCommand[], options?: RedisExecuteOptions): RedisReply[] | Promise<RedisReply[]>
  /**
   * The same on engines that answer at once (see {@link RedisCapabilities}): the replies, or what they will be once the engine,
   * in a thread of its own, has worked them out.
   */
  begin?(commands: readonly RedisCommand[], options?: RedisExecuteOptions): RedisReply[] | Later<RedisReply[]>
  /** Ends the connection. Idempotent. The server discards its transaction and its watches. */
  close(): void
}

/** A point in the life of an engine, opaque to everyone but the engine that took it. */
export interface RedisSnapshot {
  readonly engine: RedisEngineName
  /** The run's time at which it was taken, in milliseconds. */
  readonly takenAtMs: number
  /** Gives back the memory it holds on to. It cannot be restored after that. */
  release(): void
}

/** Which software stands behind the port. */
export type RedisEngineName = 'valkey' | 'mock' | 'live'

/** What an engine can do besides running commands. */
export interface RedisCapabilities {
  /** Its connections have `begin`: a reply is there at once, or is a `Later`, and never a promise. */
  readonly answerAtOnce: boolean
  /** It has snapshots and can go back to one, so that a fail-over can lose what was written last. */
  readonly rewind: boolean
  /** It refuses what needs memory by itself when it is told a limit. */
  readonly limitMemory: boolean
  /** It tells how much memory the data take. */
  readonly tellMemory: boolean
}

/** The software that a Redis box stands on. */
export interface RedisEngine {
  readonly name: RedisEngineName
  /** Name and version for people, e.g. `Valkey 9.1.1`. */
  readonly title: string
  readonly can: RedisCapabilities
  /** The version of the software, e.g. `9.1.1`. */
  readonly version: string
  /** Set by a real server that serves a run: its box then passes on what it is asked, and models nothing. */
  readonly live?: LiveRedis
  connect(): RedisConnection
  /** Back to a freshly booted, empty server: data, scripts and configuration. Open connections reconnect by themselves. */
  reset(): void | Promise<void>
  /**
   * Lets background work run once (active expiry), at an instant in milliseconds of the server's own clock, by default the run's
   * now. Only the scheduler calls it, else runs would not repeat.
   */
  tick(atMs?: number): void
  /** @throws Error on the live engine, which cannot. */
  snapshot(): RedisSnapshot
  /**
   * Back to a snapshot of the same engine: data, scripts, configuration. On Valkey connection state comes back, too.
   * @throws Error on the live engine, or when the snapshot is another engine's.
   */
  restore(snapshot: RedisSnapshot): void
  /**
   * Looks without leaving a mark: runs commands on a connection of their own. On Valkey everything they did is undone,
   * down to the statistics, so that a run that was looked at equals one that was not. On the other engines only the
   * choice of commands that do not write keeps the promise.
   */
  peek(commands: readonly RedisCommand[], options?: RedisExecuteOptions): RedisReply[] | Promise<RedisReply[]>
  /** Memory the engine holds, in bytes: linear memory for Valkey, an estimate for the mock, 0 for a live server. */
  memoryBytes(): number
}

/** The run's clock, as far as an engine needs it. The kernel's `Clock` fits. */
export interface RedisClock {
  /** Milliseconds since the run began; fractions count (microseconds are kept). Never negative. */
  nowMs(): number
}

/** The instant a run begins, as `TIME`, `XADD *` and `EXPIREAT` count it. */
export { RUN_EPOCH_MS as REDIS_EPOCH_MS } from '~/kernel/time'
