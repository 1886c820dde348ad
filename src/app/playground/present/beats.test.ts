import { describe, expect, it } from 'vitest'
import diagram from '../../../../simulations/rate-limiter/diagram'
import { parseAction } from '~/kernel/action'
import { beatAfter, beatAt, beatBefore, beatsOf } from './beats'

const vocabulary = { diagram, verbs: {} }
const parsed = (...actions: readonly string[]) => actions.map((text) => parseAction(text, vocabulary))
const beats = beatsOf(parsed('freeze:redis@3000-6000'), vocabulary, 10_000)

describe('the beats of a run', () => {
  it('are its beginning, every fault, the end of each, and its end', () => {
    expect(beats.map(({ title, atMs }) => [title, atMs])).toEqual([
      ['The run begins', 0],
      ['Freeze Redis', 3000],
      ['Redis: freeze is over', 6000],
      ['The run ends', 10_000],
    ])
  })

  it('are held once what came of them can be seen, and before the next one comes', () => {
    expect(beats.map(({ holdMs }) => holdMs)).toEqual([0, 4100, 7100, 10_000])
    const close = beatsOf(parsed('crash:redis@1000', 'crash:gateway/0@1400'), vocabulary, 10_000)
    expect(close.map(({ holdMs }) => holdMs)).toEqual([0, 1200, 2500, 10_000])
  })

  it('are one where several things happen at once, and none where nothing is planned', () => {
    const both = beatsOf(parsed('crash:redis@1000', 'crash:gateway/0@1000'), vocabulary, 10_000)
    expect(both.map(({ title }) => title)).toEqual([
      'The run begins',
      'Crash Redis, Crash API Gateway #0',
      'The run ends',
    ])
    expect(beatsOf([], vocabulary, 10_000)).toEqual([])
  })

  it('leave out what comes after the end', () => {
    expect(beatsOf(parsed('freeze:redis@3000-12000'), vocabulary, 10_000).map(({ atMs }) => atMs)).toEqual([
      0, 3000, 10_000,
    ])
  })
})

describe('a clicker', () => {
  it('finds the beat of a moment, the next and the one before', () => {
    expect([0, 2999, 3000, 6500, 11_000].map((ms) => beatAt(beats, ms))).toEqual([0, 0, 1, 2, 3])
    expect(beatAfter(beats, 0)?.atMs).toBe(3000)
    expect(beatBefore(beats, 5000)?.atMs).toBe(3000)
  })

  it('does not find the same beat again from the keyframe that it was shown by', () => {
    expect(beatAfter(beats, 4000)?.atMs).toBe(6000)
    expect(beatBefore(beats, 4200)?.atMs).toBe(0)
    expect(beatBefore(beats, 0)).toBeUndefined()
    expect(beatAfter(beats, 10_000)).toBeUndefined()
  })
})
