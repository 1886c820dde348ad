/** The first beat of a violation: what was broken, done or asked for before it. */
import { formatTarget, verbOf } from '~/kernel/action'
import { arrowBoxes, arrowName } from '~/kernel/arrow'
import { labelOf, labelOfArrow } from '~/kernel/label-of'
import { vocabularyOf } from '~/kernel/simulation'
import type { PlainEvent } from '~/kernel/trace'
import { isBrought, type Verb } from '~/kernel/verb'
import type { Mark } from '../marks'
import type { Cause, Told } from './story'

/** What led to a violation. Of several faults the one that counts is in force, on the way of the guilty request, and the latest. */
export function causeOf({ simulation, run, marks }: Told, own: readonly PlainEvent[]): Cause {
  const vocabulary = vocabularyOf(simulation)
  const touched = new Set(own.flatMap(({ node, arrow = '' }) => [node, arrow, ...Object.values(arrowBoxes(arrow))]))
  const rankOf = ({ action, untilMs, fromMs }: Mark) => {
    if (verbOf(vocabulary, action).isLoad === true) return 0
    const isLasting = untilMs === null || untilMs === fromMs
    return 1 + (isLasting ? 2 : 0) + (touched.has(placeOf(action)) ? 1 : 0)
  }
  const ranked = marks
    .map((mark) => ({ mark, rank: rankOf(mark) }))
    .toSorted((one, other) => other.rank - one.rank || other.mark.fromMs - one.mark.fromMs)
  const scenario = simulation.scenarios.find(({ id }) => id === run.scenario)
  const [first, ...others] = ranked
  if (first === undefined) {
    return {
      title: 'Nothing broke',
      text: `Nothing was done to the run: the load of “${scenario?.title ?? run.scenario}” alone led here.`,
      atMs: null,
      by: 'nobody',
    }
  }
  const { mark, rank } = first
  const verb = verbOf(vocabulary, mark.action)
  const name = nameOf(simulation.diagram, mark.action)
  const also = others.filter((each) => each.rank >= 3 && rank >= 3).map((each) => each.mark)
  const titles = also.map(({ action }) =>
    titleOf(verbOf(vocabulary, action), nameOf(simulation.diagram, action), action.value),
  )
  const told = [
    rank === 0 ? 'Nothing broke: it is the load.' : '',
    mark.by === 'you' ? 'You did it.' : 'The scenario did it.',
    verb.explain,
    mark.untilMs !== null && mark.untilMs > mark.fromMs
      ? `It was over after ${secondsOf(mark.untilMs - mark.fromMs)}.`
      : '',
    titles.length > 0 ? `Besides: ${[...new Set(titles)].slice(0, 3).join(', ')}.` : '',
  ]
  return {
    title: titleOf(verb, name, mark.action.value),
    text: told.filter((each) => each !== '').join(' '),
    atMs: mark.fromMs,
    by: mark.by,
  }
}

function placeOf({ target }: Mark['action']): string {
  return target.kind === 'box' ? target.box : arrowName(target)
}

function nameOf(diagram: Told['simulation']['diagram'], { target }: Mark['action']): string {
  const instances = target.kind === 'box' ? target.instance : (target.fromInstance ?? target.toInstance)
  const name = target.kind === 'box' ? labelOf(diagram, target.box) : labelOfArrow(diagram, arrowName(target))
  return instances === undefined ? name : `${name} (${formatTarget(target)})`
}

function titleOf({ past, label, isLoad, value: rule }: Verb, name: string, value: string | undefined): string {
  if (isLoad !== true && past !== undefined) return `${name} ${past}`
  const unit = rule?.kind === 'number' ? ` ${rule.unit}` : ''
  const amount = value === undefined || isBrought(rule) ? '' : ` ${value}${unit}`
  return `${name}: ${label.toLowerCase()}${amount}`
}

function secondsOf(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toFixed(1))} s`
}
