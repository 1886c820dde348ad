import { describe, expect, test } from 'vitest'
import { StateHistory } from '../consensus/history'
import { CommittedState, prefixEnd, StateLayer, type KeyValues } from './key-value'

const KEYS = ['', 'a', 'a\u0000', 'a\u00ff', 'ab', 'b', 'b\u00ff\u00ff', '\u00ff']
const bytes = (number: number) => Uint8Array.of(number)

/** Numbers that follow from a seed: the same in every run (a linear congruence, its upper bits). */
function drawsOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function entries(state: KeyValues, start = '', end?: string, isDescending = false): [string, number][] {
  return [...state.scan(start, end, isDescending)].map(([key, value]) => [key, value[0]!])
}

function plain(map: ReadonlyMap<string, number>, start: string, end: string | undefined, isDescending: boolean) {
  const found = [...map].filter(([key]) => key >= start && (end === undefined || key < end))
  return found.toSorted(([a], [b]) => (a < b === isDescending ? 1 : -1))
}

describe('layers', () => {
  test.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'are what a plain map is, whatever is done (seed %i)',
    (seed) => {
      const draw = drawsOf(seed)
      const bottom = new CommittedState()
      let layers: { state: KeyValues; map: Map<string, number> }[] = [{ state: bottom, map: new Map() }]
      for (let step = 0; step < 120; step++) {
        const { state, map } = layers.at(-1)!
        const key = KEYS[draw(KEYS.length)]!
        const what = draw(6)
        if (what < 2) {
          state.set(key, bytes(step))
          map.set(key, step)
        } else if (what === 2) {
          state.remove(key)
          map.delete(key)
        } else if (what === 3 && layers.length < 5) layers.push({ state: new StateLayer(state), map: new Map(map) })
        else if (what === 4 && layers.length > 1) {
          ;(state as StateLayer).write()
          layers = [...layers.slice(0, -2), { state: layers.at(-2)!.state, map }]
        } else if (what === 5 && layers.length > 1) layers.pop()
        const top = layers.at(-1)!
        const [start, end] = [KEYS[draw(KEYS.length)]!, draw(3) === 0 ? undefined : KEYS[draw(KEYS.length)]!]
        const isDescending = draw(2) === 0
        expect(entries(top.state, start, end, isDescending)).toEqual(plain(top.map, start, end, isDescending))
        expect(KEYS.map((each) => top.state.get(each)?.[0])).toEqual(KEYS.map((each) => top.map.get(each)))
      }
    },
  )

  test('a layer that is not written leaves no trace', () => {
    const bottom = new CommittedState()
    bottom.set('a', bytes(1))
    const layer = new StateLayer(bottom)
    layer.remove('a')
    layer.set('b', bytes(2))
    expect(entries(bottom)).toEqual([['a', 1]])
    expect(layer.changes()).toEqual([
      ['a', undefined],
      ['b', bytes(2)],
    ])
  })
})

describe('the end of a prefix', () => {
  test.each([
    ['a', 'b'],
    ['a\u00ff', 'b'],
    ['a\u00fe', 'a\u00ff'],
    ['\u00ff', undefined],
    ['', undefined],
  ])('of %j is %j', (prefix, end) => expect(prefixEnd(prefix)).toBe(end))
})

describe('history', () => {
  function chain(blocksMax: number, heights: number) {
    const state = new CommittedState()
    const history = new StateHistory(blocksMax)
    const seen: [string, number][][] = [[]]
    const draw = drawsOf(7)
    for (let height = 1; height <= heights; height++) {
      const work = new StateLayer(state)
      for (let change = 0; change < 3; change++) {
        const key = KEYS[draw(KEYS.length)]!
        if (draw(3) === 0) work.remove(key)
        else work.set(key, bytes(height))
      }
      history.record(height, state, work.changes())
      work.write()
      seen.push(entries(state))
    }
    return { state, history, seen }
  }

  test('goes back to the state after every block that is kept', () => {
    const { state, history, seen } = chain(100, 30)
    for (let height = 0; height <= 30; height++) {
      expect(entries(history.at(state, height, 30)!), `height ${height}`).toEqual(seen[height])
    }
  })

  test('ends where blocks are no longer kept', () => {
    const { state, history, seen } = chain(10, 30)
    expect(entries(history.at(state, 20, 30)!)).toEqual(seen[20])
    expect(history.at(state, 19, 30)).toBeUndefined()
  })

  test('what is done to a past state stays there', () => {
    const { state, history } = chain(10, 12)
    const now = entries(state)
    history.at(state, 9, 12)!.set('a', bytes(99))
    expect(entries(state)).toEqual(now)
  })
})
