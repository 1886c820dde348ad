import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CommandLineError, LINE_LENGTH_MAX, parseCommandLine } from './parse-command'

describe('a line of the prompt', () => {
  test.each([
    ['GET key', ['GET', 'key']],
    ['  SET\tkey   value ', ['SET', 'key', 'value']],
    ['SET key "two words"', ['SET', 'key', 'two words']],
    [`SET key 'it\\'s "quoted"'`, ['SET', 'key', `it's "quoted"`]],
    ['SET key ""', ['SET', 'key', '']],
    ['SET key "a\\nb\\t\\"c\\"\\\\"', ['SET', 'key', 'a\nb\t"c"\\']],
    ['SET key "\\x41\\x00"', ['SET', 'key', 'A\0']],
    ['SET key "\\xff\\x0d"', ['SET', 'key', new Uint8Array([0xff, 0x0d])]],
    ['SET key "🦄\\xff"', ['SET', 'key', new Uint8Array([0xf0, 0x9f, 0xa6, 0x84, 0xff])]],
    [`SET key 'no \\n escape'`, ['SET', 'key', 'no \\n escape']],
    ['SET key 漢字', ['SET', 'key', '漢字']],
    ['SET ke"y"', ['SET', 'key']],
    ['SET "\\xzz"', ['SET', 'xzz']],
  ])('%j is %j', (line, command) => {
    expect(parseCommandLine(line)).toEqual(command)
  })

  test.each([
    ['', 'no command'],
    ['   ', 'no command'],
    ['"" key', 'no command'],
    ['SET key "open', 'the quote at character 9 does not close'],
    ["SET key 'open", 'the quote at character 9 does not close'],
    ['SET key "open\\', 'does not close'],
    ['SET "key"value', 'a closing quote must end the word: look at character 10'],
    ['x'.repeat(LINE_LENGTH_MAX + 1), 'longer than 4096 characters'],
    ['x '.repeat(300), 'more than 256 words'],
  ])('%j is refused: %s', (line, message) => {
    expect(() => parseCommandLine(line)).toThrow(message)
    expect(() => parseCommandLine(line)).toThrow(CommandLineError)
  })

  test('is a command or refused, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (line) => {
        try {
          expect(parseCommandLine(line).length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(CommandLineError)
        }
      }),
    )
  })
})
