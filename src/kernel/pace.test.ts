/** The engine on another pace than virtual time: one that follows a clock which the test moves, as a wall clock would move. */
import { expect, test } from 'vitest'
import type { Core } from './core'
import { createEngine } from './engine'
import type { Pace } from './pace'
import { createTurn } from './turn'
import {
  CLIENT_MS,
  ROUND_TRIP_MS,
  eventsOf,
  tinyEngine,
  tinyRun,
  tinySimulation,
  type TinyOptions,
} from './testing/tiny-simulation'

/** Time that somebody else moves. Instants wait for it; real work is an event of the instant at which it completes. */
class ManualPace implements Pace {
  private readonly core: Core
  private readonly turn = createTurn()
  private nowUs = 0
  private look: (() => void) | undefined

  constructor(core: Core) {
    this.core = core
  }

  moveTo(ms: number): void {
    this.nowUs = ms * 1000
    this.look?.()
  }

  until(dueUs: number): Promise<void> | undefined {
    if (dueUs <= this.nowUs) return undefined
    return new Promise((resolve) => {
      this.look = resolve
    })
  }

  begin<Result>(start: () => Promise<Result>): Promise<Result> {
    const work = start()
    return new Promise((resolve, reject) => {
      const complete = (finish: () => void) => {
        const run = () => {
          this.core.woke = true
          finish()
        }
        this.core.scheduler.push(Math.max(this.nowUs, this.core.nowUs), { cancelled: false, run })
        this.look?.()
      }
      work.then(
        (result) => complete(() => resolve(result)),
        (error: unknown) => complete(() => reject(error as Error)),
      )
    })
  }

  outside<Result>(start: () => Promise<Result>): Promise<Result> {
    return this.begin(start)
  }

  async drain(): Promise<void> {
    await this.turn()
    this.core.throwDefect()
  }

  endInstant(): undefined {
    return undefined
  }

  async rest(): Promise<void> {
    await this.turn()
  }
}

async function open(options: TinyOptions) {
  let pace!: ManualPace
  const engine = await createEngine(tinySimulation(options), tinyRun(options), {
    load: () => Promise.reject(new Error('no assets')),
    pace: (core) => (pace = new ManualPace(core)),
  })
  return { engine, pace }
}

const OPTIONS: TinyOptions = { arrivals: [10, 20], durationMs: 60, settleMs: 40, actions: ['crash:store@12-18'] }

test('a pace that waits gives the run that virtual time gives, if nothing real is in it', async () => {
  const virtual = await tinyEngine(OPTIONS)
  await virtual.advance(Infinity, Infinity)
  const { engine, pace } = await open(OPTIONS)
  const done = engine.advance(Infinity, Infinity)
  const turn = createTurn()
  for (let ms = 0; ms <= 100; ms += 0.5) {
    pace.moveTo(ms)
    await turn()
    await turn()
    expect(engine.nowMs).toBeLessThanOrEqual(ms)
  }
  await done
  expect(engine.ended).toBe(true)
  expect(engine.trace.hash).toBe(virtual.trace.hash)
})

test('while real work hangs the rest of the system goes on, and its completion is an event of the instant at which it came', async () => {
  let complete!: (value: string) => void
  const work = new Promise<string>((resolve) => {
    complete = resolve
  })
  const { engine, pace } = await open({
    arrivals: [10, 20],
    durationMs: 100,
    settleMs: 0,
    code: {
      server: (context) => ({
        handle: ({ request }) => (request === 1 ? context.io(() => work) : Promise.resolve(`at once ${request}`)),
      }),
    },
  })
  const turn = createTurn()
  const untilMs = async (ms: number) => {
    const reached = engine.advance(ms, Infinity)
    pace.moveTo(ms)
    await reached
  }
  const done = () => eventsOf(engine).filter(({ key }) => key === 'done').map(({ t, data }) => `${t} ${String(data)}`) // prettier-ignore
  await untilMs(50)
  expect(done()).toEqual([`${20 + 2 * CLIENT_MS} at once 2`])
  complete('real')
  await turn()
  await untilMs(50 + CLIENT_MS)
  expect(done()).toEqual([`${20 + 2 * CLIENT_MS} at once 2`, `${50 + CLIENT_MS} real`])
  expect(ROUND_TRIP_MS).toBeLessThan(40)
})
