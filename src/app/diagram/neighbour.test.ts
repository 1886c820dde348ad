import { expect, it } from 'vitest'
import diagram from '~simulations/rate-limiter/diagram'
import { layoutOf } from './geometry'
import { neighbour } from './neighbour'

const { boxes } = layoutOf(diagram)

it.each([
  ['gateway', 'top', 'redis'],
  ['gateway', 'bottom', 'shadow'],
  ['gateway', 'left', 'clients'],
  ['clients', 'bottom', 'abuser'],
  ['clients', 'right', 'redis'],
  ['orders', 'bottom', 'payments'],
  ['clients', 'left', null],
] as const)('from %s to the %s lies %s', (from, side, expected) => {
  expect(neighbour(boxes, from, side)).toBe(expected)
})
