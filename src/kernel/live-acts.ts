/** Acts on live boxes and on the arrows to them: who does them, and what is stated of it. */
import type { Action } from './action'
import { endsOf } from './arrow'
import type { Core } from './core'
import type { AnyDiagram } from './diagram'
import type { Instance } from './instance'
import type { Json } from './json'
import { LIVE_ACT_FACT, type Live, type LiveAct, type LiveHalf } from './live'

const NOBODY = 'nobody here can do that to a real server: it is not in the hands of whoever started this run'

/** What became of an act. */
type Outcome = { readonly shown: Json } | { readonly why: string }

/** The live boxes of one run and who controls them. */
export class LiveActs {
  private readonly core: Core
  private readonly diagram: AnyDiagram
  private readonly live: Live
  /** The first instance of a box. */
  private readonly firstOf: (box: string) => Instance
  /** Acts that the control has begun, or is about to: an act may be over before it is in force. */
  private readonly begun = new Map<Action, Promise<Outcome>>()

  constructor(core: Core, diagram: AnyDiagram, live: Live, firstOf: (box: string) => Instance) {
    this.core = core
    this.diagram = diagram
    this.live = live
    this.firstOf = firstOf
  }

  /** Whether the target of an action is live. */
  reaches(action: Action): boolean {
    return this.actOf(action) !== undefined
  }

  /** Why an action cannot be done to the real thing; undefined if it can, or if its target is not live. */
  refusal(action: Action): string | undefined {
    const act = this.actOf(action)
    return act === undefined ? undefined : this.refusalOf(act)
  }

  /** Does an action to the real thing, or ends it. Undefined if that is for the model to do, or for the box itself. */
  act(action: Action, phase: 'start' | 'end'): Promise<Json | undefined> | undefined {
    const act = this.actOf(action)
    return act === undefined || halfOf(this.firstOf(act.box)).acts.includes(action.verb)
      ? undefined
      : this.perform(act, phase)
  }

  private async perform(act: LiveAct, phase: 'start' | 'end'): Promise<Json | undefined> {
    const { core } = this
    const outcome = await core.pace.outside(() => (phase === 'start' ? this.begin(act) : this.end(act)))
    const { boxIndex, number } = this.firstOf(act.box)
    const fact = { verb: act.action.verb, phase, ...('why' in outcome ? outcome : {}) }
    core.trace.append('state', core.nowUs, boxIndex, number, 0, 0, 0, 0, LIVE_ACT_FACT, fact)
    return 'why' in outcome ? `not done: ${outcome.why}` : outcome.shown === null ? undefined : outcome.shown
  }

  private async begin(act: LiveAct): Promise<Outcome> {
    const why = this.refusalOf(act)
    if (why !== undefined) return { why }
    const beginning = this.live.control!.begin(act).then(
      (shown) => ({ shown }),
      (error: unknown) => ({ why: messageOf(error) }),
    )
    this.begun.set(act.action, beginning)
    return beginning
  }

  private async end(act: LiveAct): Promise<Outcome> {
    const begun = await this.begun.get(act.action)
    this.begun.delete(act.action)
    if (begun === undefined || 'why' in begun) return { why: 'it was not begun' }
    try {
      await this.live.control!.end(act)
      return { shown: null }
    } catch (error) {
      return { why: messageOf(error) }
    }
  }

  private refusalOf(act: LiveAct): string | undefined {
    const { acts, cannot } = halfOf(this.firstOf(act.box))
    const { verb } = act.action
    if (acts.includes(verb)) return undefined
    if (Object.hasOwn(cannot, verb)) return cannot[verb]
    const { control } = this.live
    return control === undefined ? NOBODY : control.refusal(act)
  }

  /** The act that an action is, if its target is live. */
  private actOf(action: Action): LiveAct | undefined {
    const { target } = action
    const box = target.kind === 'box' ? target.box : this.calleeOf(target)
    const half = box === undefined ? undefined : this.firstOf(box).live
    return half === undefined ? undefined : { action, box: box!, kind: half.kind }
  }

  private calleeOf({ from, to }: { readonly from: string; readonly to: string }): string | undefined {
    const arrow = this.diagram.arrows.find((each) => each.from === from && each.to === to)
    return arrow === undefined ? undefined : endsOf(arrow).callee
  }
}

function halfOf({ live }: Instance): LiveHalf {
  return live!
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
