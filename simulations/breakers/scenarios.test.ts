/** What each scenario promises to show is there to be seen: the picture of the drawing, too, reached by faults alone. */
import { describe, expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import type { TraceEvent } from '~/kernel/trace'
import { DEPENDENCIES, type Dependency } from './dependencies'
import simulation from './index'
import type { AnswerFact, BreakerFact, CallFact, OrderFact } from './requests'
import { runOf } from '~/kernel/run'

interface Fact<Data> {
  readonly t: number
  readonly id: number
  readonly data: Data
}

const played = new Map<string, ReturnType<typeof playOnce>>()

/** The facts of a scenario by name, and how its invariants stand. It is played once, however many tests look at it. */
function play(scenario: string): ReturnType<typeof playOnce> {
  const known = played.get(scenario) ?? playOnce(scenario)
  played.set(scenario, known)
  return known
}

async function playOnce(scenario: string) {
  const facts: Record<string, Fact<unknown>[]> = {}
  const step = ({ kind, key, t, id, data }: TraceEvent) => {
    if (kind === 'state') (facts[key] ??= []).push({ t, id, data })
  }
  const run = runOf('breakers', { scenario, seed: 5 })
  const { invariants } = await runToEnd(simulation, run, { observers: [{ step }] })
  return {
    broken: invariants.filter(({ held }) => !held).map(({ id }) => id),
    changes: (facts['breaker'] ?? []) as Fact<BreakerFact>[],
    calls: (facts['call'] ?? []) as Fact<CallFact>[],
    answers: (facts['answer'] ?? []) as Fact<AnswerFact>[],
    orders: (facts['order'] ?? []) as Fact<OrderFact>[],
  }
}

function opened(changes: readonly Fact<BreakerFact>[]): readonly string[] {
  const names = changes
    .filter(({ data }) => data.to === 'open')
    .map(({ data }) => `${data.dependency} #${data.instance}`)
  return [...new Set(names)].toSorted()
}

function replicas(...dependencies: readonly Dependency[]): readonly string[] {
  return dependencies.flatMap((dependency) => [0, 1, 2, 3].map((instance) => `${dependency} #${instance}`)).toSorted()
}

describe('the breakers that open are those that should, in', () => {
  test.each([
    ['steady', []],
    ['maps-down', replicas('maps')],
    ['vendor-brown-out', replicas('vendor')],
    ['payments-errors', replicas('payments')],
    ['declined-cards', []],
    ['recovery-stampede', replicas('vendor')],
    ['flapping', replicas('maps')],
    ['caller-timeout', replicas('payments')],
    ['probe-lost', replicas('maps')],
    ['bad-replica', ['vendor #2']],
    ['retry-storm', []],
    ['write-during-outage', replicas('payments')],
  ])('%s', async (scenario, expected) => {
    const { changes, broken } = await play(scenario)
    expect(broken).toEqual([])
    expect(opened(changes)).toEqual(expected)
  })
})

test('the picture: payments closed, the vendor half-open and probing, maps open and answered from the cache', async () => {
  const { changes, calls, broken } = await play('picture')
  const states = new Map(replicas(...DEPENDENCIES).map((name) => [name, 'closed']))
  const statesOf = (dependency: Dependency) => replicas(dependency).map((name) => states.get(name))
  const pictures = changes.filter(({ data }) => {
    states.set(`${data.dependency} #${data.instance}`, data.to)
    return (
      statesOf('payments').every((state) => state === 'closed') &&
      statesOf('vendor').includes('half-open') &&
      statesOf('maps').every((state) => state === 'open')
    )
  })
  expect(broken).toEqual([])
  expect(pictures.length).toBeGreaterThan(3)
  const fallbacks = calls.filter(({ data }) => data.dependency === 'maps' && data.outcome === 'fallback')
  expect(fallbacks.length).toBeGreaterThan(50)
})

test('a brown-out is noticed by slow calls', async () => {
  const { changes } = await play('vendor-brown-out')
  const first = changes.filter(({ data }) => data.to === 'open').slice(0, 4)
  expect(first.map(({ data }) => data.reason)).toEqual(Array.from({ length: 4 }, () => 'slow-call-rate'))
})

test('while payments is down orders fail aloud, and in the end none is left in doubt', async () => {
  const { answers, orders } = await play('write-during-outage')
  const failed = answers.filter(({ data }) => data.route === 'order' && data.status === 503)
  expect(failed.length).toBeGreaterThan(100)
  const last = new Map(orders.map(({ data }) => [data.order, data.state]))
  const states = [...last.values()]
  expect([...new Set(states)].toSorted()).toEqual(['cancelled', 'confirmed'])
  expect(states.filter((state) => state === 'cancelled')).toHaveLength(failed.length)
})
