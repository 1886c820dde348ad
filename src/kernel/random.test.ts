/** Random numbers and the arithmetic under them: the same everywhere, and as random as they need to be. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exp, ln } from './arithmetic'
import { sampleMs, type Distribution } from './distribution'
import { createRng, type Rng } from './random'

function draw(rng: Rng, count: number): number[] {
  return Array.from({ length: count }, () => rng.float())
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

describe('arithmetic', () => {
  test('ln agrees with the host within 1e-12', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(Math.log(x))))
      }),
    )
  })

  test('exp agrees with the host within 1e-12', () => {
    fc.assert(
      fc.property(fc.double({ min: -690, max: 690, noNaN: true }), (x) => {
        expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThanOrEqual(1e-12)
      }),
    )
  })

  test('both are exact where they must be', () => {
    expect(ln(1)).toBe(0)
    expect(exp(0)).toBe(1)
    expect(ln(0)).toBe(-Infinity)
    expect(ln(-1)).toBe(-Infinity)
  })
})

describe('a stream', () => {
  test('is the same for the same seed and another one for another seed', () => {
    expect(draw(createRng(7), 20)).toEqual(draw(createRng(7), 20))
    expect(draw(createRng(7), 20)).not.toEqual(draw(createRng(8), 20))
  })

  test('of a label is the same however much is drawn elsewhere', () => {
    const quiet = createRng(3)
    const busy = createRng(3)
    draw(busy, 100)
    draw(busy.fork('other'), 100)
    expect(draw(busy.fork('box'), 20)).toEqual(draw(quiet.fork('box'), 20))
    expect(draw(busy.fork('box').fork('a'), 5)).toEqual(draw(quiet.fork('box').fork('a'), 5))
  })

  test('of another label is another one, and so is the one it came from', () => {
    const root = createRng(3)
    const streams = [root, root.fork('a'), root.fork('b'), root.fork('a').fork('b'), root.fork('b').fork('a')]
    const firsts = streams.map((stream) => draw(stream, 3).join(' '))
    expect(new Set(firsts).size).toBe(streams.length)
  })

  test('goes on as before after a fork was made', () => {
    const [plain, forked] = [createRng(1), createRng(1)]
    forked.fork('a').float()
    expect(draw(forked, 5)).toEqual(draw(plain, 5))
  })

  test('keeps its first numbers for ever: links to runs depend on them', () => {
    const rng = createRng(1)
    expect([rng.int(1000), rng.int(1000), rng.int(1000), rng.int(2 ** 32)]).toMatchInlineSnapshot(`
      [
        961,
        611,
        383,
        1258490011,
      ]
    `)
  })

  test('is uniform in [0, 1)', () => {
    const values = draw(createRng(5), 20_000)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...values)).toBeLessThan(1)
    const tenths = Array.from({ length: 10 }, () => 0)
    for (const value of values) tenths[Math.floor(value * 10)]!++
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200)
  })

  test('never draws an impossible thing, and always a certain one', () => {
    const rng = createRng(9)
    for (let count = 0; count < 1000; count++) {
      expect(rng.chance(0)).toBe(false)
      expect(rng.chance(1)).toBe(true)
      expect(rng.int(1)).toBe(0)
    }
  })
})

describe('delays', () => {
  test.each([
    [{ kind: 'fixed', ms: 4 }, 4, 4, 4],
    [{ kind: 'uniform', minMs: 2, maxMs: 6 }, 2, 6, 4],
    [{ kind: 'exponential', minMs: 1, meanMs: 3 }, 1, Infinity, 4],
    [{ kind: 'pareto', minMs: 2, alpha: 2, maxMs: 1000 }, 2, 1000, 4],
    [{ kind: 'quantiles', ms: [0, 4, 8, 10, 20] }, 0, 20, 4.5],
  ] satisfies [Distribution, number, number, number][])(
    '%o stay in bounds, around their mean',
    (delay, min, max, average) => {
      const rng = createRng(11)
      const values = Array.from({ length: 20_000 }, () => sampleMs(delay, rng))
      expect(Math.min(...values)).toBeGreaterThanOrEqual(min)
      expect(Math.max(...values)).toBeLessThanOrEqual(max)
      expect(Math.abs(mean(values) - average)).toBeLessThan(0.25)
    },
  )

  test('read off a dashboard have the quantiles that were read', () => {
    const rng = createRng(12)
    const delay: Distribution = { kind: 'quantiles', ms: [1, 2, 5, 9, 30] }
    const values = Array.from({ length: 20_000 }, () => sampleMs(delay, rng)).toSorted((a, b) => a - b)
    expect(values[10_000]).toBeCloseTo(2, 0)
    expect(values[18_000]).toBeCloseTo(5, 0)
    expect(Math.abs(values[19_800]! - 9)).toBeLessThan(1.5)
  })
})
