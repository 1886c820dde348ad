/**
 * The box of a live Redis: it passes on what it is asked to a real server, and states what the modelled box states; besides, as the fact
 * `restarted`, that the server has begun anew, which the engine would not learn where it was done by hand.
 */
import { CallError, isCallError } from '~/kernel/call-error'
import type { Component, Context, Incoming, InspectQuery, Message } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { LiveHalf } from '~/kernel/live'
import { RUN_EPOCH_MS } from '~/kernel/time'
import type { RedisMessage } from '../client'
import { inspectRedis } from '../inspect'
import type { RedisEngine, RedisReply } from '../port'
import { replyOf, type LiveRedis } from './live-redis'

/**
 * The clock is stated anew when it has come to be so much more ahead of the run's, or less, in milliseconds: a run is late where the machine
 * is busy, and stands still while nobody advances it.
 */
const DRIFT_MS = 10

/** The code of a live Redis box. */
export class LiveRedisBox implements Component {
  readonly live: LiveHalf
  private readonly context: Context<never>
  private readonly engine: RedisEngine
  private readonly server: LiveRedis
  private readonly auditIntervalMs: number
  /** The first reading of the clock: nobody is answered before it. */
  private readingClock: Promise<void> | undefined
  /** The server's clock less that of this machine, and how far it was ahead of the run's when that was last stated, in milliseconds. */
  private offMs = 0
  private aheadMs = 0

  constructor(context: Context<never>, engine: RedisEngine, server: LiveRedis, auditIntervalMs: number) {
    this.live = server.half
    this.context = context
    this.engine = engine
    this.server = server
    this.auditIntervalMs = auditIntervalMs
  }

  /**
   * States the facts `keyspace` and `clock` for as long as the run goes on; a server that does not answer is not audited. The latter
   * tells how far its clock is ahead of the run's: who reads its times has to know.
   */
  async start(): Promise<void> {
    const { clock } = this.context
    this.readingClock = this.readClock()
    for (;;) {
      await clock.sleep(this.auditIntervalMs)
      const keyspace = await this.unlessItFails(() => this.server.audit())
      if (keyspace !== null) this.context.emit('keyspace', keyspace)
      await this.readClock()
    }
  }

  async handle(message: Message, { from, fromInstance }: Incoming): Promise<RedisReply[]> {
    const { type, commands, binary = false } = message as RedisMessage
    if (type !== 'redis' || !Array.isArray(commands)) {
      throw new CallError('rejected', `a Redis box does not know "${message.type}"`)
    }
    if (this.readingClock !== undefined) await this.readingClock
    const { what, atMs, hasRestarted } = await this.context.outside(() => {
      return this.server.execute({ from, fromInstance }, commands, binary)
    })
    // Before the answer: it may have been killed by hand, and whoever counts what it holds has to know.
    if (hasRestarted === true) this.context.emit('restarted', {})
    // Before the answer: whoever judges it by the clock of Redis knows by then where that is.
    if (Math.abs(this.aheadAt(atMs) - this.aheadMs) > DRIFT_MS) this.stateClock(atMs)
    return replyOf(what) as RedisReply[]
  }

  async act(verb: string, value: string | undefined, phase: 'start' | 'end'): Promise<Json | undefined> {
    if (!this.live.acts.includes(verb)) return undefined
    try {
      return (await this.context.outside(() => this.server.act(verb, value, phase === 'start'))) ?? undefined
    } catch (error) {
      if (!isCallError(error)) throw error
      return `not done: ${error.message}`
    }
  }

  inspect(query: InspectQuery): Promise<Json> {
    const seen = { engine: this.engine, connectionCount: null, isOutOfMemory: false }
    return inspectRedis(seen, query, this.context.clock.nowMs())
  }

  private async readClock(): Promise<void> {
    const time = await this.unlessItFails(() => this.server.timeMs())
    this.readingClock = undefined
    if (time === null) return
    this.offMs = time.what - time.atMs
    this.stateClock(time.atMs)
  }

  private stateClock(atMs: number): void {
    this.aheadMs = this.aheadAt(atMs)
    this.context.emit('clock', { aheadMs: this.aheadMs })
  }

  private aheadAt(atMs: number): number {
    return atMs + this.offMs - RUN_EPOCH_MS - this.context.clock.nowMs()
  }

  private async unlessItFails<Result>(start: () => Promise<Result>): Promise<Result | null> {
    try {
      return await this.context.outside(start)
    } catch (error) {
      if (!isCallError(error)) throw error
      return null
    }
  }
}
