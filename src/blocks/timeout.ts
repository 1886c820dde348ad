/** A bound on how long something may take, which also stops what it bounds. */
import type { Clock } from '~/kernel/time'

/** The time was up. Whether the work was done is unknown. */
export class TimeoutExceeded extends Error {
  override readonly name = 'TimeoutExceeded'
  readonly timeoutMs: number

  constructor(timeoutMs: number) {
    super(`not done within ${timeoutMs} ms`)
    this.timeoutMs = timeoutMs
  }
}

/**
 * Runs an action for at most `timeoutMs`. When the time is up its signal is aborted, so that whatever it holds (a place
 * in a queue, a connection) is given back then and not when an answer comes that nobody waits for.
 * @throws {TimeoutExceeded} when the time is up, and nothing of the action after that
 */
export async function withTimeout<Result>(
  clock: Pick<Clock, 'sleep'>,
  timeoutMs: number,
  action: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  let isOver = false
  const timeUp = clock.sleep(timeoutMs).then(() => {
    if (isOver) return undefined as never
    const error = new TimeoutExceeded(timeoutMs)
    controller.abort(error)
    throw error
  })
  try {
    return await Promise.race([action(controller.signal), timeUp])
  } finally {
    isOver = true
  }
}
