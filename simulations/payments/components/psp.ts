/**
 * The acquirer: somebody else's system, with idempotency keys of its own. It takes money once for each key, can be asked
 * what became of one, and reports what it has captured. Its books outlive its processes.
 */
import type { Component, Context, Incoming, Message } from '~/kernel/component'
import { sampleMs } from '~/kernel/distribution'
import type {
  Capture,
  PspAnswer,
  PspChargeRequest,
  PspReportRequest,
  PspStatusRequest,
  ReportedCapture,
} from '../messages'

const WORK = { kind: 'quantiles', ms: [40, 70, 160, 420, 700] } as const
const QUERY_WORK = { kind: 'uniform', minMs: 5, maxMs: 20 } as const
/** Requests per second that it takes before it throttles. */
const CAPACITY_PER_SECOND = 600
/** Cards that it declines, of ten thousand. */
const DECLINED_CARDS = 150
/** Longer than anybody waits. */
const NEVER_MS = 120_000

type Outcome = 'captured' | 'declined'

/** What the PSP has on its disk. */
class PspBooks {
  readonly captures: ReportedCapture[] = []
  readonly outcomes = new Map<string, Outcome>()
}

/** The request that a fact is about, and the event that led to it. */
interface About {
  readonly request: number
  readonly cause: number
}

/** The code of the PSP. */
export function createPsp(context: Context): Component {
  const { clock, rng } = context
  const books = context.disk('books', () => new PspBooks())
  const faults = { declines: 0, timeoutCharged: 0, errors: 0, throttle: CAPACITY_PER_SECOND }
  const inWork = new Set<string>()
  const answered: Record<string, number> = {}
  let currentSecond = 0
  let inSecond = 0

  function isThrottled(): boolean {
    const second = Math.floor(clock.monotonicMs() / 1000)
    if (second !== currentSecond) {
      currentSecond = second
      inSecond = 0
    }
    return ++inSecond > faults.throttle
  }

  function decide(capture: Capture, about: About): Outcome {
    const isDeclined = Number(capture.card.slice(-4)) < DECLINED_CARDS || rng.chance(faults.declines)
    const outcome = isDeclined ? 'declined' : 'captured'
    books.outcomes.set(capture.pspKey, outcome)
    if (outcome === 'captured') {
      books.captures.push({ ...capture, seq: books.captures.length + 1 })
      context.emit('capture', { ...capture }, about)
    }
    return outcome
  }

  async function charge({ capture }: PspChargeRequest, about: About): Promise<PspAnswer> {
    const { pspKey } = capture
    if (isThrottled()) return { status: 429, retryAfterMs: 1_000 }
    const known = books.outcomes.get(pspKey)
    if (known !== undefined) return { status: 200, outcome: known }
    if (inWork.has(pspKey)) return { status: 409 }
    inWork.add(pspKey)
    await clock.sleep(sampleMs(WORK, rng))
    inWork.delete(pspKey)
    // Half of the errors happen before the money is taken, and half after it.
    if (rng.chance(faults.errors)) {
      if (rng.chance(0.5)) decide(capture, about)
      return { status: 500 }
    }
    const outcome = decide(capture, about)
    if (rng.chance(faults.timeoutCharged)) await clock.sleep(NEVER_MS)
    return { status: 200, outcome }
  }

  async function status({ pspKey }: PspStatusRequest): Promise<PspAnswer> {
    await clock.sleep(sampleMs(QUERY_WORK, rng))
    const outcome = books.outcomes.get(pspKey)
    if (outcome !== undefined) return { status: 200, outcome }
    return { status: inWork.has(pspKey) ? 409 : 404 }
  }

  async function report({ after, countMax }: PspReportRequest): Promise<readonly ReportedCapture[]> {
    await clock.sleep(sampleMs(QUERY_WORK, rng))
    return books.captures.slice(after, after + countMax)
  }

  async function handle(message: Message, { event: cause }: Incoming): Promise<unknown> {
    if (message.type === 'report') return report(message as PspReportRequest)
    const answer = await (message.type === 'charge'
      ? charge(message as PspChargeRequest, { request: message.request, cause })
      : status(message as PspStatusRequest))
    const name = answer.status === 200 ? answer.outcome : String(answer.status)
    answered[name] = (answered[name] ?? 0) + 1
    return answer
  }

  return {
    handle,
    act: (verb, value, phase) => {
      const number = phase === 'start' ? Number(value) : undefined
      if (verb === 'decline') faults.declines = number ?? 0
      else if (verb === 'timeout-charged') faults.timeoutCharged = number ?? 0
      else if (verb === 'server-errors') faults.errors = number ?? 0
      else if (verb === 'throttle') faults.throttle = number ?? CAPACITY_PER_SECOND
      return undefined
    },
    inspect: () => ({
      captured: books.captures.length,
      inWork: inWork.size,
      throttledAbovePerSecond: faults.throttle,
      answered: { ...answered },
      latest: books.captures
        .slice(-10)
        .map(({ seq, payment, amount, currency }) => ({ seq, payment, amount, currency })),
    }),
  }
}
