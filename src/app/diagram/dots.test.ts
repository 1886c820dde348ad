import { expect, it } from 'vitest'
import type { Tone } from '~/kernel/tone'
import { Dots, standsOut, TRAVEL_MS } from './dots'

const flight = (op: number, departMs: number) => ({ op, request: op, arrow: 2, departMs, tone: 'allowed' as const })

function drawn(dots: Dots, at: number) {
  const found: { arrow: number; share: number; tone: Tone }[] = []
  dots.forEach(at, ({ arrow, tone }, share) => found.push({ arrow, share, tone }))
  return found
}

it('moves a dot along its arrow and lets it arrive', () => {
  const dots = new Dots()
  dots.take({ flights: [flight(1, 1000)], outcomes: [], nowMs: 1000 }, 0, 1)
  expect(drawn(dots, TRAVEL_MS / 2)).toEqual([{ arrow: 2, share: 0.5, tone: 'allowed' }])
  expect(drawn(dots, TRAVEL_MS)).toEqual([])
  expect(dots.size).toBe(0)
})

it('starts a dot where it would be had the frame not waited for it', () => {
  const dots = new Dots()
  dots.take({ flights: [flight(1, 970)], outcomes: [], nowMs: 1000 }, 100, 0.5)
  expect(drawn(dots, 100)[0]!.share).toBeCloseTo(60 / TRAVEL_MS)
})

it('gives a dot the shape of its outcome on the way', () => {
  const dots = new Dots()
  dots.take({ flights: [flight(1, 0)], outcomes: [], nowMs: 0 }, 0, 1)
  dots.take({ flights: [], outcomes: [{ op: 1, tone: 'unknown' }], nowMs: 25 }, 25, 1)
  expect(drawn(dots, 300)[0]!.tone).toBe('unknown')
})

it('stays bounded', () => {
  const dots = new Dots()
  const flights = Array.from({ length: 5000 }, (_, op) => flight(op, 0))
  dots.take({ flights, outcomes: [], nowMs: 0 }, 0, 1)
  expect(dots.size).toBe(1500)
})

it('lets stand out in a band what is not allowed, at a distance, and all that fails', () => {
  const dots = new Dots()
  const tones: readonly Tone[] = ['allowed', 'throttled', 'throttled', 'throttled', 'unknown', 'failed']
  const flights = tones.map((tone, op) => ({ ...flight(op, op), tone, arrow: tone === 'throttled' ? 1 : 0 }))
  dots.take({ flights, outcomes: [], nowMs: 10 }, 10, 1)
  const found: Tone[] = []
  dots.forEach(10, (dot) => standsOut(dot) && found.push(dot.tone))
  expect(found).toEqual(['throttled', 'unknown', 'failed'])
})
