/** Bugs that other breakers had, or have: permits that leak, permits too many, and results that come too late. */
import { describe, expect, test } from 'vitest'
import { SETTINGS, setUp, trip, tripAndWait } from '../testing/breaker-settings'
import { withTimeout } from '../timeout'

const never = () => new Promise<never>(() => {})

describe('a half-open permit does not leak', () => {
  test('resilience4j #544, opossum #388: a probe that ends in an ignored error gives its place back', async () => {
    const bench = setUp({ classify: () => 'ignored' })
    tripAndWait(bench)
    for (let probe = 0; probe < 10; probe++) {
      await expect(bench.breaker.run(() => Promise.reject(new Error('404')))).rejects.toThrow('404')
    }
    expect(bench.breaker.inspect()).toMatchObject({ state: 'half-open', permitsLeft: 3, probesInFlight: 0 })
  })

  test('resilience4j #903, #935: probes that nobody hears of again do not keep it half-open', () => {
    const bench = setUp()
    tripAndWait(bench)
    for (let probe = 0; probe < 3; probe++) void bench.breaker.run(never)
    expect(() => bench.breaker.acquire()).toThrow('half-open')
    bench.clock.jump(SETTINGS.probeTimeoutMs)
    expect(() => bench.breaker.acquire()).toThrow('open')
    expect(bench.breaker.inspect()).toMatchObject({ state: 'open', openedInARow: 2 })
    bench.clock.jump(2_000)
    for (let probe = 0; probe < 3; probe++) bench.breaker.acquire().settle('success')
    expect(bench.breaker.inspect().state).toBe('closed')
  })

  test('resilience4j #1568: one lost probe of several is replaced, and the others decide', () => {
    const bench = setUp({ failureRate: 0.9 })
    tripAndWait(bench)
    bench.breaker.acquire()
    bench.breaker.acquire().settle('success')
    bench.clock.jump(SETTINGS.probeTimeoutMs)
    bench.breaker.acquire().settle('success')
    expect(bench.breaker.inspect().state).toBe('closed')
  })

  test('resilience4j #2172: a probe that is cancelled by its caller gives its place back, once', () => {
    const bench = setUp()
    tripAndWait(bench)
    const cancelled = bench.breaker.acquire()
    cancelled.settle('ignored')
    cancelled.settle('ignored')
    expect(bench.breaker.inspect()).toMatchObject({ permitsLeft: 3, probesInFlight: 0 })
  })

  test('a probe that throws before it returns a promise is a failed probe', async () => {
    const bench = setUp()
    tripAndWait(bench)
    const broken = () => {
      throw new Error('thrown at once')
    }
    await expect(bench.breaker.run(broken)).rejects.toThrow('thrown at once')
    expect(bench.breaker.inspect()).toMatchObject({ state: 'half-open', permitsLeft: 2, failures: 1 })
  })

  test('a probe that times out is a failed probe, and its answer is not heard any more', async () => {
    const bench = setUp({ halfOpenCalls: 1 })
    tripAndWait(bench)
    let answer = (_text: string) => {}
    const slow = () => new Promise<string>((resolve) => (answer = resolve))
    const probe = bench.breaker.run(() => withTimeout(bench.clock, 50, slow)).catch((error: Error) => error.message)
    await bench.clock.advance(50)
    expect(await probe).toBe('not done within 50 ms')
    answer('too late')
    await bench.clock.advance(1)
    expect(bench.breaker.inspect()).toMatchObject({ state: 'open', openedInARow: 2 })
  })
})

describe('half-open never lets too many through', () => {
  test('resilience4j #1432: the call that ends the wait takes one of the permits', () => {
    const bench = setUp({ halfOpenCalls: 1 })
    tripAndWait(bench)
    bench.breaker.acquire()
    for (let call = 0; call < 10; call++) expect(() => bench.breaker.acquire()).toThrow('half-open')
  })

  test('opossum #119: everything that comes while probes are out is rejected', () => {
    const bench = setUp()
    tripAndWait(bench)
    const outcomes = Array.from({ length: 20 }, () => {
      try {
        bench.breaker.acquire()
        return 'let through'
      } catch {
        return 'rejected'
      }
    })
    expect(outcomes.filter((each) => each === 'let through')).toHaveLength(3)
  })

  test('the answer of a probe that was given up does not free a second place', () => {
    const bench = setUp({ halfOpenCalls: 2, failureRate: 1 })
    tripAndWait(bench)
    const lost = bench.breaker.acquire()
    bench.clock.jump(SETTINGS.probeTimeoutMs)
    bench.breaker.acquire()
    lost.settle('success')
    expect(() => bench.breaker.acquire()).toThrow('half-open')
    expect(bench.breaker.inspect()).toMatchObject({ calls: 1, failures: 1, probesInFlight: 1 })
  })
})

describe('what began in an older state does not move a newer one', () => {
  test('opossum: an answer to a call from before it opened does not close it half-open', () => {
    const bench = setUp()
    const late = bench.breaker.acquire()
    tripAndWait(bench)
    bench.breaker.acquire()
    late.settle('success')
    expect(bench.breaker.inspect()).toMatchObject({ state: 'half-open', calls: 0 })
  })

  test('cockatiel: a failure of a call from before it opened does not open it half-open', () => {
    const bench = setUp()
    const late = Array.from({ length: 5 }, () => bench.breaker.acquire())
    tripAndWait(bench)
    bench.breaker.acquire()
    for (const permit of late) permit.settle('failure')
    expect(bench.breaker.inspect()).toMatchObject({ state: 'half-open', calls: 0 })
  })

  test('opossum #385: failures that come after it opened do not open it again', () => {
    const bench = setUp()
    const late = Array.from({ length: 6 }, () => bench.breaker.acquire())
    for (const permit of late) permit.settle('failure')
    expect(bench.transitions).toHaveLength(1)
    expect(bench.breaker.inspect().nextProbeInMs).toBe(1_000)
  })

  test('a probe of an earlier attempt is no probe of this one', () => {
    const bench = setUp({ halfOpenCalls: 2 })
    tripAndWait(bench)
    const first = bench.breaker.acquire()
    bench.breaker.acquire().settle('failure')
    bench.clock.jump(SETTINGS.probeTimeoutMs)
    expect(() => bench.breaker.acquire()).toThrow('open')
    bench.clock.jump(2_000)
    bench.breaker.acquire()
    first.settle('success')
    expect(bench.breaker.inspect()).toMatchObject({ state: 'half-open', calls: 0, probesInFlight: 1 })
  })

  test('a call from before the breaker was set by hand is not counted after it was reset', () => {
    const bench = setUp()
    const late = bench.breaker.acquire()
    bench.breaker.override('disabled')
    bench.breaker.reset()
    late.settle('failure')
    expect(bench.breaker.inspect().calls).toBe(0)
  })

  test('opossum #276: a single failing call after a quiet time opens it again, whatever its volume', () => {
    const bench = setUp({ halfOpenCalls: 1, minimumCalls: 10 })
    trip(bench)
    bench.clock.jump(1_000_000)
    bench.breaker.acquire().settle('failure')
    expect(bench.breaker.inspect().state).toBe('open')
  })
})
