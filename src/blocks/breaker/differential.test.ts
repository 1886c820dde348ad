/**
 * The breaker beside cockatiel and opossum on the same sequences of calls: where all three mean the same they must do the
 * same, call by call; where they differ on purpose, a test of its own shows the difference and says which way is ours.
 */
import { CircuitState, ConsecutiveBreaker, CountBreaker, circuitBreaker, handleAll } from 'cockatiel'
import fc from 'fast-check'
import Opossum from 'opossum'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createRng } from '~/kernel/random'
import { SETTINGS } from '../testing/breaker-settings'
import { CircuitBreaker, type StateName } from './breaker'
import type { BreakerOptions } from './options'

/** One call after a pause. */
interface Step {
  readonly pauseMs: number
  readonly isOk: boolean
}

const failed: Step = { pauseMs: 0, isOk: false }
const done: Step = { pauseMs: 0, isOk: true }

/** A breaker of any make. */
interface Subject {
  run(call: () => Promise<string>): Promise<unknown>
  state(): StateName
}

const WAIT_MS = 1_000

/** Settings that all three can be given. No rate of twelve calls or fewer is exactly 0.55. */
const COMMON: BreakerOptions = {
  ...SETTINGS,
  minimumCalls: 1,
  failureRate: 0.55,
  slowCallMs: Infinity,
  openWait: { firstMs: WAIT_MS, factor: 1, maxMs: WAIT_MS, jitter: 0 },
  halfOpenCalls: 1,
  probeTimeoutMs: Infinity,
}

const clock = { monotonicMs: () => vi.getMockedSystemTime()!.getTime() }

function ours(options: Partial<BreakerOptions> = {}): Subject & { readonly breaker: CircuitBreaker } {
  const breaker = new CircuitBreaker(clock, createRng(1), { ...COMMON, ...options })
  return { breaker, run: (call) => breaker.run(call), state: () => breaker.inspect().state }
}

/** Ours, but as cockatiel counts: the probe that closed it is the first call of the new window. */
function oursWithProbeCounted(options: Partial<BreakerOptions>): Subject {
  const subject = ours(options)
  return {
    ...subject,
    run: async (call) => {
      const before = subject.state()
      const result = await subject.run(call)
      if (before !== 'closed' && subject.state() === 'closed') subject.breaker.acquire().settle('success')
      return result
    },
  }
}

const COCKATIEL_STATES: Readonly<Record<CircuitState, StateName>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'forced-open',
}

function cockatiel(breaker: CountBreaker | ConsecutiveBreaker): Subject {
  const policy = circuitBreaker(handleAll, { halfOpenAfter: WAIT_MS, breaker })
  return { run: (call) => policy.execute(call), state: () => COCKATIEL_STATES[policy.state] }
}

function counting(size: number, minimumNumberOfCalls: number, threshold = COMMON.failureRate): Subject {
  return cockatiel(new CountBreaker({ threshold, size, minimumNumberOfCalls }))
}

function opossum(options: Opossum.Options = {}): Subject {
  const breaker = new Opossum((call: () => Promise<string>) => call(), {
    timeout: false,
    resetTimeout: WAIT_MS,
    errorThresholdPercentage: COMMON.failureRate * 100,
    rollingCountTimeout: 10_000,
    rollingCountBuckets: 10,
    ...options,
  })
  const state = () => (breaker.opened ? 'open' : breaker.halfOpen ? 'half-open' : 'closed')
  return { run: (call) => breaker.fire(call), state }
}

/** What came of a call: whether it was made, and in which state it left the breaker. */
async function play(subject: Subject, { pauseMs, isOk }: Step): Promise<string> {
  await vi.advanceTimersByTimeAsync(pauseMs)
  let made = 'rejected'
  const call = () => {
    made = 'made'
    return isOk ? Promise.resolve('ok') : Promise.reject(new Error('failed'))
  }
  await subject.run(call).catch(() => undefined)
  return `${made}, then ${subject.state()}`
}

