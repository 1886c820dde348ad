import { expect, test } from 'vitest'
import { spanTerms } from './span-terms'

test.each([
  [[['get', 'user:17']], 'GET', {}],
  [[['EVALSHA', 'abc', '1', 'secret']], 'EVALSHA', { 'db.stored_procedure.name': 'abc' }],
  [[['GET', 'a'], ['GET', 'b']], 'PIPELINE GET', { 'db.operation.batch.size': 2 }],
  [[['SET', 'a', '1'], ['GET', 'b']], 'PIPELINE', { 'db.operation.batch.size': 2 }],
  [[['MULTI'], ['SET', 'a', '1'], ['SET', 'b', '2'], ['EXEC']], 'MULTI SET', { 'db.operation.batch.size': 2 }],
])('%j is named %s, without its keys and values', (commands, name, more) => {
  expect(spanTerms({ type: 'redis', commands })).toEqual({
    name,
    kind: 'client',
    attributes: { 'db.system.name': 'redis', 'db.operation.name': name, ...more },
  })
}) // prettier-ignore

test('what is no message to a Redis has no name', () => {
  expect(spanTerms({ type: 'price' })).toBeNull()
  expect(spanTerms(null)).toBeNull()
})
