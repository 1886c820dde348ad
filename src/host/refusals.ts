/** What cannot be done to the real servers of a run, told before anybody presses a button. */
import { verbsOf, type Target } from '~/kernel/action'
import { arrowName } from '~/kernel/arrow'
import type { AnyDiagram } from '~/kernel/diagram'
import type { Engine } from '~/kernel/engine'
import { vocabularyOf } from '~/kernel/simulation'

/** By box, or by name of arrow, and by verb, the reason. */
export type Cannot = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Everything that is refused of what is offered at boxes and arrows as a whole. */
export function refusalsOf(engine: Engine): Cannot {
  const { simulation } = engine
  const diagram: AnyDiagram = simulation.diagram
  const vocabulary = vocabularyOf(simulation)
  const targets: readonly (readonly [string, Target])[] = [
    ...Object.keys(diagram.boxes).map((box) => [box, { kind: 'box', box }] as const),
    ...diagram.arrows.map((arrow) => [arrowName(arrow), { kind: 'arrow', from: arrow.from, to: arrow.to }] as const),
  ]
  const told = targets.map(([name, target]) => {
    const reasons = verbsOf(vocabulary, target).flatMap(({ verb }) => {
      const why = engine.refusalOf({ verb, target, atMs: 0 })
      return why === undefined ? [] : [[verb, why] as const]
    })
    return [name, Object.fromEntries(reasons)] as const
  })
  return Object.fromEntries(told.filter(([, reasons]) => Object.keys(reasons).length > 0))
}