async function outcomes(subject: Subject, steps: readonly Step[]): Promise<string[]> {
  const found: string[] = []
  for (const step of steps) found.push(await play(subject, step))
  return found
}

/** Pauses around the wait, but never exactly at it, where opossum's timer has already run and ours is due. */
const steps = fc.array(
  fc.record({ pauseMs: fc.constantFrom(0, 1, 10, 150, 400, 999, 1_001, 2_500), isOk: fc.boolean() }),
  { maxLength: 80 },
)

/** The steps before the first that satisfies a condition. */
function until(outcome: readonly string[], stop: (each: string, index: number) => boolean): readonly string[] {
  const end = outcome.findIndex(stop)
  return end < 0 ? outcome : outcome.slice(0, end)
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('the same as', () => {
  test('cockatiel, call by call, over a window of calls', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 12 }), async (script, calls) => {
        const window = { kind: 'count', calls } as const
        const mine = await outcomes(oursWithProbeCounted({ window }), script)
        vi.setSystemTime(0)
        expect(await outcomes(counting(calls, 1), script)).toEqual(mine)
      }),
      { numRuns: 100 },
    )
  })

  test('opossum, call by call, over a window of time, until it closes again', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        // Its buckets turn by a timer from when it was made; ours by the clock. Both begin at 0.
        vi.setSystemTime(0)
        const mine = await outcomes(ours({ window: { kind: 'time', spanMs: 10_000 } }), script)
        vi.setSystemTime(0)
        const theirs = await outcomes(opossum(), script)
        vi.clearAllTimers()
        const isClosedAgain = (_each: string, index: number) =>
          index > 0 && mine[index] === 'made, then closed' && mine[index - 1]!.endsWith('open')
        const common = until(mine, isClosedAgain)
        expect(theirs.slice(0, common.length).map(withoutTimer)).toEqual(common.map(withoutTimer))
      }),
      { numRuns: 100 },
    )
  })

  test('cockatiel’s breaker of failures in a row: a window of as many that must all have failed', async () => {
    const mine = ours({ window: { kind: 'count', calls: 3 }, minimumCalls: 3, failureRate: 1 })
    const theirs = cockatiel(new ConsecutiveBreaker(3))
    const script = [failed, failed, done, failed, failed, failed, failed]
    expect(await outcomes(mine, script)).toEqual(await outcomes(theirs, script))
  })

  /** Opossum turns half-open by a timer, ours by the next call: in between, both let exactly the next call through. */
  function withoutTimer(outcome: string): string {
    return outcome.replace('half-open', 'open')
  }
})

