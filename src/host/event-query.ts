/** Looking for events in a trace: the newest first, by place, kind, request and text. */
import type { Json } from '~/kernel/json'
import { createEventBuffer, toPlainEvent, type Kind, type Trace } from '~/kernel/trace'

/** Which events are wanted. What is left out does not matter. */
export interface EventQuery {
  /** Facts of a box and what was done to it; with `messages`, also what it sent and received. */
  readonly box?: string
  readonly arrow?: string
  readonly messages?: boolean
  readonly kinds?: readonly Kind[]
  readonly request?: number
  /** Part of the event as text, in any case; at most {@link TEXT_MAX} characters. */
  readonly text?: string
  /** Only events up to this number. */
  readonly upTo: number
  /** At most so many. */
  readonly countMax: number
}

/** What was found. */
export interface EventPage {
  /** Newest first. */
  readonly events: readonly Json[]
  /** Where to look on: events up to this number were not looked at; null if there are none. */
  readonly restUpTo: number | null
  /** True if the trace has let go of the events before. */
  readonly isForgotten: boolean
}

/** Longest text that is looked for, in characters. */
export const TEXT_MAX = 200
/** How many events one question looks at; reading one as text costs as much as twenty. */
const LOOKS_MAX = 200_000
const LOOKS_PER_TEXT = 20

/** Looks for events, newest first. */
export function findEvents(trace: Trace, query: EventQuery): EventPage {
  const { firstHeld } = trace
  const text = query.text === undefined || query.text === '' ? null : query.text.slice(0, TEXT_MAX).toLowerCase()
  const event = createEventBuffer()
  const events: Json[] = []
  let n = Math.min(query.upTo, trace.length)
  for (let looks = 0; n >= firstHeld && events.length < query.countMax && looks < LOOKS_MAX; n--) {
    looks++
    trace.read(n, event)
    if (query.request !== undefined && event.id !== query.request) continue
    if (query.arrow !== undefined && event.arrow !== query.arrow) continue
    if (query.box !== undefined && (event.node !== query.box || (query.messages !== true && event.op !== 0))) continue
    if (query.kinds !== undefined && !query.kinds.includes(event.kind)) continue
    const plain = toPlainEvent(event)
    if (text !== null) {
      looks += LOOKS_PER_TEXT
      if (!JSON.stringify(plain).toLowerCase().includes(text)) continue
    }
    events.push(plain)
  }
  const isForgotten = n < firstHeld && firstHeld > 1
  return { events, restUpTo: n < firstHeld ? null : n, isForgotten }
}
