import { describe, expect, it } from 'vitest'
import { runOf, type Run } from '~/kernel/run'
import { claimRun, formatFigures, formatNumber, resultOf, sideOf } from './claim-result'

const proof = { safeguard: '', scenario: 'burst', invariant: 'limit', without: '', hypothesis: '' }
const run: Run = runOf('toy', {
  scenario: 'calm',
  seed: 7,
  settings: { limit: '5' },
  without: ['other'],
})

describe('a run that shows a claim', () => {
  it('is its scenario with nothing else touched', () => {
    const shown = claimRun(run, 'claim', proof, 'without')
    expect(shown).toEqual({ ...run, scenario: 'burst', settings: {}, without: ['claim'] })
    expect(sideOf(shown, 'claim', proof)).toBe('without')
    expect(sideOf(claimRun(run, 'claim', proof, 'with'), 'claim', proof)).toBe('with')
  })

  it.each([
    ['another scenario', { scenario: 'calm' }],
    ['a setting', { settings: { limit: '5' } }],
    ['another safeguard off', { without: ['other'] }],
    ['an act', { actions: [{ verb: 'crash', target: { kind: 'box', box: 'redis' }, atMs: 1 } as const] }],
    ['another length', { durationMs: 5 }],
  ])('proves nothing with %s', (_, change) => {
    expect(sideOf({ ...claimRun(run, 'claim', proof, 'with'), ...change }, 'claim', proof)).toBeNull()
  })
})

describe('evidence', () => {
  const verdict = {
    id: 'limit',
    kind: 'safety',
    violations: 0,
    worst: null,
    figures: { overshootMax: 1.214, limit: 100 },
  } as const

  it('is the figures while the invariant holds', () => {
    expect(resultOf({ ...verdict, held: true, first: null })).toEqual({
      held: true,
      evidence: 'overshoot max 1.21 · limit 100',
    })
  })

  it('is the sentence of the most telling violation when it does not', () => {
    const evidence = { summary: 'limit 100, admitted 187', request: 3, figures: {} }
    const first = { invariant: 'limit', event: 1, atMs: 2, evidence }
    expect(resultOf({ ...verdict, held: false, first })).toEqual({ held: false, evidence: 'limit 100, admitted 187' })
    const worst = { ...evidence, summary: 'limit 100, admitted 200' }
    expect(resultOf({ ...verdict, held: false, first, worst }).evidence).toBe('limit 100, admitted 200')
  })

  it.each([
    [10_020.4, '10,020'],
    [12.34, '12.3'],
    [1.2, '1.2'],
    [0.004, '0'],
    [7, '7'],
  ])('writes %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text)
  })

  it('leaves out what is no figure', () => {
    expect(formatFigures({ a: [1], b: 'yes' })).toBe('b yes')
  })
})
