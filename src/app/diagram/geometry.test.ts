import { describe, expect, it } from 'vitest'
import { catalog } from '~/catalog'
import { layoutOf, pathOf, pointOn, type Rectangle } from './geometry'

function overlap(one: Rectangle, other: Rectangle, margin: number): boolean {
  return (
    one.x < other.x + other.width + margin &&
    other.x < one.x + one.width + margin &&
    one.y < other.y + other.height + margin &&
    other.y < one.y + one.height + margin
  )
}

describe.each(catalog.map(({ id, diagram }) => ({ id, diagram })))('the drawing $id', ({ diagram }) => {
  it.each(['wide', 'compact'] as const)('keeps its boxes apart (%s)', (kind) => {
    const boxes = Object.entries(layoutOf(diagram, kind).boxes)
    for (const [id, box] of boxes) {
      for (const [otherId, other] of boxes)
        if (id < otherId) expect(overlap(box, other, 6), `${id} ${otherId}`).toBe(false)
    }
  })

  it('fits a phone when compact', () => {
    const { bounds } = layoutOf(diagram, 'compact')
    expect(bounds.width).toBeLessThanOrEqual(340)
  })

  it('has claims, a legend and arrows between its boxes', () => {
    expect(diagram.claims.length).toBeGreaterThan(0)
    expect(diagram.legend.length).toBeGreaterThan(0)
    for (const { from, to } of diagram.arrows) {
      expect(diagram.boxes).toHaveProperty(from)
      expect(diagram.boxes).toHaveProperty(to)
    }
  })
})

describe('curves', () => {
  const curve = { from: { x: 0, y: 0 }, control1: { x: 50, y: 0 }, control2: { x: 50, y: 100 }, to: { x: 100, y: 100 } }

  it('begin and end at their ports', () => {
    expect(pointOn(curve, 0)).toEqual(curve.from)
    expect(pointOn(curve, 1)).toEqual(curve.to)
    expect(pointOn(curve, 0.5)).toEqual({ x: 50, y: 50 })
  })

  it('are written as one cubic segment', () => {
    expect(pathOf(curve)).toBe('M0,0C50,0 50,100 100,100')
  })

  it('of an arrow from a box to itself stay outside of it, inside of the bounds of the drawing', () => {
    const log = { label: 'Log', kind: 'log', at: { x: 10, y: 20 }, instances: 3 } as const
    const arrow = { from: 'log', to: 'log', latency: { kind: 'fixed', ms: 1 } } as const
    const { arrows, boxes, bounds } = layoutOf({ boxes: { log }, arrows: [arrow] } as never)
    const [x, y] = [boxes['log']!.x + boxes['log']!.width, boxes['log']!.y]
    // Its label hides neither the arc nor the box.
    const { label } = arrows[0]!
    expect(label.y + 10).toBeLessThan(
      Math.min(...[0.2, 0.35, 0.5, 0.65].map((share) => pointOn(arrows[0]!.curve, share).y)),
    )
    expect(label.y - 10).toBeGreaterThanOrEqual(bounds.y)
    for (let share = 0; share <= 1; share += 0.05) {
      const point = pointOn(arrows[0]!.curve, share)
      expect(point.x >= x - 1e-9 || point.y <= y + 1e-9).toBe(true)
      expect(point.x).toBeLessThanOrEqual(bounds.x + bounds.width)
      expect(point.y).toBeGreaterThanOrEqual(bounds.y)
    }
  })
})
