import { expect, it } from 'vitest'
import { announcement, NOTHING_HEARD, type Heard } from './announcements'

const heard = (difference: Partial<Heard>): Heard => ({ ...NOTHING_HEARD, phase: 'running', ...difference })
const label = (id: string) => `label of ${id}`

it.each([
  ['a fault', heard({}), heard({ faults: new Set(['Redis: crashed']) }), 'Redis: crashed.'],
  ['a recovery', heard({ faults: new Set(['Redis: crashed']) }), heard({}), 'Over: Redis: crashed.'],
  [
    'a violation first',
    heard({}),
    heard({ phase: 'paused', broken: new Set(['x']) }),
    'Violated: label of x. The run is paused.',
  ],
  ['the end', heard({}), heard({ phase: 'ended' }), 'The run has ended.'],
  ['nothing when nothing changed', heard({}), heard({}), ''],
  [
    'nothing of what is otherwise at a moment of the past, but that the run stands',
    heard({ faults: new Set(['Redis: crashed']) }),
    heard({ phase: 'paused', jumps: 1, broken: new Set(['x']) }),
    'The run is paused.',
  ],
])('tells %s', (_, before, now, message) => {
  expect(announcement(before, now, label)).toBe(message)
})
