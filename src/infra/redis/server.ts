/**
 * The process in front of a Redis' data: one thread. Commands run in the order in which they arrive and each costs the thread's
 * time, which is far below the time grid.
 */
import { CallError } from '~/kernel/call-error'
import type { Context } from '~/kernel/component'
import type { Later } from '~/kernel/later'
import { ServerThread } from '../server-thread'
import { Serving, type Job } from '../serving'
import type { RedisMessage } from './client'
import { isScriptCommand } from './command-table'
import type { RedisCommand, RedisReply } from './port'
import type { FailoverOutcome, RedisStore } from './store'

/** The modelled server. */
export interface RedisServerOptions {
  /** Time of the server's thread for one command, in microseconds. Default 20. */
  readonly commandCostUs?: number
  /** What a script costs besides, in microseconds. Default 30. */
  readonly scriptCostUs?: number
  /** Messages that may wait or be in work; a further one is refused. Default 10,000. */
  readonly queueLengthMax?: number
}

const COMMAND_COST_US = 20
const SCRIPT_COST_US = 30
const QUEUE_LENGTH_MAX = 10_000

type Replies = RedisReply[] | Later<RedisReply[]>

interface RedisJob extends Job {
  readonly message: RedisMessage
  readonly caller: string
  resolve(replies: Replies): void
}

/** One process. Make another one after a crash: the data is the store's, connections and waiting work are gone. */
export class RedisServer {
  private readonly context: Context<never>
  private readonly store: RedisStore
  private readonly thread: ServerThread
  private readonly commandCostMs: number
  private readonly scriptCostMs: number
  private readonly serving: Serving<RedisJob>

  constructor(context: Context<never>, store: RedisStore, options: RedisServerOptions) {
    this.context = context
    this.store = store
    this.thread = new ServerThread(context.clock)
    this.commandCostMs = (options.commandCostUs ?? COMMAND_COST_US) / 1000
    this.scriptCostMs = (options.scriptCostUs ?? SCRIPT_COST_US) / 1000
    const incarnation = store.takeOver()
    this.serving = new Serving(options.queueLengthMax ?? QUEUE_LENGTH_MAX, {
      untilFree: () => this.thread.untilStepOf(this.thread.freeAtMs),
      takeNext: (queue) => queue.shift(),
      work: (job) => this.work(job),
      isAlive: () => store.isCurrent(incarnation),
    })
  }

  /**
   * The replies to a message of `caller`: without a promise where the thread is free and the engine answers at once.
   * @throws {CallError} overloaded; or reset, if the connection is cut off, when what was asked may be done or not
   */
  submit(message: RedisMessage, caller: string): Replies | Promise<Replies> {
    if (this.serving.isFull) throw new CallError('overloaded', 'the Redis queue is full')
    const replies = this.answerAtOnce(message, caller)
    if (replies !== null) return replies
    return new Promise((resolve, reject) => this.serving.add({ message, caller, resolve, reject }))
  }

  /** Runs commands of the server's own at once, between those of others, on the connection `(audit)`. */
  async runOwn(commands: readonly RedisCommand[]): Promise<RedisReply[]> {
    if (commands.length === 0) return []
    const replies = this.store.execute('(audit)', commands, this.thread.instant(), false)
    return replies instanceof Promise ? this.context.io(() => replies) : replies
  }

  /** Runs a command as from redis-cli, at once, on the connection `(prompt)`. Strings come as bytes. */
  async runTyped(command: RedisCommand): Promise<RedisReply> {
    const { context, store, thread } = this
    const [reply] = await context.io(async () => store.execute('(prompt)', [command], thread.instant(), true))
    return reply!
  }

  /** Reaches the memory limit, or lifts it. */
  setOutOfMemory(isOutOfMemory: boolean): Promise<void> {
    return this.context.io(() => this.store.setOutOfMemory(isOutOfMemory, this.thread.instant()))
  }

  /** The process dies, and its data with it. */
  lose(): Promise<void> {
    this.cutOff('the server crashed')
    return this.context.io(() => this.store.lose(this.thread.instant()))
  }

  /** A replica takes over; see {@link RedisStore.failOver}. */
  failOver(lossMs: number): Promise<FailoverOutcome> {
    this.cutOff('the server failed over')
    return this.context.io(() => this.store.failOver(lossMs, this.thread.instant()))
  }

  /** The common case without a promise: the thread is free, the engine answers, and the work fits into this step. */
  private answerAtOnce(message: RedisMessage, caller: string): Replies | null {
    if (this.serving.isBusy || !this.store.engine.can.answerAtOnce) return null
    const { thread } = this
    const instant = thread.instant()
    const endMs = instant.monotonicMs + this.costMs(message.commands)
    if (!thread.isWithinStep(endMs)) return null
    thread.freeAtMs = endMs
    return this.store.begin(caller, message.commands, instant, message.binary ?? false)
  }

  private async work(job: RedisJob): Promise<void> {
    const { store, thread } = this
    const { caller, message } = job
    const { commands, binary = false } = message
    const instant = thread.instant()
    const endMs = instant.monotonicMs + this.costMs(commands)
    thread.freeAtMs = endMs
    try {
      const replies = store.engine.can.answerAtOnce
        ? store.begin(caller, commands, instant, binary)
        : await this.context.io(() => Promise.resolve(store.execute(caller, commands, instant, binary)))
      await thread.untilStepOf(endMs)
      // A job that was cut off has had its outcome.
      if (this.serving.isInWork(job)) job.resolve(replies)
    } catch (error) {
      // The engine itself failed: the run stops there, by the call that met it.
      job.reject(error)
    }
  }

  private costMs(commands: readonly RedisCommand[]): number {
    let costMs = commands.length * this.commandCostMs
    for (const command of commands) {
      if (isScriptCommand(command)) costMs += this.scriptCostMs + this.store.slowScriptMs
    }
    return costMs
  }

  private cutOff(reason: string): void {
    this.thread.drop()
    this.serving.cutOff(reason)
  }
}
