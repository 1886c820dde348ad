import { expect, test } from 'vitest'
import { didYouMean } from './did-you-mean'

const NAMES = ['steady', 'redis-hangs', 'redis-crash', 'retry-storm']

test.each([
  ['redis-hang', ' Did you mean “redis-hangs”?'],
  ['Redis-Hangs', ' Did you mean “redis-hangs”?'],
  ['stedy', ' Did you mean “steady”?'],
  ['redis-crahs', ' Did you mean “redis-crash”?'],
  ['retry', ' Did you mean “retry-storm”?'],
  ['<b>bold</b>', ''],
  ['', ''],
  ['x'.repeat(10_000), ''],
])('%s', (text, question) => {
  expect(didYouMean(text, NAMES)).toBe(question)
})
