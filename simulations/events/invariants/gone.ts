/** What is asked of nobody, because it stays broken for good. */
import { instancesOf } from '~/kernel/diagram'
import type { Outside } from '~/kernel/unhealed'
import type { TraceEvent } from '~/kernel/trace'
import diagram from '../diagram'
import { factOf, isEventTopic } from './facts-of'

function outsideOf(outside: Outside, box: string): { readonly gone: number; readonly all: number } {
  const all = instancesOf(diagram, box)
  let gone = 0
  for (let instance = 0; instance < all; instance++) if (outside.has(box, instance)) gone++
  return { gone, all }
}

/** True if none of a box's processes is healed: while one is left, it does the work of all. */
export function isGone(outside: Outside, box: string): boolean {
  const { gone, all } = outsideOf(outside, box)
  return gone === all
}

/** True if one of a box's processes is not healed. */
export function isAnyGone(outside: Outside, box: string): boolean {
  return outsideOf(outside, box).gone > 0
}

/** True if so many brokers stay down that no majority is left, and nothing can be acknowledged. */
export function isLogGone(outside: Outside): boolean {
  const { gone, all } = outsideOf(outside, 'kafka')
  return 2 * gone >= all
}

/**
 * True for a fact that an event topic has a leader. Before, a broker that stays down keeps everybody from beginning: three replicas cannot
 * be placed on brokers of which one was never there.
 */
export function isTopicMade(event: TraceEvent): boolean {
  const fact = factOf<{ readonly topic: string }>(event, 'leader')
  return fact !== null && isEventTopic(fact.topic)
}

/** True if the topics were not made, and cannot be any more. */
export function isNeverMade(outside: Outside, hasTopics: boolean): boolean {
  return !hasTopics && isAnyGone(outside, 'kafka')
}

/** How many processes of a box are healed. */
export function livingOf(outside: Outside, box: string): number {
  const { gone, all } = outsideOf(outside, box)
  return all - gone
}
