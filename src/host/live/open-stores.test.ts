/** Leaving the stores of a run: one that hangs or fails keeps nobody from leaving the others. */
import { expect, test } from 'vitest'
import type { OpenLiveStore } from '~/infra/live-store'
import { closeStores } from './open-stores'

const NEVER = () => new Promise<never>(() => undefined)

function storeThat(clean: OpenLiveStore['clean'], close: OpenLiveStore['close']): OpenLiveStore {
  const half = { kind: 'tiny', acts: [], cannot: {} }
  const about = { title: 'Tiny 1', version: '1', half, roundTripMs: 1, creates: ['keys a', 'keys b'] }
  return { ...about, engine: NEVER, clean, close }
}

test('each is left, also after one that hangs, or fails, and what is not removed is told', async () => {
  const closed: string[] = []
  const close = (name: string) => () => Promise.resolve(void closed.push(name))
  const open = new Map([
    ['hangs', storeThat(NEVER, NEVER)],
    [
      'fails',
      storeThat(
        () => Promise.reject(new Error('permission denied')),
        () => Promise.reject(new Error('gone')),
      ),
    ],
    ['works', storeThat(() => Promise.resolve(['2 keys']), close('works'))],
    ['closes', storeThat(NEVER, close('closes'))],
  ])
  const told = await closeStores(open, false, 1)
  expect(told.filter((line) => !line.startsWith('works'))).toEqual([
    'hangs: not removed (no answer): keys a; keys b',
    'fails: not removed (permission denied): keys a; keys b',
    'closes: not removed (no answer): keys a; keys b',
  ])
  expect(closed.toSorted()).toEqual(['closes', 'works'])
})

test('nothing is removed that is kept', async () => {
  let cleaned = 0
  const clean = () => Promise.resolve([`${++cleaned}`])
  expect(await closeStores(new Map([['tiny', storeThat(clean, () => Promise.resolve())]]), true)).toEqual([])
  expect(cleaned).toBe(0)
})
