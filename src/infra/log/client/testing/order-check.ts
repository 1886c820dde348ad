/** What an idempotent producer promises, held against a log: every acknowledged record once, at its offset, in order. */
import type { ScriptedPartition } from './scripted-partition'
import { valuesOf } from './texts'

/**
 * What is wrong with a log, a line each.
 * @param outcomes of the values 0, 1, 2, … in the order in which they were sent: the offset, or the error
 */
export function judgeOrder(partition: ScriptedPartition, outcomes: readonly (number | string)[]): string[] {
  const stored = valuesOf(partition).map(Number)
  const problems: string[] = []
  stored.forEach((value, index) => {
    if (index > 0 && value <= stored[index - 1]!) problems.push(`${value} is stored after ${stored[index - 1]}`)
  })
  outcomes.forEach((outcome, value) => {
    if (typeof outcome === 'number' && stored[outcome] !== value) problems.push(`${value} is not at offset ${outcome}`)
  })
  return problems
}
