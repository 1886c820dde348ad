/** Live figures of every box and arrow: a fold over the trace. */
import { arrowName, endsOf } from '~/kernel/arrow'
import type { AnyDiagram } from '~/kernel/diagram'
import type { BoxFigures, Reading } from '~/kernel/reading'
import type { TraceEvent } from '~/kernel/trace'
import { Rolling } from './rolling'

const RECEIVED = 0
const ANSWERED = 1
const ERRORS = 2
const SENT = 3
const OK = 4
const FAIL = 5
const UNKNOWN = 6
const LOST = 7
/** Only for boxes: how often they were to blame. */
const BLAMED = 8
/** Only for boxes: how many of their answers were failures. */
const FAILED = 9
const COUNTERS = 10

const SHARES = [0.5, 0.95, 0.99]

/** Figures of an arrow over the last second. */
export interface ArrowFigures {
  readonly rate: number
  readonly failRate: number
  readonly unknownRate: number
  readonly lostRate: number
  /** From the caller's request to its outcome. */
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
}

interface BoxState {
  readonly rolling: Rolling
  readonly counters: Map<string, Rolling>
  readonly gauges: Map<string, number>
  inFlight: number
  /** Since when somebody waits for an answer of this box and none has left, or null. */
  askedAtMs: number | null
  receives: boolean
}

/** So long a run may take to start: what fails then, with nothing broken, is nobody's fault. In milliseconds. */
const START_MS = 3000

/** What was before the first event of a fold, by box. */
export interface Seed {
  readonly inFlight: Readonly<Record<string, number>>
  readonly gauges: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** Folds the trace into figures of the last second. */
export class Figures {
  private readonly boxes = new Map<string, BoxState>()
  private readonly arrows = new Map<string, Rolling>()
  /** The box that is asked along each arrow. */
  private readonly callees = new Map<string, BoxState>()
  private readonly receivedAt = new Map<number, number>()
  /** True once something was broken. */
  private isBroken = false
  private readonly sentAt = new Map<number, number>()
  private readonly reading: Reading
  private readonly readKinds: ReadonlySet<string>

  constructor(diagram: AnyDiagram, reading: Reading) {
    for (const box of Object.keys(diagram.boxes)) {
      const rolling = new Rolling(COUNTERS)
      this.boxes.set(box, {
        rolling,
        counters: new Map(),
        gauges: new Map(),
        inFlight: 0,
        askedAtMs: null,
        receives: false,
      })
    }
    for (const arrow of diagram.arrows) {
      this.arrows.set(arrowName(arrow), new Rolling(COUNTERS))
      this.callees.set(arrowName(arrow), this.boxes.get(endsOf(arrow).callee)!)
    }
    this.reading = reading
    this.readKinds = new Set(reading.kinds)
  }

  /** Says how many requests each box has in work before the first event, and how its gauges stand. */
  seed({ inFlight, gauges }: Seed): void {
    for (const [box, state] of this.boxes) {
      state.inFlight = inFlight[box] ?? 0
      for (const [gauge, value] of Object.entries(gauges[box] ?? {})) state.gauges.set(gauge, value)
    }
  }

  step(event: TraceEvent): void {
    if (event.kind === 'fault') this.isBroken = true
    if (this.readKinds.has(event.kind)) this.countOwn(event)
    const box = this.boxes.get(event.node)
    if (box === undefined) return
    const { t, kind } = event
    switch (kind) {
      case 'send': {
        this.sentAt.set(event.op, t)
        tally(box.rolling, SENT, t)
        tally(this.arrows.get(event.arrow)!, SENT, t)
        this.callees.get(event.arrow)!.askedAtMs ??= t
        break
      }
      case 'recv': {
        box.receives = true
        box.inFlight++
        this.receivedAt.set(event.op, t)
        tally(box.rolling, RECEIVED, t)
        break
      }
      case 'reply': {
        box.askedAtMs = null
        box.inFlight = Math.max(0, box.inFlight - 1)
        tally(box.rolling, event.key === '' ? ANSWERED : ERRORS, t)
        const since = this.receivedAt.get(event.op)
        if (since === undefined) break
        this.receivedAt.delete(event.op)
        box.rolling.duration(t - since)
        break
      }
      case 'ok':
      case 'fail':
      case 'info': {
        const counter = kind === 'ok' ? OK : kind === 'fail' ? FAIL : UNKNOWN
        tally(box.rolling, counter, t)
        const arrow = this.arrows.get(event.arrow)!
        tally(arrow, counter, t)
        const since = this.sentAt.get(event.op)
        if (since === undefined) break
        this.sentAt.delete(event.op)
        arrow.duration(t - since)
        if (!box.receives) box.rolling.duration(t - since)
        break
      }
      case 'drop':
        tally(this.arrows.get(event.arrow)!, LOST, t)
        break
      case 'crash':
        box.inFlight = 0
        break
    }
  }

