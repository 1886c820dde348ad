/** What an invariant that stays broken looks like on the time axis: every stretch of it, and not the first one alone. */
import { afterEach, expect, test } from 'vitest'
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { cellsOf } from '../playground/timeline/axis'
import { closeSessions, tinySession, until } from './testing/tiny-session'

/** Broken anew by every request from half a second on. */
const NO_REQUESTS_LATE = defineInvariant<{ found: Evidence | null }>({
  id: 'no-requests-late',
  kind: 'safety',
  statement: 'Nothing is asked late.',
  label: 'nothing late',
  create: () => ({ found: null }),
  step: (state, { kind, arrow, t, id }) => {
    const isLate = kind === 'send' && arrow === 'client~server' && t >= 500
    state.found = isLate ? { summary: `${id} asked`, request: id, figures: {} } : null
  },
  broken: ({ found }) => found,
})

afterEach(closeSessions)

test('all stretches in which it was violated again are marked after Go on', async () => {
  const session = await tinySession({
    simulation: {
      arrivals: Array.from({ length: 100 }, (_, index) => index * 10),
      invariants: [NO_REQUESTS_LATE],
    },
    stops: true,
  })
  session.play()
  await until(session, (state) => state.case !== null)
  session.play()
  await until(session, ({ phase }) => phase === 'ended')
  const { head } = session.store.getState()
  expect(head!.verdicts.find(({ id }) => id === 'no-requests-late')!.violations).toBe(50)
  const cells = cellsOf(1000, 1000, head!.violationTimes['no-requests-late'] ?? [], 10)
  expect(cells).toEqual([...Array<string>(5).fill('held'), ...Array<string>(5).fill('violated')])
})
