import { expect, it } from 'vitest'
import type { ArrowFrame } from '~/projections/frame'
import { bandOf, bandsAfter, bandWidth, NO_BANDS, paceOf } from './band'
import { pointOn, type Curve } from './geometry'

function moment(rates: Readonly<Record<string, number>>, nowMs = 1000) {
  const figures = { failRate: 0, unknownRate: 0, lostRate: 0, p50Ms: 1, p95Ms: 1, p99Ms: 1 }
  const arrows = Object.entries(rates).map(([name, rate]): [string, ArrowFrame] => [
    name,
    { figures: { ...figures, rate }, tone: 'allowed', badges: [] },
  ])
  return { nowMs, arrows: Object.fromEntries(arrows) }
}

it('makes bands of the arrows above twenty a second, but of none from a box to itself', () => {
  expect([...bandsAfter(NO_BANDS, moment({ 'a~b': 19, 'b~c': 21, 'c~d': 0, 'a~a': 500 })).names]).toEqual(['b~c'])
})

it('does not flicker between a band and a line', () => {
  const bands = bandsAfter(NO_BANDS, moment({ 'a~b': 21 }))
  expect(bandsAfter(bands, moment({ 'a~b': 18 }))).toBe(bands)
  expect(bandsAfter(bands, moment({ 'a~b': 14 })).names.size).toBe(0)
})

it('keeps the scale of a run, and lets it only grow, in steps', () => {
  const bands = bandsAfter(NO_BANDS, moment({ 'a~b': 7900, 'b~c': 30 }))
  expect(bands.ceiling).toBe(8000)
  expect(bandsAfter(bands, moment({ 'a~b': 700, 'b~c': 60 }))).toBe(bands)
  expect(bandsAfter(bands, moment({ 'a~b': 8100, 'b~c': 60 })).ceiling).toBe(10_000)
})

it('has no bands in the first half second, whose rates are those of a few messages', () => {
  expect(bandsAfter(NO_BANDS, moment({ 'a~b': 9000 }, 400))).toBe(NO_BANDS)
})

it('is as wide as its rate, but never too thin to see', () => {
  expect(bandWidth(8000, 8000, 'wide')).toBe(25)
  expect(bandWidth(4000, 8000, 'compact')).toBe(6)
  expect(bandWidth(25, 8000, 'wide')).toBe(2.8)
})

it('ripples slower the longer calls take, and never backwards', () => {
  const paces = [0, 5, 50, 500, 60_000].map(paceOf)
  expect(paces.toSorted((a, b) => b - a)).toEqual(paces)
  expect(paces.at(-1)).toBeGreaterThan(0)
})

it('ends its wash at the head, on the same curve', () => {
  const curve: Curve = {
    from: { x: 0, y: 0 },
    control1: { x: 100, y: 0 },
    control2: { x: 100, y: 80 },
    to: { x: 200, y: 80 },
  }
  const { to, ...start } = bandOf(curve, 20)
  expect(start.from).toEqual(curve.from)
  expect(to.x).toBeLessThan(190)
  const nearest = Math.min(
    ...Array.from({ length: 1001 }, (_, share) => {
      const { x, y } = pointOn(curve, share / 1000)
      return Math.hypot(x - to.x, y - to.y)
    }),
  )
  expect(nearest).toBeLessThan(0.5)
})
