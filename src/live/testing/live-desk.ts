/** A page's engine on a real Redis, for tests: played as a page plays it. */
import { onTestFinished } from 'vitest'
import { parseAction } from '~/kernel/action'
import { runOf, type Run } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import type { Frame } from '~/projections/frame'
import { LiveStack } from '../live-stack'
import type { LocalStack } from '../local/stack'
import { createStackDesk } from '../stack-desk'

/** A page's engine on the disposable Redis, or on one that is somebody's own. */
export function openDesk(local: LocalStack, { isOwn = false } = {}) {
  const said: string[] = []
  const stores = local.stores.map(({ kind, url, processes }) => ({
    kind,
    place: kind.option.read(url),
    processes: isOwn ? [] : processes,
  }))
  const stack = new LiveStack({ stores, tell: (line) => said.push(line) })
  onTestFinished(() => stack.close())
  const desk = createStackDesk(stack)
  const goOn = async (untilMs: number): Promise<Frame> => {
    for (;;) {
      const { frame } = await desk.advance({
        untilMs,
        eventsMax: 5_000,
        wallMs: 50,
        speed: 1,
        stop: { at: [], after: 0 },
      })
      if (frame.nowMs >= untilMs || frame.ended) return frame
    }
  }
  return { desk, stack, said, goOn }
}

/** Little load, and an answer may come late: a test shares its machine. */
export function quietRun(limiter: AnySimulation, changes: Partial<Run> = {}): Run {
  const actions = ['rate:clients=200@0', 'rate:abuser=100@0'].map((text) => parseAction(text, vocabularyOf(limiter)))
  return { ...runOf('rate-limiter', { scenario: 'steady', settings: { redisTimeoutMs: '500' } }), actions, ...changes }
}
