/** What a caller is answered: status, header fields of the IETF draft, problem details; and the caches behind it. */
import { describe, expect, test } from 'vitest'
import type { Decision } from '../requests'
import type { Context } from '~/kernel/component'
import { createPolicyBook, shadowLimit, type Policy } from '../policies'
import { parameters } from '../parameters'
import { parameterValues } from '~/kernel/parameter'
import { OverLimitCache } from './over-limit-cache'
import { rateLimitField, rateLimitPolicyField } from './rate-limit-fields'
import { RedisHealth } from './redis-health'
import { createShadow } from './shadow'
import { refusalOf } from './throttled'

const policies = createPolicyBook(parameterValues(parameters, {})).of({ tenant: 't01', user: 'u1', route: 'orders' })
const refused: Decision = {
  policy: 'user',
  key: policies[1]!.key,
  allowed: false,
  limit: 100,
  windowMs: 1000,
  remaining: 0,
  retryAfterMs: 1_200.4,
  source: 'redis',
}

function refusal(decision: Decision, isAbuse = false) {
  const policyField = rateLimitPolicyField(policies, 1000)
  return refusalOf({ type: 'refuse', request: 1, decision, policyField, isAbuse })
}

describe('the header fields', () => {
  test('name every policy with its quota and its window in seconds', () => {
    expect(rateLimitPolicyField(policies, 1000)).toBe('"tenant";q=2000;w=1, "user";q=100;w=1, "route";q=1000;w=1')
  })

  test('tell what is left in delta seconds', () => {
    expect(rateLimitField({ ...refused, remaining: 57 }, 1)).toBe('"user";r=57;t=1')
  })
})

describe('a refusal', () => {
  test.each([
    { source: 'redis', isAbuse: false, status: 429, problem: 'quota-exceeded' },
    { source: 'over-limit-cache', isAbuse: true, status: 429, problem: 'abnormal-usage-detected' },
    { source: 'fail-closed', isAbuse: false, status: 503, problem: 'temporary-reduced-capacity' },
  ] as const)('by $source is $status $problem', ({ source, isAbuse, status, problem }) => {
    const response = refusal({ ...refused, source }, isAbuse)
    expect(response.status).toBe(status)
    expect(response.headers['content-type']).toBe('application/problem+json')
    const body = JSON.parse(response.body!) as { type: string; status: number; 'violated-policies'?: string[] }
    const isCounted = source !== 'fail-closed'
    expect(response.headers['ratelimit']).toBe(isCounted ? '"user";r=0;t=2' : undefined)
    expect(body.type).toBe(`https://iana.org/assignments/http-problem-types#${problem}`)
    expect(body.status).toBe(status)
    expect(body['violated-policies']).toEqual(status === 429 ? ['user'] : undefined)
  })

  test('says Retry-After in whole seconds, never too early and never zero', () => {
    expect(refusal(refused).headers['retry-after']).toBe('2')
    expect(refusal({ ...refused, retryAfterMs: 0.1 }).headers['retry-after']).toBe('1')
  })
})

describe('the over-limit cache', () => {
  test('refuses what Redis refused until the time Redis named, and then asks again', () => {
    const cache = new OverLimitCache(false)
    expect(cache.find(policies, 1000, 0)).toBeUndefined()
    cache.block(refused, 0)
    expect(cache.find(policies, 1000, 1_200)).toMatchObject({
      allowed: false,
      source: 'over-limit-cache',
      policy: 'user',
    })
    expect(cache.find(policies, 1000, 1_200.4)).toBeUndefined()
    expect(cache.size).toBe(0)
  })

  test('is bounded', () => {
    const cache = new OverLimitCache(false)
    for (let key = 0; key < 10_050; key++) cache.block({ ...refused, key: `k${key}` }, 0)
    expect(cache.size).toBe(10_000)
  })

  test('calls abusive who keeps asking', () => {
    const cache = new OverLimitCache(false)
    cache.block(refused, 0)
    for (let count = 0; count <= 100; count++) cache.find(policies, 1000, 1)
    expect(cache.isAbusive(refused)).toBe(true)
  })
})

test('the shadow cache tells a time at which a lone retry is admitted, whichever limits are full', async () => {
  let nowMs = 0
  const context = { clock: { monotonicMs: () => nowMs }, instances: 1 } as unknown as Context
  const shadow = createShadow(context, parameterValues(parameters, { shadowShare: '1' }), false)
  const few = policies.map((policy, index) => ({ ...policy, limit: [2, 3, 2][index]! }))
  const decide = (checked: readonly Policy[], atMs: number) => {
    nowMs = atMs
    const message = { type: 'decide', request: 1, policies: checked }
    return shadow.handle!(message, { from: '', fromInstance: 0, event: 0 }) as Decision
  }
  for (const atMs of [0, 400]) decide([few[0]!], atMs)
  for (const atMs of [600, 700, 800]) decide([few[1]!], atMs)
  const told = decide(few, 900)
  expect(told).toMatchObject({ allowed: false, policy: 'user', retryAfterMs: 700 })
  expect(decide(few, 900 + told.retryAfterMs).allowed).toBe(true)
})

test('all keys of a request share the hash tag of its tenant', () => {
  expect(policies.map(({ key }) => /\{(.*)\}/.exec(key)![1])).toEqual(['t01', 't01', 't01'])
})

test('the shares of all gateways together are within the shadow share', () => {
  for (const limit of [6, 100, 101, 2000]) expect(3 * shadowLimit(limit, 0.5, 3)).toBeLessThanOrEqual(limit * 0.5)
})

test('Redis counts as gone after three failures in a row, and as back after one answer', () => {
  const health = new RedisHealth()
  health.failed()
  health.failed()
  health.succeeded()
  health.failed()
  health.failed()
  expect(health.isUp).toBe(true)
  health.failed()
  expect(health.isUp).toBe(false)
  health.succeeded()
  expect(health.isUp).toBe(true)
})
