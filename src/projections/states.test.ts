/** States of processes, as bands need them. */
import { describe, expect, test } from 'vitest'
import type { StateReading } from '~/kernel/reading'
import { tinyDiagram } from '~/kernel/testing/tiny-simulation'
import { createEventBuffer, type Kind } from '~/kernel/trace'
import { States } from './states'

const READING: StateReading = {
  initial: { server: { state: 'idle', tone: 'allowed' } },
  read: ({ key, node, instance }) =>
    key === 'busy' ? { box: node, instance, state: 'busy', tone: 'throttled' } : null,
}

function fold(...events: readonly (readonly [t: number, kind: Kind, instance: number, key?: string])[]): States {
  const states = new States(READING, tinyDiagram())
  events.forEach(([t, kind, instance, key = ''], index) => {
    states.step({ ...createEventBuffer(), n: index + 1, t, kind, node: 'server', instance, key })
  })
  return states
}

function namesAt(states: States, n: number): readonly string[] {
  return states.at(n, 'server').map(({ state }) => state)
}

describe('states', () => {
  test('begin as the reading says, for every process', () => {
    expect(namesAt(fold(), 0)).toEqual(['idle', 'idle'])
  })

  test('change with facts, and are known for every moment of the past', () => {
    const states = fold([10, 'state', 1, 'busy'], [20, 'state', 0, 'other'])
    expect(namesAt(states, 0)).toEqual(['idle', 'idle'])
    expect(namesAt(states, 1)).toEqual(['idle', 'busy'])
  })

  test('end with the process and begin again with the next one', () => {
    const states = fold([10, 'state', 0, 'busy'], [20, 'crash', 0], [30, 'restart', 0])
    expect([1, 2, 3].map((n) => namesAt(states, n)[0])).toEqual(['busy', 'down', 'idle'])
  })

  test('are bounded, and the last one of each process stays', () => {
    const many = Array.from({ length: 9_000 }, (_, t) => [t, 'state', 0, 'busy'] as const)
    const states = fold([0, 'crash', 1], ...many)
    expect(states.all.length).toBeLessThanOrEqual(4_000)
    expect(namesAt(states, Infinity)).toEqual(['busy', 'down'])
  })
})

test('changes are handed over once, and the latest state of each process is at hand', () => {
  const states = fold([10, 'state', 1, 'busy'])
  expect(states.take().map(({ event, state }) => [event, state])).toEqual([
    [0, 'idle'],
    [0, 'idle'],
    [1, 'busy'],
  ])
  expect(states.take()).toEqual([])
  expect(states.of('server').map(({ state }) => state)).toEqual(['idle', 'busy'])
})

test('a simulation without states has none', () => {
  const states = new States(undefined, tinyDiagram())
  states.step({ ...createEventBuffer(), kind: 'crash', node: 'server' })
  expect(states.all).toEqual([])
})
