import { describe, expect, it } from 'vitest'
import type { Verdict } from '~/kernel/engine'
import { ribbonOf } from './ribbon'

const described = {
  claims: {
    cache: { scenario: 'hangs', invariant: 'overshoot', without: '', safeguard: '', hypothesis: '' },
  },
  invariants: ['order', 'overshoot'].map((id) => ({ id, kind: 'safety' as const, statement: '', label: `the ${id}` })),
} as unknown as Parameters<typeof ribbonOf>[2]

const verdict = (id: string, given: Partial<Verdict> = {}): Verdict => ({
  id,
  kind: 'safety',
  held: true,
  violations: 0,
  first: null,
  worst: null,
  figures: {},
  ...given,
})
const evidence = { summary: 'limit 100, admitted 187', request: 1, figures: {} }
const broken = (violations: number) => ({ held: false, violations, worst: evidence })
const at = (verdicts: readonly Verdict[], scenario = 'hangs', rest = { events: 9, ended: false }) =>
  ribbonOf({ verdicts, ...rest }, scenario, described)

describe('the ribbon', () => {
  it('says that the invariant of the claim holds which the scenario tests, with its figure', () => {
    const both = [verdict('order'), verdict('overshoot', { figures: { largestMax: 1.21, seen: 4 } })]
    expect(at(both)).toMatchObject({ standing: 'holds', text: 'Holds: the overshoot, largest max 1.21' })
    expect(at(both, 'steady')?.text).toBe('Holds: the order')
  })

  it('says what was violated before all that holds: that of the claim, or the most often violated', () => {
    expect(at([verdict('order', broken(3)), verdict('overshoot')])).toMatchObject({
      standing: 'violated',
      text: 'Violated: the order',
      evidence: 'limit 100, admitted 187',
    })
    expect(at([verdict('order', broken(3)), verdict('overshoot', broken(1))])?.text).toBe('Violated: the overshoot')
    expect(at([verdict('order', broken(3)), verdict('overshoot', broken(5))], 'steady')?.text).toBe(
      'Violated: the overshoot',
    )
  })

  it('sets the figure against its bound', () => {
    const measure = { value: 187, bound: 100, unit: 'admissions' }
    const shown = at([verdict('overshoot', { ...broken(1), worst: { ...evidence, measure } })])
    expect(shown?.text).toBe('Violated: the overshoot, 187 of 100')
  })

  it('claims nothing before it was tested, nor of what is judged at the end', () => {
    expect(at([verdict('overshoot')], 'hangs', { events: 0, ended: false })?.standing).toBe('open')
    const late = [verdict('overshoot', { kind: 'liveness' })]
    expect(at(late)?.text).toBe('Judged at the end: the overshoot')
    expect(at(late, 'hangs', { events: 9, ended: true })?.standing).toBe('holds')
    expect(at([])).toBeNull()
  })
})
