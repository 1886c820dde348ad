/** What cannot be done to the real servers of a run, told before anybody presses a button. */
import { formatTarget, parseAction, verbsOf, type Action, type Target } from '~/kernel/action'
import { instancesOf, type AnyDiagram } from '~/kernel/diagram'
import type { Engine } from '~/kernel/engine'
import type { Run } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'

/**
 * By target, as `redis`, `gateway~redis` or `gateway/1~redis`, and by verb, the reason. What holds for all instances of a target stands once:
 * an instance that is not named here has the reasons of the whole.
 */
export type Cannot = Readonly<Record<string, Readonly<Record<string, string>>>>

/** An act that a run is to do and nobody can, with the reason. */
export interface LeftOut {
  readonly action: Action
  readonly why: string
}

/** Everything that is refused of what is offered at boxes, arrows and their instances. */
export function refusalsOf(engine: Engine): Cannot {
  const { diagram }: { readonly diagram: AnyDiagram } = engine.simulation
  const wholes: readonly Target[] = [
    ...Object.keys(diagram.boxes).map((box) => ({ kind: 'box', box }) as const),
    ...diagram.arrows.map(({ from, to }) => ({ kind: 'arrow', from, to }) as const),
  ]
  const told: Record<string, Readonly<Record<string, string>>> = {}
  for (const whole of wholes) {
    const reasons = reasonsAt(engine, whole)
    if (Object.keys(reasons).length > 0) told[formatTarget(whole)] = reasons
    for (const part of partsOf(whole, diagram)) {
      const own = reasonsAt(engine, part)
      if (JSON.stringify(own) !== JSON.stringify(reasons)) told[formatTarget(part)] = own
    }
  }
  return told
}

/** What is refused of what a run is known to do: by its scenario, and by its own acts. */
export function leftOutOf(engine: Engine): readonly LeftOut[] {
  const { simulation, run, durationMs } = engine
  return knownActions(simulation, run).flatMap((action) => {
    const { verb, atMs } = action
    const why = verb === 'heal' || atMs >= durationMs ? undefined : engine.refusalOf(action)
    return why === undefined ? [] : [{ action, why }]
  })
}

/** What is done in a run, as far as that is known before it begins. */
export function knownActions(simulation: AnySimulation, run: Run): readonly Action[] {
  const vocabulary = vocabularyOf(simulation)
  const scenario = simulation.scenarios.find(({ id }) => id === run.scenario)
  return [...(scenario?.actions ?? []).map((text) => parseAction(text, vocabulary)), ...run.actions]
}

function reasonsAt(engine: Engine, target: Target): Readonly<Record<string, string>> {
  const reasons = verbsOf(vocabularyOf(engine.simulation), target).flatMap(({ verb }) => {
    const why = engine.refusalOf({ verb, target, atMs: 0 })
    return why === undefined ? [] : [[verb, why] as const]
  })
  return Object.fromEntries(reasons)
}

/** The instances of a box; of an arrow, those of either end and every pair of them. */
function partsOf(whole: Target, diagram: AnyDiagram): readonly Target[] {
  const numbers = (box: string) => {
    const count = instancesOf(diagram, box)
    return count === 1 ? [] : Array.from({ length: count }, (_, index) => index)
  }
  if (whole.kind === 'box') return numbers(whole.box).map((instance) => ({ ...whole, instance }))
  const [froms, tos] = [numbers(whole.from), numbers(whole.to)]
  return [
    ...froms.map((fromInstance) => ({ ...whole, fromInstance })),
    ...tos.map((toInstance) => ({ ...whole, toInstance })),
    ...froms.flatMap((fromInstance) => tos.map((toInstance) => ({ ...whole, fromInstance, toInstance }))),
  ]
}
