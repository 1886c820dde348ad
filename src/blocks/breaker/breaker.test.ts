/** The breaker as its states go round. */
import { describe, expect, test } from 'vitest'
import { SETTINGS, setUp, trip, tripAndWait } from '../testing/breaker-settings'

describe('closed', () => {
  test.each([
    ['fails half of four calls', 'ofof', 'open', 'failure-rate'],
    ['has failed three times, which is too few to judge', 'fff', 'closed', undefined],
    ['opens on the success that completes the minimum', 'fffo', 'open', 'failure-rate'],
    ['fails less than half', 'ooofooof', 'closed', undefined],
    ['is slow each time', 'ssss', 'open', 'slow-call-rate'],
    ['is slow three times of four', 'ssso', 'closed', undefined],
    ['ignores what tells nothing', 'iiiiffi', 'closed', undefined],
    ['forgets what left the window', 'ffoooooooooof', 'open', 'failure-rate'],
    ['forgets what left the window of ten', 'foooooooooofff', 'closed', undefined],
  ])('%s: %s', (_name, calls, state, reason) => {
    const { breaker, clock, transitions } = setUp(calls.startsWith('ffo') ? { minimumCalls: 10, failureRate: 0.2 } : {})
    for (const call of calls) {
      if (breaker.inspect().state === 'open') break
      const permit = breaker.acquire()
      if (call === 's') clock.jump(SETTINGS.slowCallMs)
      permit.settle(call === 'f' ? 'failure' : call === 'i' ? 'ignored' : 'success')
    }
    expect(breaker.inspect().state).toBe(state)
    expect(transitions[0]?.reason).toBe(reason)
  })

  test('counts calls of a window of time, and forgets them with it', () => {
    const { breaker, clock } = setUp({ window: { kind: 'time', spanMs: 1_000 } })
    for (let call = 0; call < 3; call++) breaker.acquire().settle('failure')
    clock.jump(1_000)
    breaker.acquire().settle('failure')
    expect(breaker.inspect()).toMatchObject({ state: 'closed', calls: 1, failures: 1 })
  })
})

test('shows its window in pieces, oldest first', () => {
  const play = (kind: 'count' | 'time') => {
    const { breaker, clock } = setUp({ window: kind === 'count' ? { kind, calls: 4 } : { kind, spanMs: 1_000 } })
    for (const verdict of ['failure', 'success', 'success', 'success', 'failure'] as const) {
      breaker.acquire().settle(verdict)
      clock.jump(100)
    }
    return breaker.inspect().parts.map(({ calls, failures }) => `${failures}/${calls}`)
  }
  expect(play('count')).toEqual(['0/1', '0/1', '0/1', '1/1'])
  expect(play('time')).toEqual(['0/0', '0/0', '0/0', '0/0', '1/1', '0/1', '0/1', '0/1', '1/1', '0/0'])
})

describe('open', () => {
  test('rejects every call and says when to come back', () => {
    const bench = setUp()
    trip(bench)
    bench.clock.jump(400)
    expect(() => bench.breaker.acquire()).toThrow(expect.objectContaining({ state: 'open', retryAfterMs: 600 }))
    bench.clock.jump(599.9)
    expect(() => bench.breaker.acquire()).toThrow('the breaker is open')
    bench.clock.jump(0.1)
    expect(() => bench.breaker.acquire()).not.toThrow()
  })

  test('waits longer each time, up to the longest wait', () => {
    const bench = setUp()
    trip(bench)
    const waits = Array.from({ length: 5 }, () => {
      const waitMs = bench.breaker.inspect().nextProbeInMs
      bench.clock.jump(waitMs)
      for (let probe = 0; probe < 3; probe++) bench.breaker.acquire().settle('failure')
      return waitMs
    })
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 8_000])
  })

  test('waits as chance says, within the jitter', () => {
    const waits = Array.from({ length: 20 }, (_, seed) => {
      const bench = setUp({ openWait: { ...SETTINGS.openWait, jitter: 0.5 } }, seed)
      trip(bench)
      return bench.breaker.inspect().nextProbeInMs
    })
    expect(new Set(waits).size).toBe(20)
    for (const waitMs of waits) {
      expect(waitMs).toBeGreaterThanOrEqual(500)
      expect(waitMs).toBeLessThanOrEqual(1_000)
    }
  })

  test('remembers how often it opened until it was closed for a while', () => {
    const bench = setUp({ calmMs: 5_000 })
    const close = () => {
      for (let probe = 0; probe < 3; probe++) bench.breaker.acquire().settle('success')
    }
    tripAndWait(bench)
    close()
    trip(bench)
    expect(bench.breaker.inspect()).toMatchObject({ openedInARow: 2, nextProbeInMs: 2_000 })
    bench.clock.jump(2_000)
    close()
    bench.clock.jump(5_000)
    trip(bench)
    expect(bench.breaker.inspect()).toMatchObject({ openedInARow: 1, nextProbeInMs: 1_000 })
  })
})

