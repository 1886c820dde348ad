/** A search finds what a broken safeguard lets through, makes it small, and finds the same again; without one it finds nothing. */
import { describe, expect, test } from 'vitest'
import type { Host } from '~/kernel/engine'
import { defineInvariant } from '~/kernel/invariant'
import { formatRunQuery } from '~/kernel/run-query'
import { tinySimulation } from '~/kernel/testing/tiny-simulation'
import type { AnySimulation } from '~/kernel/simulation'
import { runToEnd } from '../node'
import { search, type SearchEvent } from './search'

const HOST: Host = { load: () => Promise.reject(new Error('no assets')) }
const ARRIVALS = Array.from({ length: 150 }, (_, index) => index * 20)
const LATE = { scenario: 'plain', settings: {}, without: [] }

/** Not many requests may fail. */
const FEW_FAIL = defineInvariant<{ failed: number; request: number }>({
  id: 'few-fail',
  kind: 'safety',
  statement: 'At most so many requests fail.',
  label: 'failures',
  kinds: ['fail', 'info'],
  arrows: ['client~server'],
  create: () => ({ failed: 0, request: 0 }),
  step: (state, event) => {
    state.failed++
    state.request = event.id
  },
  broken: ({ failed, request }) =>
    failed <= 12 ? null : { summary: `${failed} failed`, request, figures: { failed } },
  figures: ({ failed }) => ({ mostFailed: failed }),
})

/** Requests fail when the store is down, since nothing guards against that. */
const fragile = tinySimulation({ arrivals: ARRIVALS, durationMs: 3000, invariants: [FEW_FAIL] })
/** Nothing can break it: it promises nothing that a fault takes away. */
const solid = tinySimulation({ arrivals: ARRIVALS, durationMs: 3000, invariants: [] })

async function searched(simulation: AnySimulation, { from = 1, count = 20, giveUpAfter = Infinity } = {}) {
  const heard: SearchEvent[] = []
  const find = await search(simulation, LATE, { from, count }, HOST, {
    hear: (event) => heard.push(event),
    isWanted: () => heard.filter(({ kind }) => kind === 'tried').length < giveUpAfter,
  })
  return { find, heard, seeds: heard.flatMap((event) => (event.kind === 'tried' ? [event.seed] : [])) }
}

describe('a search of what can be broken', () => {
  test('finds a run, and what is left of it is one fault', async () => {
    const { find } = await searched(fragile)
    expect(find!.violation.invariant).toBe('few-fail')
    expect(find!.run.actions).toHaveLength(1)
    expect(find!.run).toMatchObject({ scenario: 'plain', settings: {}, without: [], seed: find!.seed })
  })

  test('finds the same from the same seeds, and tells the same on the way', async () => {
    const one = await searched(fragile)
    const another = await searched(fragile)
    expect(another).toEqual(one)
  })

  test('gives a run that breaks the same by itself, at the same event', async () => {
    const { find } = await searched(fragile)
    const { invariants } = await runToEnd(fragile, find!.run, { host: HOST })
    expect(invariants.find(({ id }) => id === 'few-fail')!.first).toEqual(find!.violation)
  })

  test('tells each step: tried until it broke, then smaller and smaller', async () => {
    const { find, heard, seeds } = await searched(fragile)
    expect(seeds.length).toBeGreaterThan(1)
    expect(seeds).toEqual(seeds.map((_, index) => index + 1))
    const tried = heard.filter((event) => event.kind === 'tried')
    expect(tried.map(({ isBroken }) => isBroken)).toEqual([...seeds.slice(1).map(() => false), true])
    for (const { worst } of tried.slice(0, -1)) expect(worst['few-fail']!['mostFailed']).toBeLessThanOrEqual(12)
    const shrinking = heard.filter((event) => event.kind === 'shrinking')
    const lengths = shrinking.map(({ find: each }) => formatRunQuery(each.run).length)
    expect(lengths.at(-1)).toBeLessThan(lengths[0]!)
    expect(shrinking.at(-1)!.find).toEqual(find)
    expect(shrinking.map(({ tries }) => tries)).toEqual(shrinking.map((_, index) => index))
  })
})

test('a search of what nothing breaks tries every seed and tells how many faults there were', async () => {
  const { find, heard, seeds } = await searched(solid, { from: 7, count: 5 })
  expect(find).toBeNull()
  expect(seeds).toEqual([7, 8, 9, 10, 11])
  const faults = heard.map((event) => (event.kind === 'tried' ? event.faults : 0)).reduce((sum, each) => sum + each)
  expect(faults).toBeGreaterThanOrEqual(5)
})

test('a search that nobody wants any more ends in the run that it is at', async () => {
  const { find, seeds } = await searched(solid, { giveUpAfter: 2 })
  expect(find).toBeNull()
  expect(seeds).toEqual([1, 2])
})

test('a run that cannot be ended is a find, too', async () => {
  const broken = tinySimulation({
    arrivals: ARRIVALS,
    durationMs: 3000,
    invariants: [
      defineInvariant<{ failed: boolean }>({
        id: 'throws',
        kind: 'safety',
        statement: 'It is never asked about a failure.',
        label: 'throws',
        kinds: ['info', 'fail'],
        create: () => ({ failed: false }),
        step: (state) => {
          state.failed = true
        },
        broken: ({ failed }) => {
          if (failed) throw new Error('nobody expected this')
          return null
        },
      }),
    ],
  })
  const { find } = await searched(broken)
  expect(find!.violation).toMatchObject({ invariant: 'ends', evidence: { summary: 'Error: nobody expected this' } })
  expect(find!.run.actions).toHaveLength(1)
})
