import { expect, test } from 'vitest'
import { parameterValues } from '~/kernel/parameter'
import { createEventBuffer, type TraceEvent } from '~/kernel/trace'
import { NOTHING_OUTSIDE } from '~/kernel/unhealed'
import { parameters } from '../parameters'
import { scenarios } from '../scenarios'
import { letterEndMs, lettersEnd } from './letters-end'

const DEFAULTS = parameterValues(parameters, {})
const GRACE_MS = letterEndMs(DEFAULTS)

test('the calm end of every scenario is long enough for it to be asked', () => {
  for (const { id, settleMs } of scenarios) expect([id, settleMs > GRACE_MS]).toEqual([id, true])
})

const LETTER = { group: 'warehouse', topic: 'retry.warehouse', partition: 0, letterPartition: 0 }

function fact(t: number, key: string, data: object): TraceEvent {
  return { ...createEventBuffer(), kind: 'state', t, key, data: { ...LETTER, ...data } }
}

const put = (event: string) => fact(0, 'dead-letter', { event, offset: 0, letterOffset: 0 })
/** Letters of other events are sent for so long, and then nothing happens until the end. */
function openAfter(sendingMs: number, endMs: number, { everyMs = 5, attempt = 2 } = {}): string | null {
  const invariant = lettersEnd(DEFAULTS, NOTHING_OUTSIDE)
  const state = invariant.create()
  invariant.step(state, put('last'))
  for (let t = 0; t <= sendingMs; t += everyMs) {
    invariant.step(state, fact(t, 'replay', { event: `before-${t}`, outcome: 'sent', attempt, offset: t }))
  }
  invariant.step(state, fact(endMs, 'other', {}))
  return (invariant.broken(state)?.figures.event ?? null) as string | null
}

test('a letter waits for those before it, which the worker sends at its rate, and for nothing else', () => {
  expect(openAfter(0, GRACE_MS - 1)).toBe(null)
  expect(openAfter(0, GRACE_MS + 1)).toBe('last')
  expect(openAfter(30_000, 30_000 + GRACE_MS - 1)).toBe(null)
  expect(openAfter(30_000, 30_000 + GRACE_MS + 1)).toBe('last')
})

test('one letter a round, or one that should have been parked, keeps nobody waiting', () => {
  expect(openAfter(30_000, 30_000, { everyMs: DEFAULTS.replayEveryMs })).toBe('last')
  expect(openAfter(30_000, 30_000, { attempt: DEFAULTS.replayAttemptsMax + 2 })).toBe('last')
})
