import { expect, test } from 'vitest'
import { Recovery, type Instant } from './replay'

interface Entry extends Instant {
  readonly name: string
}

const at = (monotonicMs: number, name = `at ${monotonicMs}`): Entry => ({ monotonicMs, wallMs: monotonicMs, name })
const names = (entries: readonly Entry[] = []) => entries.map(({ name }) => name)

/** Points every second, an entry every quarter of one. */
function recorded(untilMs: number) {
  const released: string[] = []
  const recovery = new Recovery<string, Entry>((snapshot) => released.push(snapshot))
  for (let ms = 0; ms <= untilMs; ms += 250) {
    if (recovery.isPointDue(ms, 1_000)) recovery.addPoint(ms, `point ${ms}`)
    recovery.record(at(ms))
  }
  return { recovery, released }
}

test('goes back to the newest point before the instant, and does again what came after it', () => {
  const { recovery } = recorded(3_500)
  const back = recovery.rewind(1_200, 3_500)!
  expect(back).toMatchObject({ snapshot: 'point 2000', lostMs: 1_200 })
  expect(names(back.again)).toEqual(['at 2000', 'at 2250'])
  expect(names(back.lost)).toEqual(['at 2500', 'at 2750', 'at 3000', 'at 3250', 'at 3500'])
})

test('goes back two seconds at most', () => {
  expect(recorded(6_000).recovery.rewind(9_000, 6_000)).toMatchObject({ snapshot: 'point 4000', lostMs: 2_000 })
})

test('near the start it goes back to the first point, and says how far that is', () => {
  const back = recorded(500).recovery.rewind(2_000, 500)!
  expect(back).toMatchObject({ snapshot: 'point 0', lostMs: 500 })
  expect([names(back.again), names(back.lost)]).toEqual([['at 0'], ['at 250', 'at 500']])
})

test('nothing is lost at no lag, and nothing can be gone back to before anything was recorded', () => {
  expect(recorded(1_000).recovery.rewind(0, 1_000)).toMatchObject({ lost: [], lostMs: 0 })
  expect(new Recovery<string, Entry>().rewind(100, 1_000)).toBeNull()
})

test('lets go of points and entries that no fail-over reaches, and of points that are undone', () => {
  const { recovery, released } = recorded(6_000)
  expect(released).toEqual(['point 0', 'point 1000', 'point 2000', 'point 3000'])
  recovery.rewind(1_500, 6_000)
  expect(released.slice(4)).toEqual(['point 5000', 'point 6000'])
  recovery.clear()
  expect(released.slice(6)).toEqual(['point 4000'])
})

test('goes on after a fail-over from where it went back to', () => {
  const { recovery } = recorded(3_500)
  recovery.rewind(1_200, 3_500)
  recovery.record(at(3_600, 'after'))
  const back = recovery.rewind(50, 3_700)!
  expect(names(back.again)).toEqual(['at 2000', 'at 2250', 'after'])
  expect(names(back.lost)).toEqual([])
})
