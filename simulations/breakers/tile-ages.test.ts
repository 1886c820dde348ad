/** How old the tiles are that are served, by a clock that is right, when the clocks of the service and of Redis are not. */
import { expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import { parseAction } from '~/kernel/action'
import { runOf } from '~/kernel/run'
import { vocabularyOf } from '~/kernel/simulation'
import type { TraceEvent } from '~/kernel/trace'
import { TILE_FRESH_MS } from './components/search'
import simulation from './index'
import type { AnswerFact } from './requests'

/** The clock of the service is slow, so that the date of a tile does not tell its age, and Redis is asked for all of it. */
const SLOW_CLOCK = 'skew:search=-60000@0'
/** What the ways to the provider, to Redis and to the edge may add to an age, in milliseconds. */
const WAYS_MS = 200

/** By how much kept tiles were older than they were said to be when they came to the edge, at most; and how many came. */
async function watch(...actions: string[]) {
  let answers = 0
  let tooOldMs = -Infinity
  const step = ({ kind, key, t, data }: TraceEvent) => {
    if (kind !== 'state' || key !== 'answer') return
    const { route, status, latencyMs, staleForMs, asOfMs } = data as AnswerFact
    // What was drawn after it was asked for was not kept: it comes from the provider, and is as new as an answer can be.
    if (route !== 'tile' || status !== 200 || asOfMs! > t - latencyMs) return
    answers++
    tooOldMs = Math.max(tooOldMs, t - asOfMs! - (staleForMs ?? TILE_FRESH_MS))
  }
  const vocabulary = vocabularyOf(simulation)
  const run = runOf('breakers', {
    scenario: 'steady',
    seed: 1,
    settings: { deadlineMs: '10000' },
    actions: [SLOW_CLOCK, ...actions].map((text) => parseAction(text, vocabulary)),
    durationMs: 6_000,
    settleMs: 0,
  })
  await runToEnd(simulation, run, { observers: [{ step }] })
  return { answers, tooOldMs }
}

test('a process that was stopped while Redis answered adds that time to the age of the tile', async () => {
  // Nobody asks afterwards: what is written late looks younger than it is, and by a slow clock nobody can tell.
  const load = ['rate:edge=1200@0', 'rate:edge=0@2000']
  const { answers, tooOldMs } = await watch(...load, 'delay:search~tiles=9@0', 'freeze:search@2000-4000')
  expect(answers).toBeGreaterThan(10)
  expect(tooOldMs).toBeLessThan(WAYS_MS)
})

test('a tile that Redis keeps for longer than any is kept, since its clock jumped back, is not served', async () => {
  const { answers, tooOldMs } = await watch('skew:tiles=60000@0-2000')
  expect(answers).toBeGreaterThan(10)
  expect(tooOldMs).toBeLessThan(WAYS_MS)
})
