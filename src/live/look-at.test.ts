import { expect, test } from 'vitest'
import type { StackStore } from './live-stack'
import { Looks } from './look-at'
import type { Trouble } from './trouble'

const STORE = {
  kind: { name: 'redis', label: 'Redis' },
  place: { secrets: [] },
  processes: [],
} as unknown as StackStore
const THERE = { title: 'Redis 7', version: '7', roundTripMs: 0.1, creates: ['keys a:*'] }

/** Looks that find one thing after the other, at the seconds given. */
function looksAt(...found: readonly (readonly [atS: number, Trouble | typeof THERE])[]) {
  let atMs = 0
  let next = 0
  const looks = new Looks(STORE, 'a', () => Promise.resolve(found[next]![1]), () => atMs) // prettier-ignore
  const states: string[] = []
  return async () => {
    for (; next < found.length; next++) {
      atMs = found[next]![0] * 1000
      const { state, why } = await looks.now()
      states.push(why === undefined ? state : `${state}: ${why}`)
    }
    return states
  }
}

test('a store is connected, lost with the reason, back for a while, and connected again', async () => {
  const gone = { why: 'cannot be reached', isRefusal: false }
  const look = looksAt([0, THERE], [1, gone], [4, gone], [6, THERE], [30, THERE], [40, THERE], [50, gone], [51, THERE])
  expect(await look()).toEqual([
    'connected',
    'lost: It cannot be reached',
    'lost: It cannot be reached',
    'back: It was away for 5.0 s.',
    'back: It was away for 5.0 s.',
    'connected',
    'lost: It cannot be reached',
    'back: It was away for 1.0 s.',
  ])
})

test('one that was never reached, or turns us away now, has refused', async () => {
  const [never, there, away] = [{ why: 'cannot be reached', isRefusal: false }, THERE, { why: 'wants a password', isRefusal: true }]
  expect(await looksAt([0, never], [1, there], [2, away])()).toEqual([
    'refused: It cannot be reached',
    'connected',
    'refused: It wants a password',
  ])
}) // prettier-ignore

test('one that does not answer is asked once, is said to be connecting, and keeps nobody waiting', async () => {
  let asked = 0
  let atMs = 0
  let answer: (found: typeof THERE) => void = () => undefined
  const looks = new Looks(STORE, 'a', () => (asked++, new Promise((resolve) => (answer = resolve))), () => atMs) // prettier-ignore
  const first = looks.now()
  atMs = 3_000
  expect(await first).toMatchObject({ state: 'connecting', why: 'It was asked 3.0 s ago.' })
  expect(await looks.now()).toMatchObject({ state: 'connecting' })
  expect(asked).toBe(1)
  const last = looks.now()
  answer(THERE)
  expect(await last).toMatchObject({ state: 'connected', title: 'Redis 7' })
})
