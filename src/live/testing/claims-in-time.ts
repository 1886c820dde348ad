/**
 * Claims on real servers, in real time: both sides of each, shortened to a few seconds, several side by side. What the engine comes to is
 * known before any of them begins, since whatever computes makes those late that share its thread. A run that the machine was too late for
 * is played again, alone, and so is one whose verdicts differ: real time is never the same twice, so a difference counts if it comes again.
 * What cannot be judged even so is not judged, and it is said by how much the machine was late.
 */
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSimulation } from '~/catalog'
import { runToEnd, type RunReport } from '~/host/node'
import { parseAction } from '~/kernel/action'
import { runOf, type Run } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import { compareWorlds, TooLate, untilOf, type Comparison } from '../compare'
import { LiveStack } from '../live-stack'
import { thisMachine } from '../local/machine'
import { startLocalStack, type LocalStack } from '../local/stack'
import { liveKinds } from '../options'

/** A claim, and how little shows it. */
export interface ShortClaim {
  readonly id: string
  readonly claim: string
  /** Instead of the scenario's own load, and as in an address. */
  readonly load: readonly string[]
  /** So much of the beginning of the scenario is left out: what it does comes so much earlier. In milliseconds, as are the others. */
  readonly skipMs?: number
  readonly durationMs: number
  readonly settleMs: number
  readonly settings?: Readonly<Record<string, string>>
}

/** One side of a claim. */
export interface Side {
  readonly name: string
  readonly simulation: AnySimulation
  readonly run: Run
  readonly invariant: string
  readonly isOn: boolean
}

/** What became of it. */
export interface Outcome {
  readonly engine: RunReport
  /** Null if the machine was too late for it, however often, or while a difference has not come again. */
  readonly comparison: Comparison | null
  /** By how much, in milliseconds. */
  readonly lateMs: number
}

/** Worlds that differ in a run that was later than this, in milliseconds, tell of the machine. Deadlines of these runs are longer. */
const LATE_MS_MAX = 200
const GIVE_UP_MS = 3_000
const ATTEMPTS_MAX = 3
/** Nothing is begun again after so long, in milliseconds. */
const PATIENCE_MS = 120_000

/** However busy the machine is: this only ends what would never end, in milliseconds. */
export const PLAYED_MS_MAX = 900_000

/** Both sides of a claim, shortened. */
export async function sidesOf(short: ShortClaim): Promise<readonly Side[]> {
  const { id, claim, load, skipMs = 0, durationMs, settleMs, settings = {} } = short
  const simulation = await loadSimulation(id)
  const { scenario, invariant } = (simulation.claims as Readonly<Record<string, { readonly scenario: string; readonly invariant: string }>>)[claim]! // prettier-ignore
  const vocabulary = vocabularyOf(simulation)
  const { actions } = simulation.scenarios.find((each) => each.id === scenario)!
  const earlier = actions
    .map((text) => parseAction(text, vocabulary))
    .map(({ untilMs, ...action }) => ({
      ...action,
      atMs: action.atMs - skipMs,
      ...(untilMs === undefined ? {} : { untilMs: untilMs - skipMs }),
    }))
    .filter(({ atMs }) => skipMs > 0 && atMs < durationMs)
  const own = load.map((text) => parseAction(text, vocabulary))
  return [true, false].map((isOn) => ({
    name: `${id} · ${claim}, ${isOn ? 'with its safeguard' : 'without it'}`,
    simulation,
    run: {
      ...runOf(id, { scenario, seed: 3, settings, without: isOn ? [] : [claim] }),
      actions: [...own, ...earlier],
      durationMs,
      settleMs,
    },
    invariant,
    isOn,
  }))
}

