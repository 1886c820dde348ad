/** The brokers, as requests over the drawn arrow. Which broker is asked is the number of an instance of their box. */
import { isCallError } from '~/kernel/call-error'
import type { CallOptions, Context } from '~/kernel/component'
import type { LogRequest, ResponseTo } from '../protocol/api'

/** In place of a broker's number: whichever instance has its turn. For whoever knows none yet. */
export const ANY_BROKER = -1

/** What became of a request that got no answer. */
export interface NoAnswer {
  readonly noAnswer: true
  /** It was certainly not carried out: refused, or turned away. */
  readonly isDefinite: boolean
}

const DEFINITE: NoAnswer = { noAnswer: true, isDefinite: true }
const INDEFINITE: NoAnswer = { noAnswer: true, isDefinite: false }

/** True if the network, and not a broker, had the last word. */
export function isNoAnswer(answer: object): answer is NoAnswer {
  return 'noAnswer' in answer
}

export class Connections<Box extends string = string> {
  private readonly context: Pick<Context<Box>, 'call'>
  private readonly box: Box
  private readonly isPull: boolean

  constructor(context: Pick<Context<Box>, 'call'>, box: Box, isPull: boolean) {
    this.context = context
    this.box = box
    this.isPull = isPull
  }

  /**
   * Asks one broker. Requests leave in the order in which they are made. Never rejects for what a network does: that is a value.
   * @param nodeId or {@link ANY_BROKER}
   */
  ask<Request extends LogRequest>(
    nodeId: number,
    request: Request,
    timeoutMs: number,
  ): Promise<ResponseTo<Request> | NoAnswer> {
    const { isPull } = this
    const options: CallOptions = nodeId === ANY_BROKER ? { timeoutMs, isPull } : { timeoutMs, isPull, instance: nodeId }
    return this.context.call<ResponseTo<Request>>(this.box, request, options).catch(absence)
  }
}

/** An answer's absence. Anything but a failure of the call is a defect, and stops the run. */
function absence(error: unknown): NoAnswer {
  if (!isCallError(error)) throw error
  return error.definite ? DEFINITE : INDEFINITE
}
