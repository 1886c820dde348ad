import { expect, it } from 'vitest'
import type { Snapshot } from '~/projections/frame'
import { whatWasSeen } from './what-was-seen'

const verdict = (id: string, violations: number) => ({ id, held: violations === 0, violations })
const moment = (...verdicts: ReturnType<typeof verdict>[]) =>
  ({ nowMs: 13_000, verdicts }) as unknown as Pick<Snapshot, 'verdicts' | 'nowMs'>

it('tells what became of the requests, most first, and that all held', () => {
  expect(
    whatWasSeen(
      moment(verdict('a', 0), verdict('b', 0)),
      [
        [600, 300, 0, 0, 0],
        [90, 9, 0, 0, 1],
      ],
      String,
    ),
  ).toEqual(['1,000 requests in 13 s: 69 % served, 31 % throttled, 0.1 % failed.', 'All 2 invariants held.'])
})

it('names what was violated', () => {
  expect(whatWasSeen(moment(verdict('a', 0), verdict('b', 1200)), [], (id) => `the ${id}`)).toEqual([
    'Violated: the b (1,200×).',
  ])
})
