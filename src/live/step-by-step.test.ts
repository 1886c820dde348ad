/** Ends of several things: each is done, whatever becomes of the others. */
import { expect, test } from 'vitest'
import { sideBySide, stepByStep } from './step-by-step'

function stepsOf(done: string[]) {
  return [
    () => done.push('first'),
    () => Promise.reject(new Error('the second does not end')),
    () => {
      throw new Error('nor does the third')
    },
    async () => {
      await Promise.resolve()
      done.push('last')
    },
  ]
}

test('a step that fails keeps no later one from being taken, and is told', async () => {
  const done: string[] = []
  await expect(stepByStep(...stepsOf(done))).rejects.toThrow('the second does not end; nor does the third')
  expect(done).toEqual(['first', 'last'])
})

test('side by side, the end is when all have ended', async () => {
  const done: string[] = []
  await expect(sideBySide(stepsOf(done))).rejects.toThrow('the second does not end; nor does the third')
  expect(done).toEqual(['first', 'last'])
  await sideBySide([])
})
