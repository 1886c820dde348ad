/**
 * Makes a run that violates an invariant as small as it goes: fewer faults, a shorter run, nothing that stays broken,
 * parameters at their defaults, shorter and milder faults, one instance instead of a whole box. What is left is the cause.
 * Levels of load stay as they are: a run with little load is smaller than one without a word about it.
 */
import { checkValue, verbOf, type Action } from '~/kernel/action'
import type { Run } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import { instancesOf } from '~/kernel/diagram'
import { isBrought } from '~/kernel/verb'
import { faultsOf } from './faults-of'

/** Runs that are tried at most: a run that is found takes a minute to shrink, not an hour. */
const TRIES_MAX = 150
/** Faults and runs are not shortened below this, in milliseconds. */
const SHORTEST_MS = 50
const SHORTEST_RUN_MS = 500
/** A run that is to end at a violation ends at the next of these. */
const END_GRID_MS = 100

/** What a run has shown, at least: when. */
interface Dated {
  readonly atMs: number
}

/** What is left of a run, and what one of its attempts has shown. */
export interface Shrunk<Finding extends Dated> {
  readonly run: Run
  readonly finding: Finding
  readonly tries: number
}

/**
 * Shrinks a run. `find` executes one and tells what it violates, or null if it does not violate what it should; `finding` is
 * what the run itself has shown. The result is one that `find` has confirmed.
 */
export async function shrink<Finding extends Dated>(
  simulation: AnySimulation,
  run: Run,
  finding: Finding,
  find: (run: Run) => Promise<Finding | null>,
): Promise<Shrunk<Finding>> {
  let smallest: Shrunk<Finding> = { run, finding, tries: 0 }
  let tries = 0
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false
    for (const [name, smallerRuns] of STEPS) {
      // The same step again, as long as it helps: halves of halves.
      for (let isHelping = true; isHelping;) {
        isHelping = false
        for (const smaller of smallerRuns(smallest.run, simulation, smallest.finding.atMs)) {
          if (tries >= TRIES_MAX) return { ...smallest, tries }
          tries++
          const found = await find(smaller)
          if (found === null) continue
          smallest = { run: smaller, finding: found, tries }
          isSmaller = true
          isHelping = name !== 'once'
          break
        }
      }
    }
  }
  return { ...smallest, tries }
}

type Step = readonly ['again' | 'once', (run: Run, simulation: AnySimulation, atMs: number) => Iterable<Run>]

/** Cheapest and most telling first. */
const STEPS: readonly Step[] = [
  ['once', endingThere],
  ['again', withoutHalfOfTheFaults],
  ['again', withoutOneFault],
  ['once', healed],
  ['again', withoutOneSetting],
  ['again', shorter],
  ['again', withShorterFaults],
  ['again', withMilderFaults],
  ['again', withFewerInstances],
]

/** What comes after a violation has no part in it. */
function* endingThere(run: Run, _: AnySimulation, atMs: number): Generator<Run> {
  const durationMs = Math.max(SHORTEST_RUN_MS, Math.ceil((atMs + 1) / END_GRID_MS) * END_GRID_MS)
  if (durationMs < (run.durationMs ?? 0)) yield ended(run, durationMs)
}

function* withoutHalfOfTheFaults(run: Run, simulation: AnySimulation): Generator<Run> {
  const faults = faultsOf(simulation, run)
  if (faults.length < 4) return
  const middle = Math.floor(faults.length / 2)
  for (const half of [faults.slice(middle), faults.slice(0, middle)]) yield without(run, half)
}

function* withoutOneFault(run: Run, simulation: AnySimulation): Generator<Run> {
  for (const fault of faultsOf(simulation, run)) yield without(run, [fault])
}

function without(run: Run, left: readonly Action[]): Run {
  return { ...run, actions: run.actions.filter((each) => !left.includes(each)) }
}

function* healed(run: Run): Generator<Run> {
  const { unhealed, ...rest } = run
  if (unhealed !== undefined) yield rest
}

function* withoutOneSetting(run: Run): Generator<Run> {
  for (const name of Object.keys(run.settings)) {
    yield { ...run, settings: Object.fromEntries(Object.entries(run.settings).filter(([each]) => each !== name)) }
  }
}

/** Ends soon after the last action has, or half-way. */
function* shorter(run: Run): Generator<Run> {
  const { durationMs } = run
  if (durationMs === undefined || durationMs / 2 < SHORTEST_RUN_MS) return
  yield ended(run, Math.round(durationMs / 2))
}

function ended(run: Run, durationMs: number): Run {
  return { ...run, durationMs, actions: run.actions.flatMap((action) => cut(action, durationMs)) }
}

/** An action of a shorter run: none if it comes too late, ended before the run's first phase is. */
function cut(action: Action, durationMs: number): Action[] {
  if (action.atMs >= durationMs) return []
  return action.untilMs === undefined || action.untilMs < durationMs ? [action] : [{ ...action, untilMs: durationMs }]
}

function* withShorterFaults(run: Run): Generator<Run> {
  for (const action of run.actions) {
    const { atMs, untilMs } = action
    if (untilMs === undefined) continue
    const half = Math.round((untilMs - atMs) / 2)
    if (half < SHORTEST_MS) continue
    yield replaced(run, action, { ...action, untilMs: atMs + half })
    yield replaced(run, action, { ...action, atMs: atMs + half })
  }
}

/** Values at the verb's default: what is left otherwise is needed as it is. */
function* withMilderFaults(run: Run, simulation: AnySimulation): Generator<Run> {
  for (const action of run.actions) {
    const verb = verbOf(vocabularyOf(simulation), action)
    if (action.value === undefined || isBrought(verb.value) || verb.isLoad === true) continue
    const value = checkValue(verb, undefined)
    if (value !== undefined && value !== action.value) yield replaced(run, action, { ...action, value })
  }
}

/** One instance instead of all of a box or of an arrow's ends. */
function* withFewerInstances(run: Run, { diagram }: AnySimulation): Generator<Run> {
  for (const action of run.actions) {
    const { target } = action
    if (target.kind === 'box') {
      const count = target.instance === undefined ? instancesOf(diagram, target.box) : 1
      for (let instance = 0; instance < count && count > 1; instance++) {
        yield replaced(run, action, { ...action, target: { ...target, instance } })
      }
      continue
    }
    for (const [end, box] of [
      ['fromInstance', target.from],
      ['toInstance', target.to],
    ] as const) {
      const count = target[end] === undefined ? instancesOf(diagram, box) : 1
      for (let instance = 0; instance < count && count > 1; instance++) {
        yield replaced(run, action, { ...action, target: { ...target, [end]: instance } })
      }
    }
  }
}

function replaced(run: Run, action: Action, by: Action): Run {
  return { ...run, actions: run.actions.map((each) => (each === action ? by : each)) }
}
