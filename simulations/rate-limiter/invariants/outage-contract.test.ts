/** How much the checker of an outage lets pass: its bound, to the request, on decisions made by hand. */
import { describe, expect, test } from 'vitest'
import { parameterValues } from '~/kernel/parameter'
import type { TraceEvent } from '~/kernel/trace'
import { parameters } from '../parameters'
import type { DecisionFact } from '../requests'
import { Admissions } from './admissions'
import { outageContract } from './outage-contract'

const GATEWAYS = 4
/** The limit of a user is 100, the share of the shadow a half of that, and the part of one of four gateways 12. */
const VALUES = parameterValues(parameters, { userLimit: '100', shadowShare: '0.5', windowMs: '1000' })
const ADMITTED_AT_MS = 5_000

type Told = Pick<TraceEvent, 't' | 'kind' | 'node' | 'key'>

const crash = (t: number, node = 'gateway'): Told => ({ t, kind: 'crash', node, key: '' })
const flush = (t: number): Told => ({ t, kind: 'action', node: 'redis', key: 'flush' })

/** What is said of so many admissions of one user at one instant, after what has happened before. */
function verdictOn(admitted: number, before: readonly Told[]) {
  const checker = outageContract(VALUES, new Admissions(VALUES), GATEWAYS)
  const state = checker.create()
  const at = { instance: 0, arrow: '', op: 0, id: 0, cause: 0, data: undefined }
  let n = 0
  for (const event of before) checker.step(state, { ...at, ...event, n: ++n })
  for (let request = 1; request <= admitted; request++) {
    const data: DecisionFact = {
      request, tenant: 't', user: 'u', route: 'orders', allowed: true, policy: 'user', key: 'rl:{t}:u', limit: 100, windowMs: 1_000,
      remaining: 0, retryAfterMs: 0, source: 'shadow',
    } // prettier-ignore
    checker.step(state, { ...at, t: ADMITTED_AT_MS, kind: 'state', node: 'gateway', key: 'decision', n: ++n, data })
    const found = checker.broken(state)
    if (found !== null) return { request, declared: found.figures['declared'] }
  }
  return 'holds'
}

describe('without Redis a user is admitted', () => {
  test.each<[string, number, readonly Told[]]>([
    ['the limit and the share of the shadow', 150, []],
    ['what one gateway’s part is more, if one has died and forgotten', 162, [crash(4_500)]],
    ['as much more for each that has died', 174, [crash(4_200), crash(4_500)]],
    ['nothing more for one that died a window ago', 150, [crash(4_000)]],
    ['only what is due to those that died since, not for those before', 162, [crash(3_900), crash(4_001)]],
    ['nothing more because something else has died', 150, [crash(4_500, 'clients')]],
    ['a fresh limit on top, if Redis has lost its counts', 250, [flush(4_500)]],
    ['both, if Redis has lost its counts and a gateway has died', 262, [flush(4_400), crash(4_500)]],
  ])('%s: %i and no more', (_, declared, before) => {
    expect(verdictOn(declared, before)).toBe('holds')
    expect(verdictOn(declared + 1, before)).toEqual({ request: declared + 1, declared })
  })
})
