/** Draws runs at random: a scenario, small load, and faults out of everything that can be done to the diagram. */
import { formatTarget, parseAction, verbsOf, type Action, type Target } from '~/kernel/action'
import { instancesOf } from '~/kernel/diagram'
import { createRng, type Rng } from '~/kernel/random'
import { runOf, type Run } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import type { Verb } from '~/kernel/verb'

const DURATION_MS = 3_000
const FAULTS_MAX = 5
/** Lasting faults end before the first phase does. */
const LAST_MS = 2_800
/** Requests per second that a load verb is set to at the start: enough to meet faults, few enough to be quick. */
const RATE_MIN = 50
const RATE_MAX = 500

/** The run of a fuzz seed, with all safeguards on. The same seed gives the same run. */
export function drawRun(simulation: AnySimulation, seed: number): Run {
  const rng = createRng(seed).fork('fuzz')
  const scenario = pick(rng, simulation.scenarios)
  const faults = Array.from({ length: 1 + rng.int(FAULTS_MAX) }, () => drawFault(simulation, rng))
  return runOf(simulation.diagram.id, {
    scenario: scenario.id,
    seed,
    actions: [...calmLoad(simulation, rng), ...faults],
    durationMs: DURATION_MS,
  })
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

function drawFault(simulation: AnySimulation, rng: Rng): Action {
  const vocabulary = vocabularyOf(simulation)
  const candidates = targetsOf(simulation).flatMap((target) =>
    verbsOf(vocabulary, target)
      .filter(({ verb, value, isLoad }) => verb !== 'heal' && value?.kind !== 'text' && isLoad !== true)
      .map((verb) => ({ target, verb })),
  )
  const { target, verb } = pick(rng, candidates)
  const atMs = 100 + rng.int(2_000)
  const value = drawValue(verb, rng)
  const until = verb.span === 'lasting' ? `-${Math.min(LAST_MS, atMs + 100 + rng.int(1_500))}` : ''
  const text = `${verb.verb}:${formatTarget(target)}${value === undefined ? '' : `=${value}`}@${atMs}${until}`
  return parseAction(text, vocabulary)
}

function targetsOf({ diagram }: AnySimulation): Target[] {
  const boxes = Object.keys(diagram.boxes).flatMap((box): Target[] => {
    const count = instancesOf(diagram, box)
    const whole: Target = { kind: 'box', box }
    return count === 1
      ? [whole]
      : [whole, ...Array.from({ length: count }, (_, instance): Target => ({ kind: 'box', box, instance }))]
  })
  const arrows = diagram.arrows.map(({ from, to }): Target => ({ kind: 'arrow', from, to }))
  return [...boxes, ...arrows]
}

/** A value around the default: faults that people would choose. */
function drawValue({ value }: Verb, rng: Rng): string | undefined {
  if (value === undefined || value.kind === 'text' || value.kind === 'verb') return undefined
  if (value.kind === 'choice') return pick(rng, value.options)
  const drawn = value.default * (0.2 + rng.float() * 1.8)
  const bounded = Math.min(value.max, Math.max(value.min, drawn))
  return String(value.step === 1 ? Math.round(bounded) : Math.round(bounded * 100) / 100)
}

function pick<Item>(rng: Rng, items: readonly Item[]): Item {
  return items[rng.int(items.length)]!
}
