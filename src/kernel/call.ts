/**
 * One call along an arrow, from the caller's request to the answer or its absence. The network is here: delays, loss,
 * partitions, duplicates, and answers that are lost after the work was done.
 */
import { CallError } from './call-error'
import type { CallOptions, Message } from './component'
import type { Core } from './core'
import type { Instance } from './instance'
import type { Link } from './link'
import { breakOff, sendReply } from './reply'
import type { Entry } from './scheduler'

/** A call in progress. */
export class Call {
  readonly core: Core
  readonly link: Link
  readonly message: Message
  readonly number: number
  private readonly timeout: Timeout
  readonly sendEvent: number
  private readonly incarnation: number
  private readonly resolve: (reply: unknown) => void
  private readonly reject: (error: unknown) => void

  constructor(
    core: Core,
    link: Link,
    message: Message,
    options: CallOptions,
    resolve: (reply: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.core = core
    this.link = link
    this.message = message
    this.number = core.nextOp()
    this.incarnation = link.from.incarnation
    this.resolve = resolve
    this.reject = reject
    const { from } = link
    this.sendEvent = core.trace.append(
      'send', core.nowUs, from.boxIndex, from.number, link.arrowIndex, this.number, message.request,
      options.cause ?? 0, message.type, message,
    ) // prettier-ignore
    this.timeout = new Timeout(this)
    core.after(options.timeoutMs, this.timeout)
    this.transmit()
  }

  /** The time is up. */
  expire(): void {
    if (!this.link.from.mayRun(this.incarnation, this.timeout)) return
    this.finish('info', new CallError('timeout', `no answer from ${this.link.to.box} in time`), this.sendEvent)
  }

  /** Hands the outcome to the caller, once; an answer that comes later is recorded as dropped. */
  arrive(entry: Entry, replyEvent: number, reply: unknown): void {
    const { from } = this.link
    if (this.timeout.cancelled) {
      this.record('drop', from, replyEvent, 'late')
    } else if (from.mayRun(this.incarnation, entry)) {
      if (reply instanceof CallError) this.finish(reply.definite ? 'fail' : 'info', reply, replyEvent)
      else this.finish('ok', this.core.contentOf(reply, replyEvent), replyEvent)
    }
  }

  /** Writes an event about this call. */
  record(
    kind: 'recv' | 'reply' | 'ok' | 'fail' | 'info' | 'drop' | 'duplicate',
    at: Instance,
    cause: number,
    key: string,
    data?: unknown,
  ): number {
    const { core } = this
    return core.trace.append(
      kind, core.nowUs, at.boxIndex, at.number, this.link.arrowIndex, this.number, this.message.request, cause, key, data,
    ) // prettier-ignore
  }

  private finish(kind: 'ok' | 'fail' | 'info', outcome: unknown, cause: number): void {
    this.timeout.cancel()
    this.core.woke = true
    this.record(kind, this.link.from, cause, outcome instanceof CallError ? outcome.code : '')
    if (kind === 'ok') this.resolve(outcome)
    else this.reject(outcome)
  }

  private transmit(): void {
    const { link } = this
    if (link.isInProcess) {
      new Delivery(this).run()
      return
    }
    const { conditions } = link
    if (conditions.isReset) {
      breakOff(this, this.record('drop', link.from, this.sendEvent, 'reset'))
      return
    }
    if (conditions.dropsRequests || (conditions.loss > 0 && link.rng.chance(conditions.loss))) {
      this.record('drop', link.from, this.sendEvent, conditions.dropsRequests ? 'partition' : 'loss')
      return
    }
    this.carry()
    if (conditions.duplicate > 0 && link.rng.chance(conditions.duplicate)) {
      this.record('duplicate', link.from, this.sendEvent, this.message.type)
      this.carry()
    }
  }

  private carry(): void {
    const { core, link } = this
    if (link.carry(core, 'request', new Delivery(this))) return
    this.record('drop', link.from, this.sendEvent, 'full')
  }
}

/** The end of a caller's patience. It outlives most calls by far, so it holds on to its call only while it may matter. */
class Timeout implements Entry {
  private call: Call | undefined

  constructor(call: Call) {
    this.call = call
  }

  /** True when the caller has its outcome. */
  get cancelled(): boolean {
    return this.call === undefined
  }

  cancel(): void {
    this.call = undefined
  }

  run(): void {
    this.call?.expire()
  }
}

/** A request that arrives, is handled, and answers. */
class Delivery implements Entry {
  cancelled = false
  readonly call: Call
  private isDelayed = false
  private incarnation = 0

  constructor(call: Call) {
    this.call = call
  }

  run(): void {
    const { core, link } = this.call
    const { to } = link
    if (link.conditions.isReset) {
      breakOff(this.call, this.call.record('drop', to, this.call.sendEvent, 'reset'))
      return
    }
    if (to.conditions.down) {
      const drop = this.call.record('drop', to, this.call.sendEvent, 'refused')
      this.answer(drop, new CallError('refused', `${to.box} is down`))
      return
    }
    if (to.conditions.frozen && !to.mayHoldRequest()) {
      this.call.record('drop', to, this.call.sendEvent, 'overloaded')
      return
    }
    if (!to.mayRun(to.incarnation, this)) return
    if (to.conditions.slowMs > 0 && !this.isDelayed) {
      this.isDelayed = true
      core.after(to.conditions.slowMs, this)
      return
    }
    this.handle()
  }

  private handle(): void {
    const { call } = this
    const { core, link } = call
    const { to, from } = link
    const received = call.record('recv', to, call.sendEvent, call.message.type)
    const refusal = this.refusal()
    if (refusal !== undefined) {
      this.answer(call.record('reply', to, received, refusal.code), refusal)
      return
    }
    to.inFlight.add(this)
    this.incarnation = to.incarnation
    core.woke = true
    let result: unknown
    try {
      result = to.component.handle!(call.message, { from: from.box, fromInstance: from.number, event: received })
    } catch (error) {
      this.failed(received, error)
      return
    }
    if (result instanceof Promise) {
      result.then(
        (reply) => this.complete(received, reply),
        (error: unknown) => this.failed(received, error),
      )
    } else {
      this.complete(received, result)
    }
  }

  private refusal(): CallError | undefined {
    const { to } = this.call.link
    if (to.inFlight.size >= to.inFlightMax) return new CallError('overloaded', `${to.box} has a full queue`)
    if (to.failFirst > 0) {
      to.failFirst--
      return new CallError('rejected', `${to.box} answered with an injected error`)
    }
    if (to.conditions.errorShare > 0 && to.rng.chance(to.conditions.errorShare)) {
      return new CallError('rejected', `${to.box} answered with an injected error`)
    }
    return undefined
  }

  private complete(received: number, reply: unknown): void {
    const { call } = this
    const { to } = call.link
    if (to.incarnation !== this.incarnation) return
    to.inFlight.delete(this)
    const error = reply instanceof CallError ? reply : undefined
    const sent = call.record('reply', to, received, error?.code ?? '', error === undefined ? reply : undefined)
    this.answer(sent, reply)
  }

  /** A failure of a call travels back to the caller as it is; anything else is a defect and stops the run. */
  private failed(received: number, error: unknown): void {
    if (error instanceof CallError) this.complete(received, error)
    else this.call.core.defect(error)
  }

  private answer(sent: number, reply: unknown): void {
    sendReply(this.call, sent, reply)
  }
}
