/**
 * The Redis box: one process with one thread on a `RedisStore`. Commands run in the order in which they arrive and each
 * costs the server's time. Costs are far below the time grid, so they are kept as exact debt: a command runs at the
 * instant the server is free, and as many as fit run within one step of the grid.
 */
import { CallError } from '~/kernel/call-error'
import type { Component, Context, Incoming, InspectQuery, Message } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Later } from '~/kernel/later'
import { GRID_US } from '~/kernel/time'
import type { RedisMessage } from './client'
import { isScriptCommand } from './command-table'
import { answerLine, inspectRedis } from './inspect'
import type { RedisCommand, RedisEngine, RedisReply } from './port'
import { redisStoreOf, type RedisInstant, type RedisStore } from './store'

/** The modelled server. */
export interface RedisBoxOptions {
  /** Time of the server's thread for one command, in microseconds. Default 20. */
  readonly commandCostUs?: number
  /** What a script costs besides, in microseconds. Default 30. */
  readonly scriptCostUs?: number
  /** Messages that may wait or be in work; a further one is refused. Default 10,000. */
  readonly queueLengthMax?: number
  /** How often the box states the fact `keyspace` about its keys, in milliseconds. Default 500. */
  readonly auditIntervalMs?: number
}

const GRID_MS = GRID_US / 1000
const COMMAND_COST_US = 20
const SCRIPT_COST_US = 30
const QUEUE_LENGTH_MAX = 10_000
const AUDIT_INTERVAL_MS = 500
/** How often the server's own timer runs, as `hz 10` says. */
const TICK_INTERVAL_MS = 100
/** About how many keys one audit looks at; the next goes on where it stopped. */
const AUDIT_KEYS = 100

/**
 * The code of a Redis box: answers {@link RedisMessage} with one `RedisReply` for each command. Build it again on the same
 * engine after a crash: the data is still there, connections and waiting work are not.
 */
export function createRedisBox(context: Context<never>, engine: RedisEngine, options: RedisBoxOptions = {}): Component {
  return new RedisBox(context, redisStoreOf(engine), options)
}

interface Job {
  readonly message: RedisMessage
  readonly caller: string
  readonly resolve: (replies: RedisReply[] | Later<RedisReply[]>) => void
  readonly reject: (error: unknown) => void
}

class RedisBox implements Component {
  readonly #context: Context<never>
  readonly #store: RedisStore
  readonly #commandCostMs: number
  readonly #scriptCostMs: number
  readonly #queueLengthMax: number
  readonly #auditIntervalMs: number
  readonly #incarnation: number
  #queue: Job[] = []
  /** Jobs that have run or are running, and whose answer has not left. */
  readonly #unanswered = new Set<Job>()
  #isServing = false
  /** Counts the times all work was cut off: whoever served before that stops. */
  #epoch = 0
  /** When the thread has worked off everything it has taken on, on the monotonic clock, in exact milliseconds. */
  #freeAtMs = 0

  constructor(context: Context<never>, store: RedisStore, options: RedisBoxOptions) {
    this.#context = context
    this.#store = store
    this.#commandCostMs = (options.commandCostUs ?? COMMAND_COST_US) / 1000
    this.#scriptCostMs = (options.scriptCostUs ?? SCRIPT_COST_US) / 1000
    this.#queueLengthMax = options.queueLengthMax ?? QUEUE_LENGTH_MAX
    this.#auditIntervalMs = options.auditIntervalMs ?? AUDIT_INTERVAL_MS
    this.#incarnation = store.takeOver()
  }

