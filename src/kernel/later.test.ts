/** Replies whose content comes later change nothing about a run, except when it is waited for. */
import { describe, expect, test } from 'vitest'
import type { Component, Context } from './component'
import type { Engine } from './engine'
import { Later } from './later'
import { eventsOf, finishRun, tinyEngine, WORK_MS } from './testing/tiny-simulation'

const ARRIVALS = Array.from({ length: 200 }, (_, index) => 5 + index * 3.7)
const ACTIONS = ['loss:server~store=0.2@100-300', 'duplicate:server~store=0.5@200-600', 'crash:store@300-400']

/** A number that somebody else works out: it is not there before it was asked for so often. */
class Owed extends Later<number> {
  readonly #value: number
  readonly #noteTaken: () => void
  #looks: number

  constructor(value: number, looks: number, noteTaken: () => void) {
    super()
    this.#value = value
    this.#looks = looks
    this.#noteTaken = noteTaken
  }

  isReady(): boolean {
    return --this.#looks < 0
  }

  take(): number {
    this.#noteTaken()
    return this.#value
  }
}

/** A store that answers with how often it was asked. */
function storeThat(answer: (count: number, context: Context) => unknown) {
  let count = 0
  return (context: Context): Component => ({
    handle: async () => {
      await context.clock.sleep(WORK_MS)
      return answer(++count, context)
    },
  })
}

async function play(store: (context: Context) => Component, leadMax: number, prepare?: (engine: Engine) => void) {
  const engine = await tinyEngine({ arrivals: ARRIVALS, actions: ACTIONS, code: { store } })
  engine.leadMax = leadMax
  prepare?.(engine)
  const read: string[] = []
  engine.observe({ step: ({ n, t, kind, data }) => void read.push(JSON.stringify([n, t, kind, data])) })
  await finishRun(engine)
  return { events: eventsOf(engine), hash: engine.trace.hash, verdicts: engine.verdicts(), read }
}

describe('a reply whose content comes later', () => {
  test.each([0, 1, 7, 1000])(
    'gives the same run, verdicts and readings, with readers up to %i events behind',
    async (leadMax) => {
      const atOnce = await play(
        storeThat((count) => count),
        0,
      )
      const later = await play(
        storeThat((count) => new Owed(count, count % 5, () => {})),
        leadMax,
      )
      expect(atOnce.events.length).toBeGreaterThan(1000)
      expect(later).toEqual(atOnce)
    },
  )

  test('is waited for when it arrives, not when it leaves', async () => {
    const waits: number[] = []
    const owe = storeThat((count, { clock }) => {
      const leftMs = clock.monotonicMs()
      return new Owed(count, 0, () => waits.push(clock.monotonicMs() - leftMs))
    })
    await play(owe, 1_000_000)
    expect(waits.length).toBeGreaterThan(100)
    expect(Math.min(...waits)).toBe(2)
  })

  test.each([
    { lead: 0, looks: 1000 },
    { lead: 1_000_000, looks: 0 },
    { lead: 1_000_000, looks: 1000 },
  ])('leaves its waiting time to the readers that may be behind: %o', async ({ lead, looks }) => {
    const leads: number[] = []
    let engine: Engine | undefined
    const noteLead = () => leads.push(engine!.trace.length - engine!.foldedEvents)
    await play(
      storeThat((count) => new Owed(count, looks, noteLead)),
      lead,
      (made) => (engine = made),
    )
    const longest = Math.max(...leads)
    if (lead > 0 && looks === 0) expect(longest).toBeGreaterThan(1000)
    // While the store is down nobody waits for it.
    else expect(longest).toBeLessThan(500)
  })
})
