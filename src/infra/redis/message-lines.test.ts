import { expect, test } from 'vitest'
import { messageLines } from './message-lines'

test('commands are lines, in which a digest and what is long are cut', () => {
  const sha = 'a'.repeat(40)
  const commands = [['EVALSHA', sha, '1', 'key'], ['PING'], ['SET', 'key', 'x'.repeat(70)]]
  expect(messageLines({ commands })).toEqual(['EVALSHA aaaaaaaa… 1 key', 'PING', `SET key ${'x'.repeat(60)}…`])
})

test.each([[undefined], [null], ['text'], [{}], [{ commands: 'PING' }]])('%j is no message of commands', (message) => {
  expect(messageLines(message)).toEqual([])
})