  /** The server's own timer, and the audits. Both go on for as long as the process lives. */
  async start(): Promise<void> {
    const { clock } = this.#context
    for (let cursor = '0', auditedAtMs = clock.monotonicMs(); ;) {
      await clock.sleep(TICK_INTERVAL_MS)
      this.#store.engine.tick()
      if (clock.monotonicMs() - auditedAtMs < this.#auditIntervalMs) continue
      auditedAtMs = clock.monotonicMs()
      cursor = await this.#audit(cursor)
    }
  }

  handle(message: Message, incoming: Incoming): unknown {
    if (!isRedisMessage(message)) throw new CallError('rejected', `a Redis box does not know "${message.type}"`)
    if (this.#queue.length + this.#unanswered.size >= this.#queueLengthMax)
      throw new CallError('overloaded', 'the Redis queue is full')
    const caller = `${incoming.from}/${incoming.fromInstance}`
    const replies = this.#answerAtOnce(message, caller)
    if (replies !== null) return replies
    return new Promise((resolve, reject) => {
      this.#queue.push({ message, caller, resolve, reject })
      if (!this.#isServing) void this.#serve()
    })
  }

  async act(verb: string, value: string | undefined, phase: 'start' | 'end'): Promise<Json | undefined> {
    const store = this.#store
    const isStart = phase === 'start'
    switch (verb) {
      case 'flush':
        return this.#run(['FLUSHALL'])
      case 'script-flush':
        return this.#run(['SCRIPT', 'FLUSH'])
      case 'command':
        return answerLine(value ?? '', (command) => this.#command(command))
      case 'oom':
        await this.#io(() => store.setOutOfMemory(isStart, this.#instant()))
        return undefined
      case 'slow-script':
        store.slowScriptMs = isStart ? Number(value) : 0
        return undefined
      case 'crash-lose':
        this.#cutOff('the server crashed')
        await this.#io(() => store.lose(this.#instant()))
        return undefined
      case 'failover': {
        this.#cutOff('the server failed over')
        const outcome = await this.#io(() => store.failOver(Number(value), this.#instant()))
        this.#context.emit('failover', { ...outcome })
        return { ...outcome }
      }
      default:
        return undefined
    }
  }

  inspect(query: InspectQuery): Promise<Json> {
    return inspectRedis(this.#store, query, this.#context.clock.nowMs())
  }

  /** The common case without a promise: the thread is free, the engine answers, and the work fits into this step. */
  #answerAtOnce(message: RedisMessage, caller: string): RedisReply[] | Later<RedisReply[]> | null {
    if (this.#isServing || !this.#store.engine.can.answerAtOnce) return null
    const instant = this.#instant()
    const end = instant.monotonicMs + this.#costMs(message.commands)
    if (!this.#isWithinStep(end)) return null
    this.#freeAtMs = end
    return this.#store.begin(caller, message.commands, instant, message.binary ?? false)
  }

  async #serve(): Promise<void> {
    this.#isServing = true
    const epoch = this.#epoch
    for (;;) {
      await this.#untilStepOf(this.#freeAtMs)
      if (epoch !== this.#epoch || !this.#store.isCurrent(this.#incarnation)) return
      const job = this.#queue.shift()
      if (job === undefined) break
      await this.#work(job)
    }
    this.#isServing = false
  }

  async #work(job: Job): Promise<void> {
    const { message, caller } = job
    const instant = this.#instant()
    const endMs = instant.monotonicMs + this.#costMs(message.commands)
    this.#freeAtMs = endMs
    this.#unanswered.add(job)
    try {
      const replies = this.#store.engine.can.answerAtOnce
        ? this.#store.begin(caller, message.commands, instant, message.binary ?? false)
        : await this.#io(() =>
            Promise.resolve(this.#store.execute(caller, message.commands, instant, message.binary ?? false)),
          )
      await this.#untilStepOf(endMs)
      // A job that was cut off has had its outcome.
      if (this.#unanswered.delete(job)) job.resolve(replies)
    } catch (error) {
      // The engine itself failed: the run stops there, by the call that met it.
      this.#unanswered.delete(job)
      job.reject(error)
    }
  }

  #costMs(commands: readonly RedisCommand[]): number {
    let costMs = commands.length * this.#commandCostMs
    for (const command of commands) {
      if (isScriptCommand(command)) costMs += this.#scriptCostMs + this.#store.slowScriptMs
    }
    return costMs
  }

  /** The exact instant at which the thread can take on work: now, or a moment later within this step. */
  #instant(): RedisInstant {
    const { clock } = this.#context
    const nowMs = clock.monotonicMs()
    const monotonicMs = this.#isWithinStep(this.#freeAtMs) ? Math.max(nowMs, this.#freeAtMs) : nowMs
    return { monotonicMs, wallMs: clock.nowMs() + (monotonicMs - nowMs) }
  }

  #isWithinStep(instantMs: number): boolean {
    return instantMs - this.#context.clock.monotonicMs() < GRID_MS - 1e-9
  }

  /** Waits for the step of the grid in which an exact instant lies. */
  async #untilStepOf(instantMs: number): Promise<void> {
    const { clock } = this.#context
    const steps = Math.floor((instantMs - clock.monotonicMs()) / GRID_MS + 1e-6)
    if (steps > 0) await clock.sleep(steps * GRID_MS)
  }

  async #run(command: RedisCommand): Promise<string> {
    return answerLine(command.join(' '), (parsed) => this.#command(parsed))
  }

  async #command(command: RedisCommand): Promise<RedisReply> {
    const replies = await this.#io(async () => this.#store.execute('(prompt)', [command], this.#instant(), true))
    return replies[0]!
  }

  /** Ends every connection: work in hand may or may not have been done, and its callers are told so. */
  #cutOff(reason: string): void {
    const jobs = [...this.#unanswered, ...this.#queue]
    this.#unanswered.clear()
    this.#queue = []
    this.#epoch += 1
    this.#isServing = false
    this.#freeAtMs = this.#context.clock.monotonicMs()
    for (const job of jobs) job.reject(new CallError('reset', reason))
  }

  /** States how many keys there are, and of some of them whether and when they expire. Gives where to go on. */
  async #audit(cursor: string): Promise<string> {
    const scan: RedisCommand = ['SCAN', cursor, 'COUNT', String(AUDIT_KEYS)]
    const [total, page] = await this.#executeOwn([['DBSIZE'], scan])
    if (!Array.isArray(page)) return '0'
    const [next, keys] = page as [string, string[]]
    const ttls = (await this.#executeOwn(keys.map((key) => ['PTTL', key]))).map(Number)
    this.#context.emit('keyspace', {
      keys: Number(total),
      sampled: keys.length,
      withoutExpiry: ttls.filter((ttl) => ttl === -1).length,
      longestTtlMs: Math.max(0, ...ttls),
    })
    return next
  }

  async #executeOwn(commands: readonly RedisCommand[]): Promise<RedisReply[]> {
    if (commands.length === 0) return []
    const pending = this.#store.execute('(audit)', commands, this.#instant(), false)
    return pending instanceof Promise ? this.#io(() => pending) : pending
  }

  #io<Result>(start: () => Promise<Result>): Promise<Result> {
    return this.#context.io(start)
  }
}

function isRedisMessage(message: Message): message is RedisMessage {
  return message.type === 'redis' && Array.isArray((message as Partial<RedisMessage>).commands)
}
