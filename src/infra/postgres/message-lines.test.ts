import { expect, test } from 'vitest'
import { messageLines } from './message-lines'

test('a statement is told without comments, with its parameters by number', () => {
  const statements = [{ text: '-- Why.\nSELECT $1', values: [7, 'seven'] }, { text: 'COMMIT' }]
  expect(messageLines({ statements })).toEqual(['SELECT $1\n$1 = 7\n$2 = "seven"', 'COMMIT'])
})

test.each([[undefined], [null], [{}], [{ statements: 'COMMIT' }]])('%j is no message of statements', (message) => {
  expect(messageLines(message)).toEqual([])
})
