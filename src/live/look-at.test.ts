import { expect, test } from 'vitest'
import type { StackStore } from './live-stack'
import { Looks } from './look-at'

const STORE = {
  kind: { name: 'redis', label: 'Redis' },
  place: { secrets: [] },
  processes: [],
} as unknown as StackStore
const THERE = { title: 'Redis 7', version: '7', roundTripMs: 0.1, creates: ['keys a:*'] }

/** Looks that find one thing after the other, at the seconds given. */
function looksAt(...found: readonly (readonly [atS: number, { readonly why: string } | typeof THERE])[]) {
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
  const gone = { why: 'connect ECONNREFUSED' }
  const look = looksAt([0, THERE], [1, gone], [4, gone], [6, THERE], [30, THERE], [40, THERE], [50, gone], [51, THERE])
  expect(await look()).toEqual([
    'connected',
    'lost: connect ECONNREFUSED',
    'lost: connect ECONNREFUSED',
    'back: It was away for 5.0 s.',
    'back: It was away for 5.0 s.',
    'connected',
    'lost: connect ECONNREFUSED',
    'back: It was away for 1.0 s.',
  ])
})

test('one that was never reached, or turns us away now, has refused', async () => {
  const [never, there, away] = [{ why: 'connect ECONNREFUSED' }, THERE, { why: 'WRONGPASS invalid username-password pair' }]
  expect(await looksAt([0, never], [1, there], [2, away])()).toEqual([
    'refused: connect ECONNREFUSED',
    'connected',
    'refused: WRONGPASS invalid username-password pair',
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
