import { expect, it } from 'vitest'
import { wrap } from './wrap'

it('breaks a text at its spaces, and leaves a word whole that is too long', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
  expect(wrap('one extraordinary', 5)).toEqual(['one', 'extraordinary'])
  expect(wrap('one', 7)).toEqual(['one'])
})
