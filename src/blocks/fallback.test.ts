/** Answers that say where they came from. */
import { expect, test } from 'vitest'
import { withFallback } from './fallback'

const failed = new Error('primary failed')
const failing = () => Promise.reject<string>(failed)

test('the primary answers if it can, and the fallback is not asked', async () => {
  const answer = await withFallback(
    () => Promise.resolve('fresh'),
    () => Promise.reject(new Error('asked in vain')),
  )
  expect(answer).toEqual({ source: 'primary', value: 'fresh' })
})

test('the fallback answers for it, and says so', async () => {
  const answer = await withFallback(failing, () => Promise.resolve('stale'))
  expect(answer).toEqual({ source: 'fallback', value: 'stale', because: failed })
})

test('a fallback that has nothing leaves the error of the primary', async () => {
  await expect(withFallback(failing, () => Promise.resolve(undefined))).rejects.toBe(failed)
})
