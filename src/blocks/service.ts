/** A service with finite capacity: so many workers, a bounded queue in front of them, and work that takes time. */
import { CallError } from '~/kernel/call-error'
import type { Component, Context } from '~/kernel/component'
import { sampleMs, type Distribution } from '~/kernel/distribution'

/** The capacity of a service. It answers at most workers / mean work per second. */
export interface ServiceOptions {
  readonly workers: number
  readonly queueLengthMax: number
  readonly work: Distribution
}

/** A service that answers every message with `answer` once a worker has done its work. */
export function createService<Reply>(context: Context, options: ServiceOptions, answer: Reply): Component {
  let busy = 0
  let done = 0
  let turnedAway = 0
  const queue: (() => void)[] = []

  async function work(): Promise<Reply> {
    if (busy >= options.workers) {
      if (queue.length >= options.queueLengthMax) {
        turnedAway++
        throw new CallError('overloaded', `${context.self} has ${queue.length} requests waiting`)
      }
      await new Promise<void>((resolve) => queue.push(resolve))
    } else {
      busy++
    }
    await context.clock.sleep(sampleMs(options.work, context.rng))
    done++
    // The worker goes on with the next request in line; only without one is it free.
    const next = queue.shift()
    if (next === undefined) busy--
    else next()
    return answer
  }

  return {
    handle: work,
    inspect: () => ({
      workers: options.workers,
      busy,
      waiting: queue.length,
      queueLengthMax: options.queueLengthMax,
      done,
      turnedAway,
    }),
  }
}
