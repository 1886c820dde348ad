/** Bodies of boxes: folds over the trace, as the simulation reads it. */
import type { Body, BodyReading, Draft } from '~/kernel/body'
import type { BoxFigures } from '~/kernel/reading'
import type { Kind, TraceEvent } from '~/kernel/trace'

interface Growing {
  readonly reading: BodyReading
  readonly kinds: ReadonlySet<Kind>
  body: Draft<Body>
}

/** Folds the trace into the bodies of those boxes that have one. */
export class Bodies {
  private readonly growing: ReadonlyMap<string, Growing>

  constructor(readings: Readonly<Record<string, BodyReading>> = {}) {
    this.growing = new Map(
      Object.entries(readings).map(([box, reading]) => [
        box,
        { reading, kinds: new Set(reading.kinds), body: reading.begin() },
      ]),
    )
  }

  /** Says what they were before the first event. */
  seed(bodies: Readonly<Record<string, Body>>): void {
    for (const [box, growing] of this.growing) {
      const body = bodies[box]
      if (body !== undefined) growing.body = structuredClone(body) as Draft<Body>
    }
  }

  step(event: TraceEvent): void {
    for (const { reading, kinds, body } of this.growing.values()) if (kinds.has(event.kind)) reading.step(body, event)
  }

  /** The body of a box as it is now, to be kept; undefined if it has none. */
  of(box: string, figuresOf: (box: string) => BoxFigures): Body | undefined {
    const growing = this.growing.get(box)
    if (growing === undefined) return undefined
    const body = structuredClone(growing.body)
    growing.reading.finish?.(body, figuresOf)
    return body
  }
}
