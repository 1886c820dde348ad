import { expect, test } from 'vitest'
import { formatReply } from './format-reply'
import { RedisError, type RedisReply } from './port'

const rows: readonly (readonly [RedisReply, string])[] = [
  ['OK', 'OK'],
  [new TextEncoder().encode('PONG'), 'PONG'],
  ['hello', '"hello"'],
  ['', '""'],
  ['say "hi"\\\r\n\t\u0007', '"say \\"hi\\"\\\\\\r\\n\\t\\a"'],
  ['ü', '"\\xc3\\xbc"'],
  [new Uint8Array([0, 255]), '"\\x00\\xff"'],
  [42, '(integer) 42'],
  [null, '(nil)'],
  [[], '(empty array)'],
  [new RedisError('WRONGTYPE Operation against a key'), '(error) WRONGTYPE Operation against a key'],
  [['a', 1, null], '1) "a"\n2) (integer) 1\n3) (nil)'],
  [['a', ['b', ['c']], 'd'], '1) "a"\n2) 1) "b"\n   2) 1) "c"\n3) "d"'],
  [
    Array.from({ length: 10 }, (_, index) => index),
    ' 1) (integer) 0\n 2) (integer) 1\n 3) (integer) 2\n 4) (integer) 3\n 5) (integer) 4\n 6) (integer) 5\n 7) (integer) 6\n 8) (integer) 7\n 9) (integer) 8\n10) (integer) 9',
  ],
]

test.each(rows)('%j prints as redis-cli prints it', (reply, text) => {
  expect(formatReply(reply)).toBe(text)
})

test('long replies are cut and the rest is counted', () => {
  expect(formatReply(new Array<number>(1000).fill(1))).toMatch(/\(800 more\)$/)
  expect(formatReply('x'.repeat(5000))).toMatch(/^"x{4096}" \(904 more bytes\)$/)
})
