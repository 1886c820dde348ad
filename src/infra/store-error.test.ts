import { expect, test } from 'vitest'
import { PostgresError } from './postgres/port'
import { RedisError } from './redis/port'
import { CallError } from '~/kernel/call-error'
import { isStoreTrouble } from '~/kernel/store-error'

test.each([
  ['a failed call', new CallError('timeout', 'no answer'), true],
  ['a Redis that says no', new RedisError('WRONGTYPE'), true],
  ['a PostgreSQL that says no', new PostgresError('23505', 'twice'), true],
  ['a mistake', new TypeError('undefined is not a function'), false],
  ['nothing at all', undefined, false],
])('%s: %s', (_name, error, isTrouble) => {
  expect(isStoreTrouble(error)).toBe(isTrouble)
})
