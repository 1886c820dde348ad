/** What holds of a breaker whatever happens to it, held to a slow count of its own that sees only calls and their ends. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SETTINGS, setUp } from '../testing/breaker-settings'
import type { Permit, Transition } from './breaker'
import type { BreakerOptions, Verdict } from './options'
import { BUCKETS } from './window'

type Step =
  | { readonly kind: 'call' }
  | { readonly kind: 'end'; readonly which: number; readonly verdict: Verdict }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'by-hand'; readonly state: 'forced-open' | 'disabled' | 'metrics-only' | 'reset' }

const steps = fc.array(
  fc.oneof(
    { weight: 10, arbitrary: fc.constant<Step>({ kind: 'call' }) },
    {
      weight: 10,
      arbitrary: fc.record({
        kind: fc.constant('end' as const),
        which: fc.nat({ max: 50 }),
        verdict: fc.constantFrom<Verdict>('success', 'failure', 'failure', 'ignored'),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        ms: fc.oneof(fc.nat({ max: 1_200 }), fc.constantFrom(199, 200, 299, 300, 899, 900, 999, 1_000)),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('by-hand' as const),
        state: fc.constantFrom('forced-open' as const, 'disabled' as const, 'metrics-only' as const, 'reset' as const),
      }),
    },
  ),
  { maxLength: 200 },
)

const options: fc.Arbitrary<BreakerOptions> = fc.record({
  window: fc.oneof(
    fc.record({ kind: fc.constant('count' as const), calls: fc.integer({ min: 5, max: 12 }) }),
    fc.record({ kind: fc.constant('time' as const), spanMs: fc.integer({ min: 100, max: 3_000 }) }),
  ),
  minimumCalls: fc.integer({ min: 1, max: 5 }),
  failureRate: fc.constantFrom(0.2, 0.5, 1),
  slowCallMs: fc.constantFrom(50, 500, Infinity),
  slowCallRate: fc.constantFrom(0.5, 1),
  openWait: fc.constantFrom(
    SETTINGS.openWait,
    { firstMs: 300, factor: 3, maxMs: 2_000, jitter: 1 },
    { firstMs: 300, factor: 1, maxMs: 300, jitter: 0.5 },
  ),
  calmMs: fc.constantFrom(0, 1_000),
  halfOpenCalls: fc.integer({ min: 1, max: 4 }),
  probeTimeoutMs: fc.constantFrom(200, 1_000),
})

interface Taken {
  readonly permit: Permit
  readonly atMs: number
  readonly era: number
}

interface Result {
  readonly atMs: number
  readonly isFailure: boolean
  readonly isSlow: boolean
}

const LEGAL = new Set(['closed → open', 'open → half-open', 'half-open → open', 'half-open → closed'])

/** What is still in the window of a breaker, by counting again. */
function inWindow(results: readonly Result[], { window }: BreakerOptions, nowMs: number): readonly Result[] {
  if (window.kind === 'count') return results.slice(-window.calls)
  const bucketMs = window.spanMs / BUCKETS
  const oldest = Math.floor(nowMs / bucketMs) - BUCKETS + 1
  return results.filter(({ atMs }) => Math.floor(atMs / bucketMs) >= oldest)
}