describe('half-open', () => {
  test('lets so many calls through, and their successes close it with an empty window', () => {
    const bench = setUp()
    tripAndWait(bench)
    const probes = [1, 2, 3].map(() => bench.breaker.acquire())
    expect(() => bench.breaker.acquire()).toThrow(expect.objectContaining({ state: 'half-open', retryAfterMs: 500 }))
    for (const probe of probes) probe.settle('success')
    expect(bench.breaker.inspect()).toMatchObject({ state: 'closed', calls: 0 })
    expect(bench.transitions.map(({ from, to, reason }) => `${from} → ${to}: ${reason}`)).toEqual([
      'closed → open: failure-rate',
      'open → half-open: wait-over',
      'half-open → closed: probes-passed',
    ])
  })

  test('opens again when the rate of the probes says so, not by the first failure', () => {
    const bench = setUp()
    tripAndWait(bench)
    bench.breaker.acquire().settle('failure')
    expect(bench.breaker.inspect().state).toBe('half-open')
    bench.breaker.acquire().settle('failure')
    bench.breaker.acquire().settle('success')
    expect(bench.breaker.inspect()).toMatchObject({ state: 'open', openedInARow: 2 })
  })

  test('opens again when the probes are slow', () => {
    const bench = setUp()
    tripAndWait(bench)
    for (let probe = 0; probe < 3; probe++) {
      const permit = bench.breaker.acquire()
      bench.clock.jump(SETTINGS.slowCallMs)
      permit.settle('success')
    }
    expect(bench.transitions.at(-1)).toMatchObject({ to: 'open', reason: 'slow-call-rate', calls: 3, slow: 3 })
  })
})

describe('set by hand', () => {
  test.each([
    ['forced-open', false, 0],
    ['disabled', true, 0],
    ['metrics-only', true, 20],
  ] as const)('%s', (state, lets, calls) => {
    const { breaker } = setUp({ window: { kind: 'count', calls: 100 } })
    breaker.override(state)
    for (let call = 0; call < 20; call++) {
      if (lets) breaker.acquire().settle('failure')
      else expect(() => breaker.acquire()).toThrow(expect.objectContaining({ retryAfterMs: Infinity }))
    }
    expect(breaker.inspect()).toMatchObject({ state, calls })
    breaker.reset()
    expect(breaker.inspect()).toMatchObject({ state: 'closed', calls: 0 })
  })
})

describe('a call through it', () => {
  test('gets what the call returned or threw', async () => {
    const { breaker } = setUp()
    expect(await breaker.run(() => Promise.resolve('answer'))).toBe('answer')
    await expect(breaker.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(breaker.inspect()).toMatchObject({ calls: 2, failures: 1 })
  })

  test('is classified by its error and by its result', async () => {
    const { breaker } = setUp({
      classify: (error) => ((error as Error).message === '404' ? 'ignored' : 'failure'),
      classifyResult: (result) => (result === 500 ? 'failure' : 'success'),
    })
    await breaker.run(() => Promise.reject(new Error('404'))).catch(() => undefined)
    await breaker.run(() => Promise.resolve(500))
    expect(breaker.inspect()).toMatchObject({ calls: 1, failures: 1 })
  })

  test('is not made while the breaker is open', async () => {
    const bench = setUp()
    trip(bench)
    let made = 0
    await expect(bench.breaker.run(() => Promise.resolve(made++))).rejects.toThrow('the breaker is open')
    expect(made).toBe(0)
  })
})

test.each([
  [{ minimumCalls: 0 }, 'minimumCalls is 1 or more, not 0'],
  [{ minimumCalls: 11 }, 'minimumCalls (11) is at most the 10 calls of the window'],
  [{ failureRate: 0 }, 'failureRate is more than 0 and at most 1, not 0'],
  [{ slowCallRate: 1.1 }, 'slowCallRate is more than 0 and at most 1, not 1.1'],
  [{ slowCallMs: NaN }, 'slowCallMs is more than 0 ms, not NaN'],
  [{ halfOpenCalls: 1.5 }, 'halfOpenCalls is 1 or more, not 1.5'],
  [{ probeTimeoutMs: 0 }, 'probeTimeoutMs is more than 0 ms, not 0'],
  [{ calmMs: -1 }, 'calmMs is 0 ms or more, not -1'],
  [{ window: { kind: 'count', calls: 0 } as const }, 'a window holds 1 call or more, not 0'],
  [{ window: { kind: 'time', spanMs: Infinity } as const }, 'a window spans more than 0 ms, not Infinity'],
  [{ openWait: { firstMs: 0, factor: 1, maxMs: 1, jitter: 0 } }, 'firstMs is more than 0 ms, not 0'],
  [{ openWait: { firstMs: 1, factor: 0.5, maxMs: 1, jitter: 0 } }, 'factor is at least 1, not 0.5'],
  [{ openWait: { firstMs: 2, factor: 1, maxMs: 1, jitter: 0 } }, 'maxMs is at least firstMs (2 ms), not 1'],
  [{ openWait: { firstMs: 1, factor: 1, maxMs: 1, jitter: 2 } }, 'jitter is 0 to 1, not 2'],
])('refuses %j', (options, message) => {
  expect(() => setUp(options)).toThrow(new RangeError(message))
})
