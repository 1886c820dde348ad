import { expect, it } from 'vitest'
import type { StateChange } from '~/projections/states'
import { bandsOf } from './bands'

function change(box: string, instance: number, state: string, atMs: number): StateChange {
  return { box, instance, state, tone: state === 'open' ? 'failed' : 'allowed', atMs, event: 0 }
}

it('makes a band of each state that a process was in, until now', () => {
  const changes = [
    change('cb', 0, 'closed', 0),
    change('cb', 1, 'closed', 0),
    change('cb', 0, 'open', 100),
    change('cb', 0, 'closed', 300),
  ]
  expect(bandsOf(changes, 400).get('cb')).toEqual([
    { instance: 0, state: 'closed', tone: 'allowed', fromMs: 0, untilMs: 100 },
    { instance: 0, state: 'open', tone: 'failed', fromMs: 100, untilMs: 300 },
    { instance: 0, state: 'closed', tone: 'allowed', fromMs: 300, untilMs: 400 },
    { instance: 1, state: 'closed', tone: 'allowed', fromMs: 0, untilMs: 400 },
  ])
})

it('keeps boxes apart, in their order', () => {
  const bands = bandsOf([change('b', 0, 'closed', 0), change('a', 0, 'closed', 0)], 10)
  expect([...bands.keys()]).toEqual(['b', 'a'])
})

it('draws nothing of a state that lasted no time', () => {
  const changes = [change('cb', 0, 'closed', 0), change('cb', 0, 'open', 50), change('cb', 0, 'closed', 50)]
  expect(
    bandsOf(changes, 60)
      .get('cb')!
      .map(({ state }) => state),
  ).toEqual(['closed', 'closed'])
})