function play(script: readonly Step[], settings: BreakerOptions) {
  const bench = setUp(settings)
  const { clock, breaker, transitions } = bench
  const taken: Taken[] = []
  let results: Result[] = []
  let era = 0
  let openUntilMs = 0

  /** Checks the transitions that a step brought about against what was counted until then. */
  function justify(from: number, lost: readonly Result[]): void {
    for (const each of transitions.slice(from)) {
      if (each.reason !== 'set-by-hand') {
        expect(LEGAL).toContain(`${each.from} → ${each.to}`)
        justifyAutomatic(each, lost)
      }
      era++
      results = []
      if (each.to === 'open') openUntilMs = clock.monotonicMs() + breaker.inspect().nextProbeInMs
    }
  }

  function justifyAutomatic({ from, to, reason, ...counts }: Transition, lost: readonly Result[]): void {
    if (reason === 'wait-over') {
      expect(clock.monotonicMs()).toBeGreaterThanOrEqual(openUntilMs)
      return
    }
    const known = [...results, ...lost]
    const seen =
      from === 'half-open' ? known.slice(0, settings.halfOpenCalls) : inWindow(known, settings, clock.monotonicMs())
    const { failures, slow, isBad } = judged(seen)
    expect(counts).toEqual({ calls: seen.length, failures, slow })
    expect(seen.length).toBeGreaterThanOrEqual(from === 'half-open' ? settings.halfOpenCalls : settings.minimumCalls)
    expect(to).toBe(isBad ? 'open' : 'closed')
  }

  function judged(seen: readonly Result[]) {
    const failures = seen.filter(({ isFailure }) => isFailure).length
    const slow = seen.filter(({ isSlow }) => isSlow).length
    return {
      failures,
      slow,
      isBad: failures >= settings.failureRate * seen.length || slow >= settings.slowCallRate * seen.length,
    }
  }

  /** True if what was counted leaves the breaker no choice but to change its state. */
  function mustMove(): boolean {
    const { state } = breaker.inspect()
    if (state === 'half-open') return results.length >= settings.halfOpenCalls
    if (state !== 'closed') return false
    const seen = inWindow(results, settings, clock.monotonicMs())
    return seen.length >= settings.minimumCalls && judged(seen).isBad
  }

  function probesOut(): readonly Taken[] {
    return taken.filter((each) => each.era === era && clock.monotonicMs() - each.atMs < settings.probeTimeoutMs)
  }

  function call(): void {
    const { state } = breaker.inspect()
    const before = transitions.length
    const lost = taken
      .filter((each) => each.era === era && state === 'half-open' && !probesOut().includes(each))
      .map(({ atMs }) => ({
        atMs: clock.monotonicMs(),
        isFailure: true,
        isSlow: clock.monotonicMs() - atMs >= settings.slowCallMs,
      }))
    let permit: Permit | undefined
    try {
      permit = breaker.acquire()
    } catch {
      // Rejected, which the checks below must agree with.
    }
    justify(before, lost)
    const after = breaker.inspect().state
    if (state === 'half-open') {
      results.push(...(after === 'half-open' ? lost : []))
      for (const each of taken.filter((one) => one.era === era && !probesOut().includes(one))) remove(each)
    }
    if (after === 'open' || after === 'forced-open') expect(permit).toBeUndefined()
    if (after === 'closed' || after === 'disabled' || after === 'metrics-only') expect(permit).toBeDefined()
    if (after === 'half-open') {
      const isRoom = probesOut().length + results.length < settings.halfOpenCalls
      expect(permit !== undefined).toBe(isRoom)
    }
    if (permit !== undefined) taken.push({ permit, atMs: clock.monotonicMs(), era })
  }

  function remove(each: Taken): void {
    taken.splice(taken.indexOf(each), 1)
  }

  function end(which: number, verdict: Verdict): void {
    const each = taken[which % taken.length]
    if (each === undefined) return
    remove(each)
    const before = transitions.length
    const atMs = clock.monotonicMs()
    const isCounted = verdict !== 'ignored' && each.era === era
    if (isCounted) {
      results.push({ atMs, isFailure: verdict === 'failure', isSlow: atMs - each.atMs >= settings.slowCallMs })
    }
    const isMoved = isCounted && mustMove()
    each.permit.settle(verdict)
    expect(transitions).toHaveLength(before + (isMoved ? 1 : 0))
    justify(before, [])
  }

  for (const step of script) {
    if (step.kind === 'call') call()
    else if (step.kind === 'end') end(step.which, step.verdict)
    else if (step.kind === 'wait') clock.jump(step.ms)
    else {
      const before = transitions.length
      if (step.state === 'reset') breaker.reset()
      else breaker.override(step.state)
      justify(before, [])
    }
    const { permitsLeft, probesInFlight, state } = breaker.inspect()
    expect(permitsLeft + probesInFlight).toBeLessThanOrEqual(state === 'half-open' ? settings.halfOpenCalls : 0)
  }
  return bench
}

test('every transition is legal and justified by what was counted; open lets nothing through, half-open so many', () => {
  fc.assert(
    fc.property(steps, options, (script, settings) => {
      play(script, settings)
    }),
    { numRuns: 500 },
  )
})

test('whatever has happened, once calls succeed the breaker closes after its waits and its probes, and stays closed', () => {
  fc.assert(
    fc.property(steps, options, (script, settings) => {
      const { breaker, clock, transitions } = play(
        script.filter(({ kind }) => kind !== 'by-hand'),
        settings,
      )
      const before = transitions.length
      // Time for the longest wait twice: old failures and lost probes may be found out only now, and open it once more.
      for (let timeMs = 0; timeMs < 2 * settings.openWait.maxMs + 3_000; timeMs += 20) {
        clock.jump(20)
        try {
          breaker.acquire().settle('success')
        } catch {
          // Still open.
        }
      }
      expect(breaker.inspect().state).toBe('closed')
      expect(transitions.length - before).toBeLessThanOrEqual(5)
    }),
    { numRuns: 200 },
  )
})
