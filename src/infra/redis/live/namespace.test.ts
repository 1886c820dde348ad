/** The namespace of a live run: keys get its prefix, replies lose it, and what this table does not know stays here. */
import { describe, expect, test } from 'vitest'
import { RedisError, type RedisCommand } from '../port'
import { intoNamespace, outOfNamespace } from './namespace'

const into = (line: string) => {
  const put = intoNamespace('p:', line.split(' '))
  return put instanceof RedisError ? put.message : put.join(' ')
}

describe('keys get the prefix', () => {
  test.each([
    ['SET a 1 PX 5', 'SET p:a 1 PX 5'],
    ['del a b c', 'del p:a p:b p:c'],
    ['MSET a 1 b 2', 'MSET p:a 1 p:b 2'],
    ['RENAME a b', 'RENAME p:a p:b'],
    ['EVALSHA f00d 2 a b 7 8', 'EVALSHA f00d 2 p:a p:b 7 8'],
    ['EVAL code 0 a', 'EVAL code 0 a'],
    ['ZUNIONSTORE d 2 a b WEIGHTS 1 2', 'ZUNIONSTORE p:d 2 p:a p:b WEIGHTS 1 2'],
    ['ZINTER 2 a b', 'ZINTER 2 p:a p:b'],
    ['MEMORY USAGE a', 'MEMORY USAGE p:a'],
    ['SCAN 0 COUNT 10', 'SCAN 0 COUNT 10 MATCH p:*'],
    ['SCAN 0 MATCH a* COUNT 10', 'SCAN 0 MATCH p:a* COUNT 10'],
    ['KEYS a*', 'KEYS p:a*'],
    ['BITOP AND d a b', 'BITOP AND p:d p:a p:b'],
    ['PING', 'PING'],
  ])('%s', (line, expected) => {
    expect(into(line)).toBe(expected)
  })

  test('also where a key is bytes', () => {
    expect(intoNamespace('p:', ['GET', Uint8Array.of(255, 0)])).toEqual(['GET', Uint8Array.of(112, 58, 255, 0)])
  })
})

test('a scan that names its keys twice is not let through: Redis takes the last, and it would be of others', () => {
  expect(into('SCAN 0 MATCH a MATCH *')).toMatch(/one MATCH/)
  expect(into('SCAN 0 match a COUNT 1 Match *')).toMatch(/one MATCH/)
})

test.each(['FLUSHALL', 'CONFIG GET requirepass', 'SORT a BY w_*', 'RANDOMKEY', 'FCALL f 1 a', 'ACL LIST', 'SELECT 1', 'MIGRATE h 1 a 0 1'])(
  '%s is not let through',
  (line) => {
    expect(into(line)).toMatch(/is not let through/)
  },
) // prettier-ignore

test('replies that name keys lose the prefix, and others stay as they are', () => {
  const out = (command: RedisCommand, reply: Parameters<typeof outOfNamespace>[2]) =>
    outOfNamespace('p:', command, reply)
  expect(out(['SCAN', '0'], ['7', ['p:a', 'p:b']])).toEqual(['7', ['a', 'b']])
  expect(out(['KEYS', '*'], ['p:a'])).toEqual(['a'])
  expect(out(['LRANGE', 'a', '0', '-1'], ['p:a'])).toEqual(['p:a'])
})
