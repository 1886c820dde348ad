import { expect, test } from 'vitest'
import { measured } from './measured.mjs'

test('a part of the benchmark is what was measured', async () => {
  expect(await measured(() => ({ perSecond: 7 }))).toEqual({ perSecond: 7 })
  expect(await measured(() => Promise.resolve({ perSecond: 8 }))).toEqual({ perSecond: 8 })
})

test('or says why it was not measured', async () => {
  const missing = () => Promise.reject(new Error('redis-server is not installed'))
  expect(await measured(missing)).toEqual({ notMeasured: 'redis-server is not installed' })
})
