/** Boxes and arrows at one moment: their figures, what they say, and why they are not well. */
import { arrowName } from '~/kernel/arrow'
import { verbOf, type Target } from '~/kernel/action'
import type { BoxLine, ProcessState } from '~/kernel/reading'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import type { Tone } from '~/kernel/tone'
import type { Bodies } from './bodies'
import type { ArrowFigures, Figures } from './figures'
import type { ArrowFrame, Badge, BoxFrame, Parts } from './frame'
import type { Mark } from './marks'

/** What parts are drawn from. */
export interface Facts {
  readonly nowMs: number
  readonly figures: Figures
  readonly bodies: Bodies
  /** Marks of what is in force. */
  readonly inForce: readonly Mark[]
  /** The states of a box's processes, by instance. */
  statesOf(box: string): readonly ProcessState[]
}

/** Faults that stop a box as a whole: whatever its last second was like, it is not well. */
const STOPPING: readonly string[] = ['crash', 'freeze']

/** The parts of a simulation at one moment. */
export function partsOf(simulation: AnySimulation, { nowMs, figures, bodies, inForce, statesOf }: Facts): Parts {
  const { diagram, reading } = simulation
  const badges = (marks: readonly Mark[]) => marks.map((mark) => badgeOf(simulation, mark))
  const boxes = Object.keys(diagram.boxes).map((box): [string, BoxFrame] => {
    const own = figures.box(box, nowMs)
    const marks = inForce.filter(({ action: { target } }) => target.kind === 'box' && target.box === box)
    const line = reading.line(box, own, statesOf(box))
    const body = bodies.of(box, (other) => figures.box(other, nowMs))
    const frame = { line: lineOf(line, marks.find(isStopping)), figures: own, badges: badges(marks) }
    return [box, body === undefined ? frame : { ...frame, body }]
  })
  const arrows = diagram.arrows.map((arrow): [string, ArrowFrame] => {
    const own = figures.arrow(arrowName(arrow), nowMs)
    const name = arrowName(arrow)
    const marks = inForce.filter(({ action: { target } }) => target.kind === 'arrow' && arrowName(target) === name)
    return [name, { figures: own, tone: toneOf(own, arrow.tone), badges: badges(marks) }]
  })
  return { boxes: Object.fromEntries(boxes), arrows: Object.fromEntries(arrows) }
}

function badgeOf(simulation: AnySimulation, { action, by, fromMs }: Mark): Badge {
  const verb = verbOf(vocabularyOf(simulation), action)
  const amount = verb.value?.kind === 'number' ? ` ${action.value} ${verb.value.unit}` : ''
  return {
    text: `${verb.badge ?? verb.label}${instancesIn(action.target)}${amount}`,
    by,
    sinceMs: fromMs,
    ...(verb.isLoad === true ? { isLoad: true as const } : {}),
  }
}

/** Which instances a target means, where it does not mean all. */
function instancesIn(target: Target): string {
  const [from, to] = target.kind === 'box' ? [target.instance] : [target.fromInstance, target.toInstance]
  return `${from === undefined ? '' : ` #${from}`}${to === undefined ? '' : ` → #${to}`}`
}

/** The line of a box, unless it is gone as a whole: then its last second says nothing of it. */
function lineOf(line: BoxLine, gone: Mark | undefined): BoxLine {
  if (gone === undefined) return line
  return { text: gone.action.verb === 'crash' ? 'down' : line.text, tone: 'failed' }
}

function isStopping({ action: { verb, target } }: Mark): boolean {
  return STOPPING.includes(verb) && target.kind === 'box' && target.instance === undefined
}

function toneOf({ rate, unknownRate, failRate }: ArrowFigures, drawn: Tone = 'allowed'): Tone {
  const worst = rate === 0 ? 0 : rate * 0.05
  return unknownRate > worst ? 'unknown' : failRate > worst ? 'failed' : drawn
}
