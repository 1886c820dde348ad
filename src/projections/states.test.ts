/** States of processes, as bands need them. */
import { describe, expect, test } from 'vitest'
import type { StateReading } from '~/kernel/reading'
import { tinyDiagram } from '~/kernel/testing/tiny-simulation'
import { createEventBuffer, type Kind } from '~/kernel/trace'
import { States, statesOf } from './states'

const READING: StateReading = {
  initial: { server: { state: 'idle', tone: 'allowed' } },
  read: ({ key, node, instance }) =>
    key === 'busy' ? { box: node, instance, state: 'busy', tone: 'throttled' } : null,
}

function fold(...events: readonly (readonly [t: number, kind: Kind, instance: number, key?: string])[]): States {
  const states = new States(READING, tinyDiagram())
  for (const [t, kind, instance, key = ''] of events) {
    states.step({ ...createEventBuffer(), t, kind, node: 'server', instance, key })
  }
  return states
}

function namesAt(states: States, nowMs: number): readonly string[] {
  return statesOf(states.until(nowMs), 'server').map(({ state }) => state)
}

describe('states', () => {
  test('begin as the reading says, for every process', () => {
    expect(namesAt(fold(), 0)).toEqual(['idle', 'idle'])
  })

  test('change with facts, and are known for every moment of the past', () => {
    const states = fold([10, 'state', 1, 'busy'], [20, 'state', 0, 'other'])
    expect(namesAt(states, 9)).toEqual(['idle', 'idle'])
    expect(namesAt(states, 10)).toEqual(['idle', 'busy'])
  })

  test('end with the process and begin again with the next one', () => {
    const states = fold([10, 'state', 0, 'busy'], [20, 'crash', 0], [30, 'restart', 0])
    expect([10, 20, 30].map((t) => namesAt(states, t)[0])).toEqual(['busy', 'down', 'idle'])
  })

  test('are bounded, and the last one of each process stays', () => {
    const many = Array.from({ length: 9_000 }, (_, t) => [t, 'state', 0, 'busy'] as const)
    const states = fold([0, 'crash', 1], ...many)
    expect(states.until(Infinity).length).toBeLessThanOrEqual(4_000)
    expect(namesAt(states, Infinity)).toEqual(['busy', 'down'])
  })
})

test('a simulation without states has none', () => {
  const states = new States(undefined, tinyDiagram())
  states.step({ ...createEventBuffer(), kind: 'crash', node: 'server' })
  expect(states.until(Infinity)).toEqual([])
})
