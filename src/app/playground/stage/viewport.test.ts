import { expect, it } from 'vitest'
import { fit } from './viewport'

const bounds = { x: 0, y: 0, width: 800, height: 400 }

it('fits the narrower side and centres the other', () => {
  const { x, zoom } = fit(bounds, { width: 448, height: 900 })
  expect(zoom).toBeCloseTo(424 / 800)
  expect(x).toBeCloseTo(12)
})

it('does not blow a small drawing up', () => {
  expect(fit(bounds, { width: 4000, height: 4000 }).zoom).toBe(1.7)
})

it('takes a drawing that does not begin at the origin back into view', () => {
  const { x, zoom } = fit({ ...bounds, x: -100 }, { width: 848, height: 500 })
  expect(x - 100 * zoom).toBeCloseTo(28)
})