describe('different from', () => {
  test('cockatiel and opossum, which judge failures only: a success that completes the minimum can open ours', async () => {
    const script = [failed, failed, failed, done]
    const window = { kind: 'count', calls: 10 } as const
    expect((await outcomes(ours({ window, minimumCalls: 4 }), script)).at(-1)).toBe('made, then open')
    expect((await outcomes(counting(10, 4), script)).at(-1)).toBe('made, then closed')
    expect((await outcomes(opossum({ volumeThreshold: 4 }), script)).at(-1)).toBe('made, then closed')
  })

  test('cockatiel and opossum, which open above the threshold: ours opens at it, as resilience4j does', async () => {
    const half = { failureRate: 0.5, minimumCalls: 2 }
    expect((await outcomes(ours(half), [done, failed])).at(-1)).toBe('made, then open')
    expect((await outcomes(counting(10, 2, 0.5), [done, failed])).at(-1)).toBe('made, then closed')
    expect((await outcomes(opossum({ errorThresholdPercentage: 50 }), [done, failed])).at(-1)).toBe('made, then closed')
  })

  test('cockatiel, whose window begins with the probe that closed it: ours begins empty', async () => {
    const script = [failed, { pauseMs: WAIT_MS, isOk: true }, failed]
    const window = { kind: 'count', calls: 10 } as const
    expect((await outcomes(ours({ window }), script)).at(-1)).toBe('made, then open')
    expect((await outcomes(counting(10, 1), script)).at(-1)).toBe('made, then closed')
  })

  test('opossum, which keeps the failures from before it opened: one more failure opens it, ours needs new evidence', async () => {
    const script = [failed, failed, failed, failed, { pauseMs: WAIT_MS + 1, isOk: true }, done, failed]
    const options = { window: { kind: 'time', spanMs: 10_000 } as const, minimumCalls: 4 }
    expect((await outcomes(ours(options), script)).at(-1)).toBe('made, then closed')
    expect((await outcomes(opossum({ volumeThreshold: 4 }), script)).at(-1)).toBe('made, then open')
  })

  test('opossum, which counts calls that are not over as good: ours counts what has ended', async () => {
    const never = () => new Promise<string>(() => {})
    const mine = ours({ minimumCalls: 1 })
    const theirs = opossum()
    for (const subject of [mine, theirs]) {
      for (let call = 0; call < 5; call++) void subject.run(never)
      await play(subject, failed)
    }
    expect([mine.state(), theirs.state()]).toEqual(['open', 'closed'])
  })

  test('cockatiel, where calls wait for the probe: ours rejects them', async () => {
    const mine = ours()
    const theirs = counting(10, 1)
    let answer = (_text: string) => {}
    const slow = () => new Promise<string>((resolve) => (answer = resolve))
    const found: string[] = []
    for (const [name, subject] of Object.entries({ mine, theirs })) {
      await play(subject, failed)
      await vi.advanceTimersByTimeAsync(WAIT_MS)
      const probe = subject.run(slow)
      const second = subject
        .run(() => Promise.resolve('second'))
        .then(
          () => found.push(`${name}: waited`),
          () => found.push(`${name}: rejected`),
        )
      await vi.advanceTimersByTimeAsync(1)
      answer('probe')
      await Promise.all([probe, second])
    }
    expect(found).toEqual(['mine: rejected', 'theirs: waited'])
  })

  test('both, where a late success can close or a late failure can open a newer state: ours does not hear them', async () => {
    const failures: { readonly subject: Subject; readonly late: 'ok' | 'failed'; readonly leaves: StateName }[] = [
      { subject: ours(), late: 'ok', leaves: 'half-open' },
      { subject: opossum(), late: 'ok', leaves: 'closed' },
      { subject: ours(), late: 'failed', leaves: 'half-open' },
      { subject: counting(10, 1), late: 'failed', leaves: 'open' },
    ]
    for (const { subject, late, leaves } of failures) {
      let end = { ok: (_text: string) => {}, failed: (_error: Error) => {} }
      const old = subject.run(() => new Promise((ok, no) => (end = { ok, failed: no }))).catch(() => undefined)
      await play(subject, failed)
      // Opossum took the call that is not over as a good one.
      await play(subject, failed)
      await play(subject, failed)
      await vi.advanceTimersByTimeAsync(WAIT_MS + 1)
      void subject.run(() => new Promise<string>(() => {}))
      if (late === 'ok') end.ok('late')
      else end.failed(new Error('late'))
      await old
      await vi.advanceTimersByTimeAsync(0)
      expect(subject.state()).toBe(leaves)
    }
  })

  test('both, where a probe that never ends keeps it half-open for good: ours gives its place to another', async () => {
    const mine = ours({ probeTimeoutMs: 500 })
    const found: StateName[] = []
    for (const subject of [mine, opossum(), counting(10, 1)]) {
      await play(subject, failed)
      await vi.advanceTimersByTimeAsync(WAIT_MS + 1)
      void subject.run(() => new Promise<string>(() => {}))
      await vi.advanceTimersByTimeAsync(60_000)
      void subject.run(() => Promise.resolve('a minute later')).catch(() => undefined)
      await vi.advanceTimersByTimeAsync(WAIT_MS + 1)
      void subject.run(() => Promise.resolve('and again')).catch(() => undefined)
      await vi.advanceTimersByTimeAsync(0)
      found.push(subject.state())
    }
    expect(found).toEqual(['closed', 'half-open', 'half-open'])
  })
})
