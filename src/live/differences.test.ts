/** What is told of two worlds that differ, and which reasons are given for it. */
import { describe, expect, test } from 'vitest'
import type { ArrowFigures, ComparedVerdict, Comparison } from '~/host/live/comparison'
import { differencesOf } from './differences'

type Compared = Omit<Comparison, 'differences' | 'isJudged'>

const LATE = /machine was late/
const QUIET = { maxMs: 3, meanMs: 0.1, lastMs: 0 }
const BUSY = { maxMs: 101, meanMs: 20, lastMs: 0 }

/** Two worlds in which nothing differs, but for what is given. */
function told(different: Partial<Compared> = {}) {
  return differencesOf({
    simulation: 'payments',
    scenario: 'steady',
    seed: 7,
    without: [],
    durationMs: 1_000,
    stores: { postgres: 'PostgreSQL 18', redis: 'Redis 8' },
    agrees: true,
    verdicts: [verdict(true, true)],
    outcomes: { allowed: { engine: 90, live: 90 }, failed: { engine: 10, live: 10 } },
    arrows: {},
    leftOut: [],
    lag: QUIET,
    ...different,
  })
}

function verdict(engine: boolean, live: boolean): ComparedVerdict {
  const evidence = { engine: engine ? null : 'charged twice', live: live ? null : 'charged thrice' }
  const violations = { engine: Number(!engine), live: Number(!live) }
  return { id: 'one-charge', held: { engine, live }, violations, evidence, agrees: engine === live }
}

function arrow(kind: string | null, engineMs: number, liveMs: number, ok = 100) {
  const figures = (p50Ms: number): ArrowFigures => ({ sent: 100, ok, failed: 0, unknown: 0, p50Ms, p95Ms: p50Ms })
  return { kind, engine: figures(engineMs), live: figures(liveMs) }
}

const few = (live: number) => ({ allowed: { engine: 100, live }, failed: { engine: 0, live: 100 - live } })

test('worlds in which nothing differs are told nothing of', () => {
  expect(told()).toEqual([])
  expect(told({ lag: BUSY })).toEqual([])
})

describe('a verdict that holds in one world alone', () => {
  test('is told with the evidence of the world in which it is violated', () => {
    const [live] = told({ verdicts: [verdict(true, false)] })
    expect(live).toEqual({ what: 'one-charge is violated live and holds in the engine: charged thrice', why: null })
    const [engine] = told({ verdicts: [verdict(false, true)] })
    expect(engine!.what).toBe('one-charge is violated in the engine and holds live: charged twice')
  })

  test('is put down to a late machine, and before that to what was left out', () => {
    expect(told({ verdicts: [verdict(true, false)], lag: BUSY })[0]!.why).toMatch(LATE)
    const leftOut = [{ verb: 'crash', why: 'This server is your own' }]
    const [first, second] = told({ verdicts: [verdict(true, false)], lag: BUSY, leftOut })
    expect(first!.why).toBe('Not all of the scenario was done to the real stores: crash (This server is your own)')
    expect(second).toEqual({ what: '"crash" was not done to the real store', why: 'This server is your own' })
  })

  test('that is violated in both is no difference', () => {
    expect(told({ verdicts: [verdict(false, false)] })).toEqual([])
  })
})

describe('shares of requests', () => {
  test('less than a twentieth apart are chance', () => {
    expect(told({ outcomes: few(96) })).toEqual([])
    expect(told({ outcomes: few(95) }).map(({ what }) => what)).toEqual([
      '95.0 % of the requests ended as "allowed" live, 100.0 % in the engine',
      '5.0 % of the requests ended as "failed" live, 0.0 % in the engine',
    ])
  })

  test('are put down to the one session of PostgreSQL in the engine where one is live, and to a late machine first', () => {
    expect(told({ outcomes: few(50) })[0]!.why).toMatch(/one session/)
    expect(told({ outcomes: few(50), lag: BUSY })[0]!.why).toMatch(LATE)
    expect(told({ outcomes: few(50), stores: { redis: 'Redis 8' } })[0]!.why).toBeNull()
  })

  test('of a world in which nothing was asked are none', () => {
    const outcomes = { allowed: { engine: 0, live: 0 } }
    expect(told({ outcomes })).toEqual([])
  })
})

describe('latencies', () => {
  const why = (kind: string | null, lag = QUIET) => told({ arrows: { 'a~b': arrow(kind, 1, 9) }, lag })[0]!.why

  test('are told that are a millisecond and twice apart, and no others', () => {
    const of = (engineMs: number, liveMs: number) => told({ arrows: { 'a~b': arrow('redis', engineMs, liveMs) } })
    expect(of(0.2, 1.1)).toEqual([])
    expect(of(10, 19)).toEqual([])
    expect(of(0.2, 1.3).map(({ what }) => what)).toEqual(['a~b: median 1.30 ms live, 0.20 ms in the engine'])
    expect(of(20, 9)).toHaveLength(1)
  })

  test('of an arrow along which nothing was answered are none', () => {
    expect(told({ arrows: { 'a~b': arrow('redis', 0, 50, 0) } })).toEqual([])
  })

  test('to a real store are put down to its kind: to locks and the disk of a PostgreSQL', () => {
    expect(why('postgres')).toMatch(/one session.*wait for the locks of others and for the disk/)
    expect(why('redis')).toMatch(/no modelled delay/)
    expect(why('postgres', BUSY)).toMatch(/wait for the locks/)
  })

  test('between modelled boxes are put down to a late machine, or to nothing', () => {
    expect(why(null)).toBeNull()
    expect(why(null, BUSY)).toMatch(LATE)
  })
})
