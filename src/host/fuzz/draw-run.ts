/**
 * Draws runs at random: a scenario, parameters, small load, faults out of everything that can be done to the diagram, and in
 * half of the runs a part that is not healed in the end. Or some of it is fixed: a diagram as it stands is searched for what
 * breaks it.
 */
import { formatTarget, parseAction, verbsOf, type Action, type Target } from '~/kernel/action'
import { exp, ln } from '~/kernel/arithmetic'
import { instancesOf } from '~/kernel/diagram'
import { parameterValues, type Parameter } from '~/kernel/parameter'
import { createRng, type Rng } from '~/kernel/random'
import { runOf, type Run } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import { outsideOf } from '~/kernel/unhealed'
import { isBrought, type Verb } from '~/kernel/verb'
import { soonerFaults } from './scenario-faults'

/** Length of the first phase in beats of the diagram, which are seconds if it says nothing else: most runs are short, some are longer. */
const BEATS = [3, 3, 3, 6]
const BEAT_MS = 1_000
/** Most runs have few faults, some have this many. */
const FAULTS_MAX = 12
/** Nothing is broken before this, so that there is something to compare with. */
const FIRST_MS = 100
/** Lasting faults end so long before the first phase does, unless the part they are in is not healed at all. */
const MARGIN_MS = 200
/** Shortest lasting fault. */
const SPAN_MIN_MS = 50
/** Requests per second that a load verb is set to at the start: enough to meet faults, few enough to be quick. */
const RATE_MIN = 50
const RATE_MAX = 500
/** Half of the runs have the settings of the drawing; in the others a parameter is left at its default so often. */
const DEFAULT_SHARE = 0.6
/** Whatever else is set, a parameter that makes time pass quicker does so in this share of the runs. */
const BRISK_SHARE = 0.7
/** Values are drawn up to so many times smaller or larger than the default. */
const PARAMETER_FACTOR = 2
const VALUE_FACTOR = 5

/** What all runs of a search have in common: the diagram as it stands. */
export type Fixed = Pick<Run, 'scenario' | 'settings' | 'without' | 'engines'>

/**
 * The run of a fuzz seed: with all safeguards on, or as it is fixed. The same seed gives the same run.
 * @throws {RunError} if the simulation has no such scenario
 */
export function drawRun(simulation: AnySimulation, seed: number, fixed?: Fixed): Run {
  const rng = createRng(seed).fork('fuzz')
  const drawn = pick(rng, simulation.scenarios)
  const beats = pick(rng, BEATS)
  const count = 1 + Math.floor(rng.float() * rng.float() * FAULTS_MAX)
  const settings = drawSettings(simulation, rng)
  const durationMs = beats * beatMsOf(simulation, fixed?.settings ?? settings)
  const unhealed = rng.chance(0.5) ? pickPart(simulation, rng) : undefined
  const targets = targetsOf(simulation)
  const faults = Array.from({ length: count }, () => drawFault(simulation, pick(rng, targets), rng, durationMs))
  if (unhealed !== undefined && rng.chance(0.5)) {
    const outside = outsideOf(simulation.unhealed![unhealed]!, vocabularyOf(simulation))
    faults.push(drawFault(simulation, outside.targets, rng, durationMs, true))
  }
  const load = calmLoad(simulation, rng)
  const span = { fromMs: FIRST_MS, untilMs: durationMs - MARGIN_MS, durationMs }
  const own = fixed === undefined ? [] : soonerFaults(simulation, fixed.scenario, span, rng)
  return runOf(simulation.diagram.id, {
    scenario: drawn.id,
    settings,
    ...fixed,
    seed,
    actions: [...load, ...own, ...faults],
    durationMs,
    ...(unhealed === undefined ? {} : { unhealed }),
  })
}

function beatMsOf({ beatMs = () => BEAT_MS, parameters }: AnySimulation, settings: Run['settings']): number {
  return Math.max(BEAT_MS, beatMs(parameterValues(parameters, settings)))
}

function pickPart({ unhealed = {} }: AnySimulation, rng: Rng): string | undefined {
  const parts = Object.keys(unhealed)
  return parts.length === 0 ? undefined : pick(rng, parts)
}

/** Settings other than the defaults. */
function drawSettings({ parameters }: AnySimulation, rng: Rng): Record<string, string> {
  const settings: Record<string, string> = {}
  for (const [name, parameter] of Object.entries(parameters)) {
    if (parameter.kind !== 'choice' || parameter.brisk === undefined) continue
    if (rng.chance(BRISK_SHARE)) settings[name] = parameter.brisk
  }
  if (rng.chance(0.5)) return settings
  for (const [name, parameter] of Object.entries(parameters)) {
    if (parameter.kind === 'number' && parameter.onlyWithout !== undefined) continue
    if (Object.hasOwn(settings, name) || rng.chance(DEFAULT_SHARE)) continue
    const value = drawSetting(parameter, rng)
    if (value !== String(parameter.default)) settings[name] = value
  }
  return settings
}

