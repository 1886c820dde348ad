/** A moment in an address: read back as written, capped, and what does not fit is named with what is allowed. */
import { describe, expect, test } from 'vitest'
import type { Diagram } from '~/kernel/diagram'
import { tinyDiagram } from '~/kernel/testing/tiny-simulation'
import { formatMoment, parseMoment, type MomentUrl } from './moment-url'

const diagram = tinyDiagram() as Diagram
const read = (search: string) => parseMoment(search, diagram)

describe('a moment', () => {
  const MOMENTS: readonly MomentUrl[] = [
    {},
    { atMs: 3155.2 },
    { atMs: 0, select: { kind: 'box', id: 'store' } },
    { atMs: 12, select: { kind: 'arrow', id: 'server~store' }, request: 31_884 },
  ]
  test.each(MOMENTS)('%j is read back as it was written', (moment) => {
    expect(read(`?v=1&scenario=plain${formatMoment(moment)}`)).toEqual({ moment, notices: [] })
  })

  test.each([
    ['3155.2', 3155.2],
    ['3155.2ms', 3155.2],
    ['3.1552s', 3155.2],
    ['3.15523s', 3155.2],
  ])('at=%s is %d ms on the grid of the run', (text, atMs) => {
    expect(read(`at=${text}`).moment.atMs).toBe(atMs)
  })
})

describe('what does not fit is left out and named', () => {
  test.each([
    ['at=-1', /“at” is a time from 0 to 86400000 ms/],
    ['at=1e3', /“at” is a time/],
    ['at=86400001', /“at” is a time/],
    ['at=99999999999999', /“at” is a time/],
    ['at=', /“at” is a time/],
    ['select=nowhere', /“select” names a box or an arrow .*client, memory, server, store/],
    ['select=client~store', /there is no arrow client~store/],
    ['select=server/1', /no instance/],
    ['request=0', /“request” is the number of a request, from 1/],
    ['request=1.5', /“request” is the number/],
    ['request=99999999999', /“request” is the number/],
    [`select=${'x'.repeat(500)}`, /“select” names/],
  ])('%s', (search, notice) => {
    const { moment, notices } = read(search)
    expect(moment).toEqual({})
    expect(notices).toHaveLength(1)
    expect(notices[0]).toMatch(notice)
    expect(notices[0]!.length).toBeLessThan(400)
  })

  test('an address that is too long is not read at all', () => {
    expect(read(`at=5&x=${'y'.repeat(9000)}`)).toEqual({ moment: {}, notices: [] })
  })
})
