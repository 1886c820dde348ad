import { expect, test } from 'vitest'
import { rateVerb } from '~/kernel/verb'
import type { BoxFrame } from '~/projections/frame'
import { lighterLoad, speedWithin } from './lighter-load'

const rate = rateVerb('So many a second.', { unit: 'requests/s', default: 10_000, min: 50, max: 50_000, step: 1 })

function sending(sentRate: number): Pick<BoxFrame, 'figures'> {
  return { figures: { sentRate } as BoxFrame['figures'] }
}

test('every box that makes load makes as much less as the device falls short, and a little less than that', () => {
  const verbs = { clients: [rate], abuser: [rate], gateway: [] }
  const lighter = lighterLoad(
    { verbs },
    { boxes: { clients: sending(8_000), abuser: sending(2_000), gateway: sending(9_000) }, marks: [] },
    0.5,
  )
  expect(lighter).toEqual({
    perSecond: 3_400 + 850,
    acts: [
      { verb: 'rate', target: { kind: 'box', box: 'clients' }, value: '3400' },
      { verb: 'rate', target: { kind: 'box', box: 'abuser' }, value: '850' },
    ],
  })
})

test('no load is lighter than its verb allows, and what makes none stays as it is', () => {
  const verbs = { clients: [rate], abuser: [rate] }
  expect(lighterLoad({ verbs }, { boxes: { clients: sending(60), abuser: sending(0) }, marks: [] }, 0.1)?.acts).toEqual(
    [{ verb: 'rate', target: { kind: 'box', box: 'clients' }, value: '50' }],
  )
})

test('a rate that was told counts as told, and a box that sends more messages than it makes requests as usual', () => {
  const verbs = { clients: [rate] }
  const boxes = { clients: sending(40_000) }
  const action = { verb: 'rate', target: { kind: 'box', box: 'clients' }, value: '20000', atMs: 0 } as const
  expect(lighterLoad({ verbs }, { boxes, marks: [{ action, untilMs: null }] }, 0.5)?.perSecond).toBe(8_500)
  expect(lighterLoad({ verbs }, { boxes, marks: [] }, 0.5)?.perSecond).toBe(4_300)
})

test('a diagram without a rate has no lighter load', () => {
  expect(lighterLoad({ verbs: { clients: [] } }, { boxes: { clients: sending(10) }, marks: [] }, 0.5)).toBeNull()
})

test('the speed to play at is the next one below what is achieved, or the lowest', () => {
  expect([speedWithin(0.7), speedWithin(0.26), speedWithin(0.05)]).toEqual([0.5, 0.25, 0.1])
})
