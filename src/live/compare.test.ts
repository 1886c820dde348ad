/** Two runs that were played, laid side by side: what counts as agreement, and what of it can be judged. */
import { beforeAll, expect, test } from 'vitest'
import { loadSimulation } from '~/catalog'
import { runToEnd, type RunReport } from '~/host/node'
import { parseAction } from '~/kernel/action'
import { runOf, type Run } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import { compareReports, noteLeftOut, type BothReports } from './compare'

let simulation: AnySimulation
const IN_TIME = { maxMs: 25, meanMs: 1, lastMs: 0 }
const LATE = { maxMs: 26, meanMs: 1, lastMs: 0 }

/** Half a second of a burst at a little load, on the engine that boots at once. */
function runWith(without: readonly string[], acts: readonly string[] = []): Run {
  const load = ['rate:clients=100@0', 'rate:abuser=50@0']
  const actions = [...load, ...acts].map((text) => parseAction(text, vocabularyOf(simulation)))
  const run = runOf('rate-limiter', { scenario: 'concurrent-burst', without, engines: { redis: 'mock' } })
  return { ...run, actions }
}

let [guarded, bare, cut]: (RunReport | undefined)[] = []

beforeAll(async () => {
  simulation = await loadSimulation('rate-limiter')
  guarded = await runToEnd(simulation, runWith([]))
  bare = await runToEnd(simulation, runWith(['atomic-lua']))
  cut = await runToEnd(simulation, runWith([], ['partition:gateway~redis=both@0']))
})

function compared(engine: RunReport, live: RunReport, more: Partial<BothReports> = {}) {
  const recording = { stores: { redis: { title: 'Redis 8' } }, lag: IN_TIME } as unknown as BothReports['recording']
  return compareReports(simulation, { run: engine.run, engine, live, recording, leftOut: [], ...more })
}

function recordedAt(lag: BothReports['recording']['lag']): Partial<BothReports> {
  return { recording: { stores: {}, lag } as BothReports['recording'] }
}

test('a run beside itself agrees, and differs in nothing', () => {
  const { agrees, isJudged, verdicts, outcomes, differences, stores, durationMs } = compared(guarded!, guarded!)
  expect({ agrees, isJudged, differences, stores }).toEqual({ agrees: true, isJudged: true, differences: [], stores: { redis: 'Redis 8' } }) // prettier-ignore
  expect(verdicts.length).toBeGreaterThan(3)
  expect(verdicts.every(({ held }) => held.engine && held.live)).toBe(true)
  expect(Object.values(outcomes).reduce((sum, { live }) => sum + live, 0)).toBeGreaterThan(10)
  expect(durationMs).toBe(simulation.scenarios.find(({ id }) => id === 'concurrent-burst')!.durationMs)
})

test('the arrow to the real store bears its kind, those between modelled boxes none, and those within a process are left out', () => {
  const { arrows } = compared(guarded!, guarded!)
  expect(arrows['gateway~redis']).toMatchObject({ kind: 'redis' })
  expect(arrows['gateway~redis']!.live.ok).toBeGreaterThan(10)
  expect(arrows['clients~gateway']).toMatchObject({ kind: null })
  expect(arrows['gateway~shadow']).toBeUndefined()
})

test('what is violated in one world alone does not agree, and is told with its evidence', () => {
  const { agrees, verdicts, differences } = compared(guarded!, bare!)
  expect(agrees).toBe(false)
  const apart = verdicts.filter((each) => !each.agrees)
  expect(apart.map(({ id }) => id)).toContain('atomic-consumption')
  const { evidence, violations } = apart.find(({ id }) => id === 'atomic-consumption')!
  expect(evidence).toEqual({ engine: null, live: expect.any(String) as string })
  expect(violations.live).toBeGreaterThan(0)
  expect(differences[0]!.what).toContain(`is violated live and holds in the engine: ${apart[0]!.evidence.live!}`)
})

test('of a run that was to come to a violation, that verdict alone decides', () => {
  expect(compared(guarded!, bare!, { until: 'atomic-consumption' }).agrees).toBe(false)
  expect(compared(guarded!, bare!, { until: 'isolation' }).agrees).toBe(true)
  expect(compared(bare!, bare!, { until: 'atomic-consumption' }).agrees).toBe(true)
})

test('verdicts that differ on a machine that was late are not judged; those that agree are', () => {
  expect(compared(guarded!, bare!, recordedAt(IN_TIME)).isJudged).toBe(true)
  expect(compared(guarded!, bare!, recordedAt(LATE)).isJudged).toBe(false)
  expect(compared(bare!, bare!, recordedAt(LATE)).isJudged).toBe(true)
})

test('requests that end otherwise are told by their share', () => {
  const { differences } = compared(guarded!, cut!)
  expect(differences.map(({ what }) => what).join('\n')).toMatch(/% of the requests ended as "degraded" live/)
})

test('an act that was not done to the real thing is noted as it begins, and once', () => {
  const leftOut: { readonly verb: string; readonly why: string }[] = []
  const note = (key: string, data: unknown, kind = 'state') =>
    noteLeftOut({ kind, key, data } as Parameters<typeof noteLeftOut>[0], leftOut)
  note('live-act', { verb: 'crash', phase: 'start', why: 'it is yours' })
  note('live-act', { verb: 'crash', phase: 'end', why: 'it was not begun' })
  note('live-act', { verb: 'delay', phase: 'start' })
  note('keys', { verb: 'crash', phase: 'start', why: 'another fact' })
  note('live-act', { verb: 'crash', phase: 'start', why: 'no fact' }, 'fault')
  expect(leftOut).toEqual([{ verb: 'crash', why: 'it is yours' }])
  const { differences } = compared(guarded!, guarded!, { leftOut })
  expect(differences).toEqual([{ what: '"crash" was not done to the real store', why: 'it is yours' }])
})
