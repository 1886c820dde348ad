/** How checkers read the facts of the trace. */
import type { Kind, TraceEvent } from '~/kernel/trace'
import { EVENT_TOPICS } from '../topics'

/** Most checkers look at facts alone. */
export const FACTS: readonly Kind[] = ['state']

/** Where the log keeps what groups have committed. */
export const OFFSETS_TOPIC = '__consumer_offsets'

/** A fact of a name, or null for another event. */
export function factOf<Fact>(event: TraceEvent, key: string): Fact | null {
  return event.kind === 'state' && event.key === key ? (event.data as Fact) : null
}

/** True for a topic that services write to, false for those of retries. */
export function isEventTopic(topic: string): boolean {
  return (EVENT_TOPICS as readonly string[]).includes(topic)
}

/** True for a control of the load: nothing is wrong because somebody sends more or less. */
export function isLoad({ key }: Pick<TraceEvent, 'key'>): boolean {
  return key === 'rate' || key === 'hot-product'
}

/** The box that writes to an event topic. One that died sends again what it does not know the fate of, so that it may lie there twice. */
export function producerOf(topic: string): string {
  return topic.slice(0, topic.indexOf('.'))
}

/** Where a record lies, as one text. */
export function placeOf({
  topic,
  partition,
  offset,
}: {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}): string {
  return `${topic}-${partition}@${offset}`
}