function drawSetting(parameter: Parameter, rng: Rng): string {
  if (parameter.kind === 'choice') return pick(rng, parameter.options)
  return drawNumber(parameter, PARAMETER_FACTOR, Number.isInteger(parameter.default), rng)
}

/** Turns every rate down from the first instant on. */
function calmLoad(simulation: AnySimulation, rng: Rng): Action[] {
  const { verbs } = vocabularyOf(simulation)
  return Object.entries(verbs).flatMap(([box, own]) =>
    own
      .filter(
        ({ isLoad, span, value }) => isLoad && span === 'lasting' && value?.kind === 'number' && value.max >= RATE_MAX,
      )
      .map(({ verb }) => ({
        verb,
        target: { kind: 'box', box } as const,
        value: String(RATE_MIN + rng.int(RATE_MAX - RATE_MIN)),
        atMs: 0,
      })),
  )
}

/** One fault at one of the targets; `isForGood` for one that stays in a part that is not healed. */
function drawFault(
  simulation: AnySimulation,
  targets: readonly Target[],
  rng: Rng,
  durationMs: number,
  isForGood = false,
): Action {
  const vocabulary = vocabularyOf(simulation)
  const candidates = targets.flatMap((target) =>
    verbsOf(vocabulary, target)
      .filter(({ isLoad, isNeverDrawn }) => isLoad !== true && isNeverDrawn !== true)
      .filter(({ verb, value }) => verb !== 'heal' && !isBrought(value))
      .map((verb) => ({ target, verb })),
  )
  const { target, verb } = pick(rng, candidates)
  const lastMs = durationMs - MARGIN_MS
  const atMs = FIRST_MS + rng.int(lastMs - SPAN_MIN_MS - FIRST_MS)
  const value = drawValue(verb, rng)
  // Short spans are as likely as long ones, up to all that is left.
  const longestMs = lastMs - atMs
  const spanMs = Math.round(SPAN_MIN_MS * exp(rng.float() * ln(longestMs / SPAN_MIN_MS)))
  const until = verb.span === 'lasting' && !isForGood ? `-${atMs + spanMs}` : ''
  const text = `${verb.verb}:${formatTarget(target)}${value === undefined ? '' : `=${value}`}@${atMs}${until}`
  return parseAction(text, vocabulary)
}

/** Boxes and their instances; and arrows, also of one instance at either end. */
function targetsOf({ diagram }: AnySimulation): readonly [Target[], Target[]] {
  const numbersOf = (box: string) => Array.from({ length: instancesOf(diagram, box) }, (_, instance) => instance)
  const boxes = Object.keys(diagram.boxes).flatMap((box): Target[] => {
    const numbers = numbersOf(box)
    const each = numbers.length === 1 ? [] : numbers.map((instance): Target => ({ kind: 'box', box, instance }))
    return [{ kind: 'box', box }, ...each]
  })
  const arrows = diagram.arrows.flatMap(({ from, to }): Target[] => {
    const arrow = { kind: 'arrow', from, to } as const
    const starts =
      numbersOf(from).length === 1 ? [] : numbersOf(from).map((fromInstance) => ({ ...arrow, fromInstance }))
    const ends = numbersOf(to).length === 1 ? [] : numbersOf(to).map((toInstance) => ({ ...arrow, toInstance }))
    return [arrow, ...starts, ...ends]
  })
  return [boxes, arrows]
}

/** A value around the default: faults that people would choose. A clock goes wrong either way. */
function drawValue({ value }: Verb, rng: Rng): string | undefined {
  if (value === undefined || value.kind === 'text' || value.kind === 'file' || value.kind === 'verb') return undefined
  if (value.kind === 'choice') return pick(rng, value.options)
  const isBackwards = value.min < 0 && rng.chance(0.5)
  const drawn = drawNumber({ ...value, min: Math.max(0, value.min) }, VALUE_FACTOR, value.step === 1, rng)
  return isBackwards ? `-${drawn}` : drawn
}

/** A number around a default, smaller as likely as larger by the same factor. */
function drawNumber(
  bounds: { readonly default: number; readonly min: number; readonly max: number },
  factor: number,
  isWhole: boolean,
  rng: Rng,
): string {
  const drawn = bounds.default * exp((rng.float() * 2 - 1) * ln(factor))
  const bounded = Math.min(bounds.max, Math.max(bounds.min, drawn))
  return String(isWhole ? Math.round(bounded) : Math.round(bounded * 100) / 100)
}

function pick<Item>(rng: Rng, items: readonly Item[]): Item {
  return items[rng.int(items.length)]!
}
