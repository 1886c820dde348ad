/** Sampled requests on their way: what the moving dots show. A fold over the trace. */
import type { Tone } from '~/kernel/tone'
import type { TraceEvent } from '~/kernel/trace'

/** One message of a sampled request that left along an arrow. */
export interface Flight {
  /** Number of the call; an outcome may follow under the same number. */
  readonly op: number
  readonly request: number
  /** Index of the arrow in the drawing. */
  readonly arrow: number
  readonly departMs: number
  readonly tone: Tone
}

/** What became of a flight. */
export interface Outcome {
  readonly op: number
  readonly tone: Tone
}

/** At most so many flights wait for the view; more are dropped, they are samples. */
const FLIGHTS_MAX = 600
const RATIOS = [1, 2, 4, 10, 20, 40, 100, 200, 400, 1000, 2000, 4000]
/** How many sampled requests a second of watching should show at the most. */
const SAMPLES_PER_SECOND = 60

/** Collects sampled flights since the last time they were taken. */
export class Flights {
  /** One dot stands for so many requests. */
  oneDotIs = 1
  private readonly arrowIndex: ReadonlyMap<string, number>
  private readonly tones: readonly Tone[]
  private flights: Flight[] = []
  private outcomes: Outcome[] = []
  private readonly open = new Set<number>()

  constructor(arrows: readonly { readonly name: string; readonly tone: Tone }[]) {
    this.arrowIndex = new Map(arrows.map(({ name }, index) => [name, index]))
    this.tones = arrows.map(({ tone }) => tone)
  }

  step(event: TraceEvent): void {
    if (event.op === 0 || event.id % this.oneDotIs !== 0) return
    if (event.kind === 'send') {
      if (this.flights.length >= FLIGHTS_MAX) return
      const arrow = this.arrowIndex.get(event.arrow)!
      this.open.add(event.op)
      this.flights.push({ op: event.op, request: event.id, arrow, departMs: event.t, tone: this.tones[arrow]! })
    } else if (event.kind === 'ok' || event.kind === 'fail' || event.kind === 'info') {
      if (!this.open.delete(event.op) || event.kind === 'ok') return
      this.outcomes.push({ op: event.op, tone: event.kind === 'fail' ? 'failed' : 'unknown' })
    }
  }

  /** Chooses the sampling ratio for a rate of requests per second of watching. */
  sample(requestsPerSecond: number): void {
    this.oneDotIs = RATIOS.find((ratio) => requestsPerSecond / ratio <= SAMPLES_PER_SECOND) ?? RATIOS.at(-1)!
  }

  /** Hands over what was collected. */
  take(): { readonly flights: readonly Flight[]; readonly outcomes: readonly Outcome[] } {
    const taken = { flights: this.flights, outcomes: this.outcomes }
    this.flights = []
    this.outcomes = []
    if (this.open.size > 20_000) this.open.clear()
    return taken
  }
}
