import { expect, test } from 'vitest'
import { KEY_SIGN, PROTOCOL, TOKEN_SIGN } from '~/host/links/entrance'
import { Passes } from './passes'

const HOUR_MS = 3_600_000

function set() {
  let nowMs = 0
  const passes = new Passes(() => nowMs)
  const enter = (sign: string, secret: string) => passes.enter(new Set([PROTOCOL, sign + secret]))
  const letIn = () => {
    const pass = enter(TOKEN_SIGN, passes.issueToken())
    if ('reason' in pass) throw new Error(pass.reason)
    return pass
  }
  return { passes, enter, letIn, waitMs: (ms: number) => void (nowMs += ms) }
}

test('a token has 128 bits, and no two are the same', () => {
  const { passes } = set()
  const tokens = Array.from({ length: 100 }, () => passes.issueToken())
  expect(new Set(tokens).size).toBe(100)
  expect(tokens.every((token) => /^[0-9a-f]{32}$/.test(token))).toBe(true)
})

test('a token that was printed long ago and not used is replaced by later ones', () => {
  const { passes, enter } = set()
  const first = passes.issueToken()
  const others = [1, 2, 3, 4].map(() => passes.issueToken())
  expect(enter(TOKEN_SIGN, first)).toHaveProperty('reason')
  expect(enter(TOKEN_SIGN, others[0]!)).toHaveProperty('key')
})

test('a key is good while it is used, and for half an hour after', () => {
  const { enter, letIn, waitMs } = set()
  const pass = letIn()
  waitMs(2 * HOUR_MS)
  expect(enter(KEY_SIGN, pass.key)).toHaveProperty('key')
  const unused = letIn()
  unused.leave()
  waitMs(HOUR_MS / 2 - 1)
  expect(enter(KEY_SIGN, unused.key)).toHaveProperty('key')
  const expired = letIn()
  expired.leave()
  waitMs(HOUR_MS / 2)
  expect(enter(KEY_SIGN, expired.key)).toHaveProperty('reason')
})

test('no key is good for longer than twelve hours', () => {
  const { enter, letIn, waitMs } = set()
  const pass = letIn()
  waitMs(12 * HOUR_MS)
  expect(enter(KEY_SIGN, pass.key)).toHaveProperty('reason')
})

test('of too many keys the one that was not used for longest goes', () => {
  const { enter, letIn, waitMs } = set()
  const passes = Array.from({ length: 16 }, () => {
    waitMs(1)
    return letIn()
  })
  letIn()
  expect(enter(KEY_SIGN, passes[0]!.key)).toHaveProperty('reason')
  expect(enter(KEY_SIGN, passes[1]!.key)).toHaveProperty('key')
})

test('leaving twice counts once', () => {
  const { enter, letIn, waitMs } = set()
  const pass = letIn()
  const second = enter(KEY_SIGN, pass.key)
  pass.leave()
  pass.leave()
  waitMs(HOUR_MS)
  // The second connection is still there.
  expect(second).toHaveProperty('key')
  expect(enter(KEY_SIGN, pass.key)).toHaveProperty('key')
})
