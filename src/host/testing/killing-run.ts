/** The run in which everything dies: every process once, and once at each step that its code names. */
import { parseAction } from '~/kernel/action'
import { runOf, type Run } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'

const GAP_MS = 900
/** Rates of load at which a run takes seconds, not minutes. */
const CALM = 20

/** All that dies, in the order of the drawing. */
export function deathsOf(simulation: AnySimulation): readonly string[] {
  const { verbs } = vocabularyOf(simulation)
  return Object.entries(simulation.diagram.boxes).flatMap(([box, { hostedBy }]) => {
    const whole = hostedBy === undefined ? [`crash:${box}@0-300`] : []
    const steps = (verbs[box] ?? []).flatMap(({ verb, value }) =>
      verb === 'crash-at' && value?.kind === 'choice' ? value.options.map((step) => `crash-at:${box}=${step}@0`) : [],
    )
    return [...whole, ...steps]
  })
}

/** How the run differs from the usual one. */
export interface KillingOptions {
  /** What else is done, as in an address. */
  readonly besides?: readonly string[]
  /** Milliseconds between two deaths. Default: time enough to come back, and to be asked again. */
  readonly gapMs?: number
}

export function killingRun(
  simulation: AnySimulation,
  seed: number,
  { besides = [], gapMs = GAP_MS }: KillingOptions = {},
): Run {
  const vocabulary = vocabularyOf(simulation)
  const calm = Object.entries(vocabulary.verbs).flatMap(([box, verbs]) =>
    verbs.filter(({ verb, isLoad }) => verb === 'rate' && isLoad === true).map(() => `rate:${box}=${CALM}@0`),
  )
  const deaths = deathsOf(simulation)
  const actions = [
    ...[...calm, ...besides].map((text) => parseAction(text, vocabulary)),
    ...deaths.map((text, index) => {
      const atMs = (index + 1) * gapMs
      const action = parseAction(text, vocabulary)
      return { ...action, atMs, ...(action.untilMs === undefined ? {} : { untilMs: atMs + action.untilMs }) }
    }),
  ]
  return runOf(simulation.diagram.id, {
    scenario: simulation.scenarios[0]!.id,
    seed,
    actions,
    durationMs: (deaths.length + 5) * gapMs,
  })
}
