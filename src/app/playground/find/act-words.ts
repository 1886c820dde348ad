/** What was done to a diagram, in words, as a person would tell it. */
import { verbOf, type Action, type Vocabulary } from '~/kernel/action'
import { labelOf } from '../../diagram/label-of'
import { formatDuration } from '../format'

/** An act: what, to whom and when. */
export interface ActWords {
  readonly what: string
  readonly where: string
  readonly when: string
}

/** Tells an act. */
export function actWords(action: Action, vocabulary: Vocabulary): ActWords {
  const { label, value: takes, span } = verbOf(vocabulary, action)
  const { value, target, atMs, untilMs } = action
  const { diagram } = vocabulary
  const end = (box: string, instance: number | undefined) =>
    instance === undefined ? labelOf(diagram, box) : `${labelOf(diagram, box)} #${instance}`
  const amount = value === undefined ? '' : ` ${takes?.kind === 'number' ? amountOf(Number(value), takes.unit) : value}`
  const until =
    span === 'instant' ? '' : untilMs === undefined ? ', for good' : `, for ${formatDuration(untilMs - atMs)}`
  return {
    what: `${label}${amount}`,
    where:
      target.kind === 'box'
        ? end(target.box, target.instance)
        : `${end(target.from, target.fromInstance)} → ${end(target.to, target.toInstance)}`,
    when: `at ${(atMs / 1000).toFixed(2)} s${until}`,
  }
}

function amountOf(value: number, unit: string): string {
  return unit.startsWith('of ') ? `${Math.round(value * 100)} % ${unit}` : `${value.toLocaleString('en')} ${unit}`
}