/** Plays all of them: on each stack one at a time, in the order in which they are given. */
export async function playSideBySide(
  sides: readonly Side[],
  stacks: readonly LiveStack[],
): Promise<ReadonlyMap<Side, Outcome>> {
  const outcomes = new Map<Side, Outcome>()
  for (const side of sides) {
    const engine = await runToEnd(side.simulation, side.run, untilOf(side.isOn ? undefined : side.invariant))
    outcomes.set(side, { engine, comparison: null, lateMs: Infinity })
  }
  const untilMs = performance.now() + PATIENCE_MS
  const waiting = [...sides]
  await Promise.all(
    stacks.map(async (stack) => {
      for (let side = waiting.shift(); side !== undefined; side = waiting.shift())
        await play(side, stack, outcomes, false)
    }),
  )
  for (let attempt = 2; attempt <= ATTEMPTS_MAX; attempt++) {
    for (const side of sides) {
      const { comparison, lateMs } = outcomes.get(side)!
      // However long it has taken: a difference is not let go.
      const isWorth = lateMs <= LATE_MS_MAX || performance.now() < untilMs
      if (comparison === null && isWorth) await play(side, stacks[0]!, outcomes, true)
    }
  }
  return outcomes
}

async function play(side: Side, stack: LiveStack, outcomes: Map<Side, Outcome>, isAlone: boolean): Promise<void> {
  const { simulation, run, invariant, isOn } = side
  const { engine } = outcomes.get(side)!
  const how = { lateMsMax: GIVE_UP_MS, engine, ...(isOn ? {} : { until: invariant }) }
  try {
    const { comparison } = await compareWorlds(simulation, run, stack, how)
    const lateMs = comparison.lag.maxMs
    const isJudged = apartIn(side, comparison).length === 0 || (isAlone && lateMs <= LATE_MS_MAX)
    outcomes.set(side, { engine, comparison: isJudged ? comparison : null, lateMs })
  } catch (error) {
    if (!(error instanceof TooLate)) throw error
    outcomes.set(side, { engine, comparison: null, lateMs: error.lateMs })
  }
}

/** The verdicts that count and differ: of all invariants with the safeguard, of the claim's own without it. */
function apartIn({ isOn, invariant }: Side, { verdicts }: Comparison) {
  return verdicts.filter(({ id, agrees }) => !agrees && (isOn || id === invariant))
}

/** Starts disposable servers of these kinds. */
export function startServers(...names: readonly string[]): Promise<LocalStack> {
  const kinds = liveKinds.filter(({ name }) => names.includes(name))
  return startLocalStack(kinds, thisMachine(path.resolve('.cache')))
}

/** The stack of all of these servers. */
export function stackOf(...locals: readonly LocalStack[]): LiveStack {
  const stores = locals.flatMap((local) => local.stores)
  return new LiveStack({
    stores: stores.map(({ kind, url, processes }) => ({ kind, place: kind.option.read(url), processes })),
  })
}

/** Plays both sides of claims on servers of these kinds that they share, so many at the same time: none of them may harm a server. */
export function testOnSharedServers(sides: readonly Side[], kinds: readonly string[], sideBySide: number): void {
  let servers: LocalStack
  let outcomes: ReadonlyMap<Side, Outcome>
  beforeAll(async () => {
    servers = await startServers(...kinds)
    outcomes = await playSideBySide(
      sides,
      Array.from({ length: sideBySide }, () => stackOf(servers)),
    )
  }, PLAYED_MS_MAX)
  afterAll(() => servers.stop())
  testVerdicts(sides, () => outcomes)
}

/** The tests of what became of the sides. */
export function testVerdicts(sides: readonly Side[], outcomes: () => ReadonlyMap<Side, Outcome>): void {
  test.for(sides)('$name', (side, { skip }) => {
    const { engine, comparison, lateMs } = outcomes().get(side)!
    // What the engine comes to does not depend on the machine: the claim shows in so short a run, or this proves nothing.
    const broken = engine.invariants.filter(({ held }) => !held).map(({ id }) => id)
    if (side.isOn) expect(broken).toEqual([])
    else expect(broken).toContain(side.invariant)
    if (comparison === null) return skip(`not judged: the machine was late by ${Math.round(lateMs)} ms`)
    expect(apartIn(side, comparison), comparison.differences.map(({ what }) => what).join('\n')).toEqual([])
  })
}
