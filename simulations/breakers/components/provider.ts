/**
 * A provider outside: so many workers, a queue in front of them, and work that takes the longer the more is waiting. When the
 * queue overflows it goes down for a while, forgets all work, and comes back cold: the first answers take longer, until its
 * caches are warm again. It does not know who has given up waiting and works for them, too.
 */
import { CallError } from '~/kernel/call-error'
import type { Component, Context, Message } from '~/kernel/component'
import { sampleMs, type Distribution } from '~/kernel/distribution'
import type { ProviderReply, ProviderRequest } from '../requests'

/** The capacity of a provider when it is warm. */
export interface ProviderOptions {
  readonly workers: number
  /** With more requests waiting than this it goes down. */
  readonly queueLengthMax: number
  /** Answers after which it is warm: some four seconds of its usual load, so that callers can wait for that. */
  readonly warmAfter: number
  readonly work: Distribution
  /** The status of its business error. */
  readonly decline: number
  /** What it does besides answering. A status other than 200 is a business error. */
  readonly perform?: (request: ProviderRequest) => number
}

/** With a full queue, work takes so many times as long as with an empty one. */
const CROWDED_FACTOR = 2
/** How long it is down after its queue overflowed. */
const DOWN_MS = 600
/** Work of a cold provider takes so many times as long. */
const COLD_FACTOR = 2.5
/** A cold provider has this share of its workers, and of the places to wait. */
const COLD_SHARE = 0.2
/**
 * Left alone for so long before it is warm, it is cold again, in milliseconds. Longer than breakers stay open: else what one
 * round of probes has warmed were lost before the next.
 */
const COOL_DOWN_MS = 10_000

/** The code of a provider's box. */
export function createProvider(context: Context, options: ProviderOptions): Component {
  const { clock, rng } = context
  const { workers, queueLengthMax, warmAfter } = options
  // Whoever starts in the middle of a run starts cold.
  let answeredSinceCold = clock.monotonicMs() === 0 ? warmAfter : 0
  let busy = 0
  let epoch = 0
  let upAtMs = 0
  let calledAtMs = 0
  let wentDown = 0
  let queue: (() => void)[] = []
  let cuts: Set<(error: CallError) => void> = new Set()
  const faults = { brownOut: 1, flapMs: 0, flapSinceMs: 0, declines: 0, garbage: 0 }

  function isDown(): boolean {
    const nowMs = clock.monotonicMs()
    const isFlapDown = faults.flapMs > 0 && Math.floor((nowMs - faults.flapSinceMs) / faults.flapMs) % 2 === 0
    return nowMs < upAtMs || isFlapDown
  }

  /** All work is lost, whoever waits for it is cut off. */
  function goDown(): void {
    wentDown++
    epoch++
    const lost = [...cuts]
    context.emit('overrun', { waiting: queue.length, inFlight: lost.length })
    queue = []
    cuts = new Set()
    busy = 0
    upAtMs = clock.monotonicMs() + DOWN_MS
    answeredSinceCold = 0
    for (const cut of lost) cut(new CallError('reset', `${context.self} went down`))
  }

  /** 0 is cold, 1 is warm; it grows with every answer. */
  function warmth(): number {
    return Math.min(1, answeredSinceCold / warmAfter)
  }

  function sizeNow(whenWarm: number): number {
    return Math.ceil(whenWarm * (COLD_SHARE + (1 - COLD_SHARE) * warmth()))
  }

  function workMs(): number {
    const crowd = 1 + (CROWDED_FACTOR - 1) * (queue.length / queueLengthMax)
    const cold = 1 + (COLD_FACTOR - 1) * (1 - warmth())
    return sampleMs(options.work, rng) * faults.brownOut * crowd * cold
  }

  /** Waits for a worker and its work; fails if the provider goes down meanwhile. */
  function beServed(): Promise<void> {
    return new Promise((resolve, reject) => {
      const begun = epoch
      cuts.add(reject)
      const start = () => {
        busy++
        void clock.sleep(workMs()).then(() => {
          if (epoch !== begun) return
          cuts.delete(reject)
          answeredSinceCold++
          busy--
          while (queue.length > 0 && busy < sizeNow(workers)) queue.shift()!()
          resolve()
        })
      }
      if (busy < sizeNow(workers)) start()
      else queue.push(start)
    })
  }

  async function handle(request: ProviderRequest): Promise<ProviderReply> {
    const nowMs = clock.monotonicMs()
    if (answeredSinceCold < warmAfter && nowMs - calledAtMs > COOL_DOWN_MS) answeredSinceCold = 0
    calledAtMs = nowMs
    if (isDown()) throw new CallError('refused', `${context.self} is down`)
    if (queue.length >= sizeNow(queueLengthMax)) {
      goDown()
      throw new CallError('reset', `${context.self} went down`)
    }
    await beServed()
    const { key } = request
    const asOfMs = clock.monotonicMs()
    if (rng.chance(faults.garbage)) return { status: 200, key: '', asOfMs: 0 }
    if (rng.chance(faults.declines)) return { status: options.decline, key, asOfMs }
    return { status: options.perform?.(request) ?? 200, key, asOfMs }
  }

  return {
    handle: (message: Message) => handle(message as ProviderRequest),
    act: (verb, value, phase) => {
      const isOn = phase === 'start'
      if (verb === 'brown-out') faults.brownOut = isOn ? Number(value) : 1
      else if (verb === 'declines') faults.declines = isOn ? Number(value) : 0
      else if (verb === 'garbage') faults.garbage = isOn ? Number(value) : 0
      else if (verb === 'flap') {
        faults.flapMs = isOn ? Number(value) : 0
        faults.flapSinceMs = clock.monotonicMs()
      }
      return undefined
    },
    inspect: () => ({
      state: isDown() ? 'down' : answeredSinceCold < warmAfter ? 'cold' : 'warm',
      workers: sizeNow(workers),
      busy,
      waiting: queue.length,
      queueLengthMax: sizeNow(queueLengthMax),
      wentDown,
    }),
  }
}
