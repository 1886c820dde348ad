/**
 * The process of one broker: parts that answer requests, behind threads whose time each request costs. Requests begin in the order in
 * which they came; one that waits, for replicas or for records, keeps nobody else from beginning.
 */
import { CallError } from '~/kernel/call-error'
import type { Context, Incoming, Message } from '~/kernel/component'
import { ServerThread } from '../../server-thread'
import { Serving, type Job } from '../../serving'
import type { BrokerPart } from './part'
import { bytesOf } from './weigh'

export interface BrokerCosts {
  /** What a request costs the broker's threads, in microseconds. Default 50. */
  readonly requestCostUs?: number
  /** What each KiB of records costs besides, coming or going, in microseconds. Default 5. */
  readonly recordsCostUsPerKib?: number
  /** Requests that may wait for the threads; a further one is refused. Default 10,000. */
  readonly queueLengthMax?: number
}

const REQUEST_COST_US = 50
const RECORDS_COST_US_PER_KIB = 5
/** `queued.max.requests` is 500 in Kafka, beyond which it stops reading from its connections: there the network waits. */
const QUEUE_LENGTH_MAX = 10_000

interface RequestJob extends Job {
  readonly message: Message
  readonly incoming: Incoming
  resolve(answer: unknown): void
}

export class Broker {
  private readonly parts: readonly BrokerPart[]
  private readonly partOf = new Map<string, BrokerPart>()
  private readonly thread: ServerThread
  private readonly requestCostMs: number
  private readonly byteCostMs: number
  private readonly serving: Serving<RequestJob>

  constructor({ clock }: Context, parts: readonly BrokerPart[], costs: BrokerCosts) {
    this.parts = parts
    for (const part of parts) for (const type of part.types) this.partOf.set(type, part)
    this.thread = new ServerThread(clock)
    this.requestCostMs = (costs.requestCostUs ?? REQUEST_COST_US) / 1000
    this.byteCostMs = (costs.recordsCostUsPerKib ?? RECORDS_COST_US_PER_KIB) / 1000 / 1024
    this.serving = new Serving(costs.queueLengthMax ?? QUEUE_LENGTH_MAX, {
      untilFree: () => this.thread.untilStepOf(this.thread.freeAtMs),
      takeNext: (queue) => queue.shift(),
      work: (job) => this.work(job),
    })
  }

  start(): void {
    for (const part of this.parts) part.start?.()
  }

  /** @throws {CallError} rejected for a request that no part knows; overloaded if too many wait */
  submit(message: Message, incoming: Incoming): unknown {
    if (this.serving.isFull) throw new CallError('overloaded', "the broker's request queue is full")
    const { thread } = this
    const endMs = thread.instant().monotonicMs + this.costMs(message)
    if (!this.serving.isBusy && thread.isWithinStep(endMs)) {
      thread.freeAtMs = endMs
      return this.answer(message, incoming)
    }
    return new Promise((resolve, reject) => this.serving.add({ message, incoming, resolve, reject }))
  }

  private async work(job: RequestJob): Promise<void> {
    const { thread } = this
    const endMs = thread.instant().monotonicMs + this.costMs(job.message)
    thread.freeAtMs = endMs
    await thread.untilStepOf(endMs)
    try {
      job.resolve(this.answer(job.message, job.incoming))
    } catch (error) {
      job.reject(error)
    }
  }

  /** Records that go out cost as much as those that came in, whenever they go; who comes next waits for it. */
  private answer(message: Message, incoming: Incoming): unknown {
    const part = this.partOf.get(message.type)
    if (part === undefined) throw new CallError('rejected', `a broker does not know "${message.type}"`)
    const answer = part.handle(message, incoming)
    if (message.type !== 'Fetch') return answer
    return answer instanceof Promise ? answer.then((later: unknown) => this.sent(later)) : this.sent(answer)
  }

  private sent(answer: unknown): unknown {
    const { thread } = this
    const bytes = bytesOf(answer)
    if (bytes > 0) thread.freeAtMs = thread.instant().monotonicMs + bytes * this.byteCostMs
    return answer
  }

  private costMs(message: Message): number {
    return this.requestCostMs + bytesOf(message) * this.byteCostMs
  }
}
