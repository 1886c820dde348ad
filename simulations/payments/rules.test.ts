/** The rules that need no run: keys, fingerprints, money. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '~/kernel/random'
import { fingerprintOf, paymentIdOf } from './fingerprint'
import { drawKey, formatIdempotencyKey, parseIdempotencyKey } from './idempotency-key'
import type { Order } from './messages'
import { split } from './money'

const KEY = '8e03978e-40d5-43e8-bc93-6894a57f9324'

describe('an Idempotency-Key', () => {
  test.each([
    [`"${KEY}"`, KEY],
    [KEY, null],
    [`'${KEY}'`, null],
    [`"${KEY.toUpperCase()}"`, null],
    ['"8e03978e-40d5-13e8-bc93-6894a57f9324"', null],
    [`"${KEY}";a=1`, null],
    [`"${KEY}" `, null],
    ['""', null],
    ['', null],
  ])('%s is read as %s', (field, key) => {
    expect(parseIdempotencyKey(field)).toBe(key)
  })

  test('that a client draws can be read, and is another one each time', () => {
    const rng = createRng(1)
    const keys = Array.from({ length: 200 }, () => drawKey(rng))
    expect(new Set(keys).size).toBe(200)
    for (const key of keys) expect(parseIdempotencyKey(formatIdempotencyKey(key))).toBe(key)
  })
})

test('a fingerprint depends on the payload, and on nothing else', () => {
  const order: Order = { tenant: 't01', amount: 1_000, currency: 'EUR', card: '4000' }
  expect(fingerprintOf({ card: '4000', currency: 'EUR', amount: 1_000, tenant: 't01' })).toBe(fingerprintOf(order))
  for (const other of [{ amount: 1_001 }, { currency: 'USD' }, { card: '4001' }, { tenant: 't02' }] as const) {
    expect(fingerprintOf({ ...order, ...other })).not.toBe(fingerprintOf(order))
  }
})

test('a payment has the same id for whoever asks again, and another one for the next charge', () => {
  expect(paymentIdOf('t01', KEY, 1)).toBe(paymentIdOf('t01', KEY, 1))
  expect(new Set([paymentIdOf('t01', KEY, 1), paymentIdOf('t01', KEY, 2), paymentIdOf('t02', KEY, 1)]).size).toBe(3)
  expect(paymentIdOf('t01', KEY, 1)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
})

test('an amount is divided without a rest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 100_000_000 }), (amount) => {
      const { net, fee } = split(amount)
      expect(net + fee).toBe(amount)
      expect(fee).toBeGreaterThanOrEqual(1)
      expect(net).toBeGreaterThanOrEqual(1)
      expect(Math.abs(fee - amount * 0.014)).toBeLessThan(1.01)
    }),
  )
})