  /** Figures of a box at a time. */
  box(id: string, nowMs: number): BoxFigures {
    const { rolling, counters, gauges, inFlight, askedAtMs } = this.boxes.get(id)!
    rolling.moveTo(nowMs)
    const [p50Ms, p95Ms, p99Ms] = rolling.quantiles(SHARES) as [number, number, number]
    const own: Record<string, number> = {}
    for (const [name, counter] of counters) {
      counter.moveTo(nowMs)
      own[name] = counter.rate(0, nowMs)
    }
    return {
      receivedRate: rolling.rate(RECEIVED, nowMs),
      answeredRate: rolling.rate(ANSWERED, nowMs),
      errorRate: rolling.rate(ERRORS, nowMs),
      sentRate: rolling.rate(SENT, nowMs),
      okRate: rolling.rate(OK, nowMs),
      failRate: rolling.rate(FAIL, nowMs),
      unknownRate: rolling.rate(UNKNOWN, nowMs),
      inFlight,
      p50Ms,
      p95Ms,
      p99Ms,
      silentMs: askedAtMs === null ? 0 : Math.max(0, nowMs - askedAtMs),
      counters: own,
      gauges: Object.fromEntries(gauges),
      blameRate: rolling.rate(BLAMED, nowMs),
      failedRate: rolling.rate(FAILED, nowMs),
    }
  }

  /** How busy a box is at a time: requests per second that come in or that it sends, whichever is more. */
  busyness(id: string, nowMs: number): number {
    const { rolling } = this.boxes.get(id)!
    rolling.moveTo(nowMs)
    return Math.max(rolling.rate(RECEIVED, nowMs), rolling.rate(SENT, nowMs))
  }

  /** Figures of an arrow at a time. */
  arrow(name: string, nowMs: number): ArrowFigures {
    const rolling = this.arrows.get(name)!
    rolling.moveTo(nowMs)
    const [p50Ms, p95Ms, p99Ms] = rolling.quantiles(SHARES) as [number, number, number]
    return {
      rate: rolling.rate(SENT, nowMs),
      failRate: rolling.rate(FAIL, nowMs),
      unknownRate: rolling.rate(UNKNOWN, nowMs),
      lostRate: rolling.rate(LOST, nowMs),
      p50Ms,
      p95Ms,
      p99Ms,
    }
  }

  private countOwn(event: TraceEvent): void {
    const read = this.reading.gauge?.(event) ?? []
    for (const { box, gauge, value } of 'box' in read ? [read] : read) this.boxes.get(box)!.gauges.set(gauge, value)
    const blamed = this.reading.blame?.(event) ?? null
    if (blamed !== null && (this.isBroken || event.t >= START_MS))
      tally(this.boxes.get(blamed)!.rolling, BLAMED, event.t)
    const failed = this.reading.failed?.(event) ?? null
    if (failed !== null) tally(this.boxes.get(failed)!.rolling, FAILED, event.t)
    const counted = this.reading.count(event)
    if (counted === null) return
    const { counters } = this.boxes.get(counted.box)!
    let counter = counters.get(counted.counter)
    if (counter === undefined) counters.set(counted.counter, (counter = new Rolling(1)))
    tally(counter, 0, event.t)
  }
}

function tally(rolling: Rolling, counter: number, t: number): void {
  rolling.moveTo(t)
  rolling.count(counter)
}
