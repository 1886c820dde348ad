/**
 * What sorts of things happened lately: for each sort (kind, place and name) the last event and how many there were. A keyframe
 * keeps it, so that the events of any played moment can be listed after the trace has let go of them.
 */
import type { EventBuffer, Trace } from '~/kernel/trace'
import { createEventBuffer, toPlainEvent } from '~/kernel/trace'
import type { Json } from '~/kernel/json'

/** The last event of its sort, and how many of the sort there were. */
export interface Happening {
  readonly count: number
  readonly event: Json
}

/** Sorts told by one keyframe at the most. */
const SORTS_MAX = 48

interface Tally {
  last: number
  count: number
}

/** Folds the trace into sorts. */
export class Chronicle {
  private readonly sorts = new Map<string, Map<number, Tally>>()
  private readonly touched = new Set<Tally>()

  step(event: EventBuffer): void {
    const place = (event.kindIndex << 8) | event.arrowIndex
    let places = this.sorts.get(event.key)
    if (places === undefined) this.sorts.set(event.key, (places = new Map()))
    let tally = places.get(place)
    if (tally === undefined) places.set(place, (tally = { last: 0, count: 0 }))
    if (tally.count === 0) this.touched.add(tally)
    tally.last = event.n
    tally.count++
  }

  /** Hands over what happened since the last time, latest first. Messages are left out: they are large, and not facts. */
  take(trace: Trace): Happening[] {
    const buffer = createEventBuffer()
    const latest = [...this.touched].toSorted((a, b) => b.last - a.last)
    const taken = latest.slice(0, SORTS_MAX).map(({ last, count }) => {
      trace.read(last, buffer)
      if (buffer.op !== 0) buffer.data = undefined
      return { count, event: toPlainEvent(buffer) }
    })
    for (const tally of latest) tally.count = 0
    this.touched.clear()
    return taken
  }
}
