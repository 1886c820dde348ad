import { expect, test } from 'vitest'
import { catalog } from '~/catalog'
import { layoutOf } from '../../diagram/geometry'
import { spread } from './spread'
import { fit } from './viewport'

const wide = { width: 1900, height: 600 }

test.each(catalog.map(({ id, diagram }) => [id, diagram] as const))(
  'in a wide room the boxes of %s keep size and order, and only the gaps between columns grow',
  (_, diagram) => {
    const drawn = layoutOf(diagram)
    const spreadOut = spread(diagram, drawn, wide)
    expect(spreadOut.bounds.width).toBeGreaterThan(drawn.bounds.width)
    for (const [id, box] of Object.entries(drawn.boxes)) {
      const { x, ...rest } = spreadOut.boxes[id]!
      expect(rest).toEqual({ y: box.y, width: box.width, height: box.height })
      expect(x).toBeGreaterThanOrEqual(box.x)
    }
    const zoom = fit(drawn.bounds, wide).zoom
    expect(fit(spreadOut.bounds, wide).zoom).toBeCloseTo(zoom)
    expect(spreadOut.bounds.width * zoom).toBeLessThanOrEqual(wide.width)
  },
)

test('in a narrow room nothing moves', () => {
  const { diagram } = catalog[0]!
  const drawn = layoutOf(diagram)
  expect(spread(diagram, drawn, { width: 500, height: 900 })).toBe(drawn)
})
