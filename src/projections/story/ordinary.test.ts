/** Of the requests before a guilty one, the nearest that ended well and says most of the same is the ordinary one. */
import { expect, test } from 'vitest'
import { Trace, type Kind } from '~/kernel/trace'
import { ordinaryLike } from './ordinary'

interface Asked {
  readonly request: number
  readonly user: string
  readonly how?: Kind
  readonly key?: string
}

/** Each request is a call from `a` to `b`, a millisecond after the one before. */
function traceOf(asked: readonly Asked[]): Trace {
  const trace = new Trace(['a', 'b'], ['a~b'])
  for (const [index, { request, user, how = 'ok', key = 'ask' }] of asked.entries()) {
    const op = index + 1
    trace.append('send', index * 1000, 1, 0, 1, op, request, 0, key, { type: key, user })
    trace.append(how, index * 1000 + 500, 1, 0, 1, op, request, 0, '', undefined)
  }
  return trace
}

const ANYWHERE = { beforeMs: Infinity, except: [] }

test('the nearest of the same user is taken before a nearer one of another', () => {
  const trace = traceOf([
    { request: 1, user: 'ann' },
    { request: 2, user: 'ann' },
    { request: 3, user: 'bob' },
    { request: 4, user: 'ann', how: 'fail' },
  ])
  expect(ordinaryLike(trace, 4, ANYWHERE)).toBe(2)
})

test('what failed, what asked for something else, and what is guilty, too, is not', () => {
  const trace = traceOf([
    { request: 1, user: 'ann' },
    { request: 2, user: 'ann', how: 'info' },
    { request: 3, user: 'ann', key: 'tell' },
    { request: 5, user: 'ann' },
    { request: 4, user: 'ann', how: 'fail' },
  ])
  expect(ordinaryLike(trace, 4, { beforeMs: Infinity, except: [5] })).toBe(1)
})

test('one from before it broke is taken; none if there is none', () => {
  const trace = traceOf([
    { request: 1, user: 'ann' },
    { request: 2, user: 'ann' },
    { request: 3, user: 'ann', how: 'fail' },
  ])
  expect(ordinaryLike(trace, 3, { beforeMs: 1, except: [] })).toBe(1)
  expect(ordinaryLike(trace, 3, { beforeMs: 0, except: [] })).toBe(0)
  expect(ordinaryLike(trace, 99, ANYWHERE)).toBe(0)
})
