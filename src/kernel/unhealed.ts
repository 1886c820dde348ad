/**
 * The second mode of a run's calm end: a core is healed and the rest stays broken for good (as in the liveness mode of
 * TigerBeetle's simulator). What must settle with everything healed must often settle without: a simulation says of what.
 */
import { parseAction, readTarget, type Action, type Target, type Vocabulary } from './action'
import { arrowName } from './arrow'

/** A part of the system that is outside the healed core, and what is still owed without it. */
export interface Unhealed {
  /** One sentence: what stays broken, and what must settle all the same. */
  readonly statement: string
  /** Boxes, instances and arrows, as in `gateway/1` or `gateway/1~redis`. Whatever is broken there stays broken. */
  readonly targets: readonly string[]
  /** What is broken there for good when the calm end begins, as `verb:target[=value]`. */
  readonly breaks: readonly string[]
}

/** What is outside the healed core of one run: nothing, if everything is healed. */
export class Outside {
  readonly targets: readonly Target[]

  constructor(targets: readonly Target[]) {
    this.targets = targets
  }

  /** True if a process is outside, or anything on an arrow that is drawn from it. */
  has(box: string, instance?: number): boolean {
    return this.targets.some((target) => {
      const [name, number] = target.kind === 'box' ? [target.box, target.instance] : [target.from, target.fromInstance]
      return name === box && (number === undefined || instance === undefined || number === instance)
    })
  }

  /** True if all that something is done to is outside. */
  holds(done: Target): boolean {
    return this.targets.some((target) => {
      if (target.kind === 'box')
        return done.kind === 'box' && done.box === target.box && isIn(done.instance, target.instance)
      if (done.kind === 'box' || arrowName(done) !== arrowName(target)) return false
      return isIn(done.fromInstance, target.fromInstance) && isIn(done.toInstance, target.toInstance)
    })
  }

  /** True if anything at all is. */
  get isAnything(): boolean {
    return this.targets.length > 0
  }
}

function isIn(instance: number | undefined, of: number | undefined): boolean {
  return of === undefined || instance === of
}

/** Outside of a run in which everything is healed. */
export const NOTHING_OUTSIDE = new Outside([])

/** What is outside when a part is not healed. */
export function outsideOf({ targets }: Unhealed, { diagram }: Vocabulary): Outside {
  return new Outside(targets.map((text) => readTarget(text, diagram)))
}

/** What is broken for good, from a time on. */
export function breaksOf({ breaks }: Unhealed, vocabulary: Vocabulary, atMs: number): readonly Action[] {
  return breaks.map((text) => parseAction(`${text}@${atMs}`, vocabulary))
}
