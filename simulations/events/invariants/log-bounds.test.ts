import { describe, expect, test } from 'vitest'
import { createEventBuffer, type TraceEvent } from '~/kernel/trace'
import { NOTHING_OUTSIDE } from '~/kernel/unhealed'
import { LogBounds, type LeaderFact } from './log-bounds'
import { nothingLost } from './nothing-lost'
import { onePerOffset } from './order'

const LOG = { topic: 'orders.v1', partition: 1 }
const at = (offset: number) => ({ ...LOG, offset })

function fact(t: number, key: string, data: object): TraceEvent {
  return { ...createEventBuffer(), kind: 'state', t, key, data }
}

/** Node 0 leads from the beginning, and node 1 takes over with so much of its log. */
const leads = (t: number, terms: Partial<LeaderFact>) =>
  fact(t, 'leader', {
    ...LOG,
    leaderEpoch: 0,
    nodeId: 0,
    logEndOffset: 0,
    lastEpoch: -1,
    isUnclean: false,
    isr: [0],
    ...terms,
  })
const FIRST = leads(0, {})
const UNCLEAN = leads(9_000, { leaderEpoch: 1, nodeId: 1, logEndOffset: 5, lastEpoch: 0, isUnclean: true })

const append = (t: number, offset: number, event: string, sinceMs = t - 10) =>
  fact(t, 'append', { ...at(offset), event, key: event, version: 1, producer: 1, sequence: 0, sinceMs })
const handled = (t: number, offset: number, event: string) =>
  ['search', 'warehouse', 'notifications'].map((group) =>
    fact(t, 'handled', { ...at(offset), group, member: '', event, key: event, version: 1, outcome: 'applied' }),
  )

describe('the bounds of a log', () => {
  const boundsAfter = (...events: readonly TraceEvent[]) => {
    const bounds = new LogBounds()
    for (const event of events) bounds.step(event)
    return bounds
  }

  test('a clean election cuts nothing off, however short the log', () => {
    const bounds = boundsAfter(FIRST, leads(9_000, { leaderEpoch: 1, nodeId: 1, logEndOffset: 5, lastEpoch: 0 }))
    expect(bounds.isCut(at(7), 1)).toBe(false)
    expect(bounds.changesOf(at(7))).toBe(0)
  })

  test('an unclean one cuts off what the new leader has not, and nothing that is written afterwards', () => {
    const bounds = boundsAfter(FIRST, UNCLEAN)
    expect([4, 5, 6].map((offset) => bounds.isCut(at(offset), 8_000))).toEqual([false, true, true])
    expect(bounds.isCut(at(6), 9_001)).toBe(false)
    expect(bounds.isCut({ ...at(6), partition: 2 }, 8_000)).toBe(false)
  })

  test('a log that ends in an epoch of its own is another one from where the leaders’ epoch ended', () => {
    const bounds = boundsAfter(
      FIRST,
      leads(5_000, { leaderEpoch: 1, nodeId: 2, logEndOffset: 3, lastEpoch: 0 }),
      leads(9_000, { leaderEpoch: 2, nodeId: 1, logEndOffset: 5, lastEpoch: 0, isUnclean: true }),
    )
    expect([2, 3, 4].map((offset) => bounds.isCut(at(offset), 8_000))).toEqual([false, true, true])
  })

  test('who is elected so again with nobody in between has all that it had', () => {
    const again = leads(12_000, { leaderEpoch: 2, nodeId: 1, logEndOffset: 8, lastEpoch: 1, isUnclean: true })
    expect(boundsAfter(FIRST, UNCLEAN, again).isCut(at(8), 11_000)).toBe(false)
    const another = leads(12_000, { leaderEpoch: 2, nodeId: 2, logEndOffset: 6, lastEpoch: 1, isUnclean: true })
    expect(boundsAfter(FIRST, UNCLEAN, another).isCut(at(6), 11_000)).toBe(true)
  })

  test('what retention has deleted is deleted in the log that goes on, up to where that is the same', () => {
    const bounds = boundsAfter(FIRST, fact(8_000, 'retention', { ...LOG, to: 7 }), UNCLEAN)
    expect([4, 6].map((offset) => bounds.isDeleted(at(offset)))).toEqual([true, false])
  })
})

describe('after an unclean election', () => {
  const lost = nothingLost(NOTHING_OUTSIDE)
  const resultOf = (...events: readonly TraceEvent[]) => {
    const state = lost.create()
    for (const event of [...events, fact(40_000, 'written', {})]) lost.step(state, event)
    return { broken: lost.broken(state)?.figures.event ?? null, figures: lost.figures!(state) }
  }

  test('what was cut off is owed to nobody and counted, what was kept and what comes afterwards is owed', () => {
    const before = append(8_000, 5, 'cut')
    expect(resultOf(FIRST, before, UNCLEAN)).toMatchObject({ broken: null, figures: { cutOff: 1, pending: 0 } })
    expect(resultOf(FIRST, append(8_000, 4, 'kept'), UNCLEAN).broken).toBe('kept')
    expect(resultOf(FIRST, before, UNCLEAN, append(9_500, 5, 'new', 9_400)).broken).toBe('new')
    expect(resultOf(FIRST, before).broken).toBe('cut')
  })

  test('one acknowledged later and written before is owed, unless its place is another’s or was never come to', () => {
    const late = append(9_100, 6, 'late', 8_900)
    expect(resultOf(FIRST, UNCLEAN, late).broken).toBe(null)
    expect(resultOf(FIRST, UNCLEAN, late, ...handled(9_300, 7, 'next')).broken).toBe('late')
    expect(resultOf(FIRST, UNCLEAN, late, ...handled(9_300, 7, 'next'), ...handled(9_400, 6, 'other')).broken).toBe(
      null,
    )
  })

  test('an offset may hold one other event for each time that it was cut off', () => {
    const found = (...events: readonly TraceEvent[]) => {
      const state = onePerOffset.create()
      return events.filter((event) => {
        onePerOffset.step(state, event)
        return onePerOffset.broken(state) !== null
      }).length
    }
    const [first, second, third] = ['a', 'b', 'c'].map((event) => append(9_500, 6, event))
    expect(found(FIRST, first!, second!)).toBe(1)
    expect(found(FIRST, first!, UNCLEAN, second!, first!)).toBe(0)
    expect(found(FIRST, first!, UNCLEAN, second!, third!)).toBe(1)
    expect(found(FIRST, append(8_000, 4, 'a'), UNCLEAN, append(9_500, 4, 'b'))).toBe(1)
  })
})
