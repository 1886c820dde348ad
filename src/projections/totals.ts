/** Figures of a whole run, per box and arrow: what the headless runner reports. A fold over the trace. */
import type { Json } from '~/kernel/json'
import type { Reading } from '~/kernel/reading'
import { TONES } from '~/kernel/tone'
import type { TraceEvent } from '~/kernel/trace'
import { BUCKETS, bucketOf, quantiles } from './histogram'

interface BoxTotals {
  received: number
  answered: number
  errors: number
  sent: number
  crashes: number
  readonly handling: Uint32Array
  readonly counters: Record<string, number>
}

interface ArrowTotals {
  sent: number
  ok: number
  failed: number
  unknown: number
  lost: number
  readonly latency: Uint32Array
}

/** Counts everything, from the first event to the last. */
export class Totals {
  private readonly boxes: Readonly<Record<string, BoxTotals>>
  private readonly arrows: Readonly<Record<string, ArrowTotals>>
  private readonly tones: Record<string, number> = Object.fromEntries(TONES.map((tone) => [tone, 0]))
  private readonly sentAt = new Map<number, number>()
  private readonly receivedAt = new Map<number, number>()
  private readonly reading: Reading
  private readonly kinds: ReadonlySet<string>

  constructor(boxes: readonly string[], arrows: readonly string[], reading: Reading) {
    this.boxes = Object.fromEntries(boxes.map((box) => [box, emptyBox()]))
    this.arrows = Object.fromEntries(arrows.map((arrow) => [arrow, emptyArrow()]))
    this.reading = reading
    this.kinds = new Set(reading.kinds)
  }

  step(event: TraceEvent): void {
    if (this.kinds.has(event.kind)) this.countOwn(event)
    const box = this.boxes[event.node]
    if (box === undefined) return
    const arrow = this.arrows[event.arrow]
    if (event.kind === 'crash') box.crashes++
    if (arrow !== undefined) this.countCall(event, box, arrow)
  }

  /** Totals with quantiles in milliseconds. */
  report(): { readonly [part: string]: Json } {
    return {
      requests: { ...this.tones },
      boxes: Object.fromEntries(
        Object.entries(this.boxes).map(([id, { handling, counters, ...counts }]) => [
          id,
          { ...counts, ...quantileFields(handling), counters: { ...counters } },
        ]),
      ),
      arrows: Object.fromEntries(
        Object.entries(this.arrows).map(([name, { latency, ...counts }]) => [
          name,
          { ...counts, ...quantileFields(latency) },
        ]),
      ),
    }
  }

  private countOwn(event: TraceEvent): void {
    const tone = this.reading.tone(event)
    if (tone !== null) this.tones[tone]!++
    const counted = this.reading.count(event)
    if (counted === null) return
    const { counters } = this.boxes[counted.box]!
    counters[counted.counter] = (counters[counted.counter] ?? 0) + 1
  }

  private countCall({ kind, op, t, key }: TraceEvent, box: BoxTotals, arrow: ArrowTotals): void {
    switch (kind) {
      case 'send':
        box.sent++
        arrow.sent++
        this.sentAt.set(op, t)
        break
      case 'recv':
        box.received++
        this.receivedAt.set(op, t)
        break
      case 'reply':
        if (key === '') box.answered++
        else box.errors++
        addDuration(box.handling, this.receivedAt, op, t)
        break
      case 'ok':
      case 'fail':
      case 'info':
        if (kind === 'ok') arrow.ok++
        else if (kind === 'fail') arrow.failed++
        else arrow.unknown++
        addDuration(arrow.latency, this.sentAt, op, t)
        break
      case 'drop':
        arrow.lost++
        break
    }
  }
}

function emptyBox(): BoxTotals {
  const handling = new Uint32Array(BUCKETS)
  return { received: 0, answered: 0, errors: 0, sent: 0, crashes: 0, handling, counters: {} }
}

function emptyArrow(): ArrowTotals {
  return { sent: 0, ok: 0, failed: 0, unknown: 0, lost: 0, latency: new Uint32Array(BUCKETS) }
}

function addDuration(histogram: Uint32Array, since: Map<number, number>, op: number, t: number): void {
  const start = since.get(op)
  if (start === undefined) return
  since.delete(op)
  histogram[bucketOf(t - start)]!++
}

function quantileFields(histogram: Uint32Array): { p50Ms: number; p95Ms: number; p99Ms: number } {
  const [p50Ms, p95Ms, p99Ms] = quantiles(histogram, [0.5, 0.95, 0.99]) as [number, number, number]
  return { p50Ms, p95Ms, p99Ms }
}
