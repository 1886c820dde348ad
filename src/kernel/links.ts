/** The links of a running diagram: every arrow between every two instances it joins, and who is called along them. */
import type { Target } from './action'
import { arrowName, endsOf } from './arrow'
import { assert } from './assert'
import { linkConditions, type ActiveFault } from './conditions'
import type { Core } from './core'
import type { AnyDiagram, ArrowDrawing } from './diagram'
import type { Instance } from './instance'
import { Link } from './link'
import type { Rng } from './random'

/** Chooses the link for a call of one process. */
export type Route = (to: string, isPull: boolean, instance: number | undefined) => Link

/** Every link of one diagram. */
export class Links {
  private readonly core: Core
  private readonly diagram: AnyDiagram
  /** By arrow, instance of the caller, instance of the callee. */
  private readonly links: readonly (readonly (readonly Link[])[])[]

  /** `instancesOf` gives the processes of a box. */
  constructor(core: Core, diagram: AnyDiagram, instancesOf: (box: string) => readonly Instance[], rng: Rng) {
    this.core = core
    this.diagram = diagram
    this.links = diagram.arrows.map((arrow, index) => {
      const { caller, callee } = endsOf(arrow)
      const isLoop = caller === callee
      assert(
        !isLoop || (arrow.latency !== undefined && instancesOf(caller).length > 1),
        `${arrowName(arrow)} joins the instances of one box: there are several, and it has a latency`,
      )
      return instancesOf(caller).map((from) =>
        instancesOf(callee).map((to) => {
          const [first, second] = caller === arrow.from ? [from, to] : [to, from]
          const stream = rng.fork(`arrow:${arrow.from}/${first.number}~${arrow.to}/${second.number}`)
          return new Link(index + 1, from, to, arrow, stream)
        }),
      )
    })
  }

  /** Brings every link in line with the faults in force. */
  apply(faults: readonly ActiveFault[]): void {
    this.diagram.arrows.forEach((arrow, index) => {
      for (const link of this.links[index]!.flat()) {
        if (link.to.live !== undefined) continue
        const own = faults.filter(({ action }) => isTargetOfLink(action.target, arrow, link))
        link.setConditions(this.core, linkConditions(own.map(({ action }) => action)))
      }
    })
  }

  /** The ways from one process to those that it may call. Each process has turns of its own. */
  routeOf(instance: Instance): Route {
    const pushed = new Map<string, Choice>()
    const pulled = new Map<string, Choice>()
    this.diagram.arrows.forEach((arrow, index) => {
      const { caller, callee } = endsOf(arrow)
      if (caller !== instance.box) return
      const choice = { links: this.links[index]![instance.number]!, turn: 0 }
      if (arrow.pulledBy !== undefined) pulled.set(callee, choice)
      if (arrow.pulledBy === undefined || !pushed.has(callee)) pushed.set(callee, choice)
    })
    return (to, isPull, wanted) => pick((isPull ? pulled : pushed).get(to)!, instance, wanted)
  }
}

/** The links of one process to the instances of one target, and whose turn it is. */
interface Choice {
  readonly links: readonly Link[]
  turn: number
}

/**
 * Instances take turns, as behind a load balancer that knows which ones are up; one process talks to its own. Who asks the
 * other instances of his own box is never sent to himself.
 */
function pick(choice: Choice, from: Instance, wanted: number | undefined): Link {
  const { links, turn } = choice
  if (wanted !== undefined) return links[wanted]!
  if (links.length === 1) return links[0]!
  if (links[0]!.isInProcess) return links[from.number]!
  for (let step = 0; step < links.length; step++) {
    const index = (turn + step) % links.length
    const { to } = links[index]!
    if (to !== from && !to.conditions.down) {
      choice.turn = index + 1
      return links[index]!
    }
  }
  const last = links[turn % links.length]!
  return last.to === from ? links[(turn + 1) % links.length]! : last
}

function isTargetOfLink(target: Target, arrow: ArrowDrawing, link: Link): boolean {
  if (target.kind !== 'arrow' || arrowName(target) !== arrowName(arrow)) return false
  const [first, second] = arrow.pulledBy === undefined ? [link.from, link.to] : [link.to, link.from]
  return (
    (target.fromInstance === undefined || target.fromInstance === first.number) &&
    (target.toInstance === undefined || target.toInstance === second.number)
  )
}
