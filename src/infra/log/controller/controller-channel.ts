/** A broker's way to the active controller, whoever that is at the moment: `NodeToControllerChannelManager` of apache/kafka. */
import { isCallError } from '~/kernel/call-error'
import type { Context } from '~/kernel/component'
import type { ControllerRequest, ControllerResponse } from './controller-messages'

/** The pause before a request is sent again, in ms. */
const RETRY_BACKOFF_MS = 50
/** The longest wait for one answer, in ms: `controller.socket.timeout.ms` is longer, but a cut then costs half a minute. */
const ATTEMPT_MS_MAX = 2_000

export interface ControllerLocator {
  /** The active controller as far as this broker knows, or -1. */
  leaderId(): number
  /** Answers in this process, where this broker is the controller. */
  answer(request: ControllerRequest): Promise<ControllerResponse>
}

export class ControllerChannel {
  private readonly context: Context
  private readonly locator: ControllerLocator

  constructor(context: Context, locator: ControllerLocator) {
    this.context = context
    this.locator = locator
  }

  /**
   * Asks until a controller has decided, or `timeoutMs` are over: then null, and the request may be carried out all the same. What
   * was decided but not heard is asked again, as Kafka's brokers do.
   */
  async ask(request: ControllerRequest, timeoutMs: number): Promise<ControllerResponse | null> {
    const { clock } = this.context
    const endMs = clock.monotonicMs() + timeoutMs
    for (;;) {
      const leftMs = endMs - clock.monotonicMs()
      if (leftMs <= 0) return null
      const response = await this.askOnce(request, Math.min(leftMs, ATTEMPT_MS_MAX))
      if (response !== null && response.error !== 'NOT_CONTROLLER') return response
      await clock.sleep(Math.min(RETRY_BACKOFF_MS, Math.max(0, endMs - clock.monotonicMs())))
    }
  }

  /** Asks whoever is the controller now, once; null without an answer. */
  async askOnce(request: ControllerRequest, timeoutMs: number): Promise<ControllerResponse | null> {
    const { context, locator } = this
    const leaderId = locator.leaderId()
    if (leaderId < 0) return null
    if (leaderId === context.instance) return locator.answer(request)
    try {
      return await context.call<ControllerResponse>(context.self, request, { timeoutMs, instance: leaderId })
    } catch (error) {
      if (!isCallError(error)) throw error
      return null
    }
  }
}
