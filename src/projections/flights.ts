/**
 * Sampled messages on their way: what the moving dots show. They go along the arrows as they are drawn: requests where the box
 * that an arrow leaves asks, replies where an arrow is pulled. A fold over the trace.
 */
import type { Tone } from '~/kernel/tone'
import type { TraceEvent } from '~/kernel/trace'

/** One message that left along an arrow for a sampled request. */
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

/** At most so many flights, and so many outcomes, are handed over at once: more could not be told apart. */
const FLIGHTS_MAX = 600
const RATIOS = [1, 2, 4, 10, 20, 40, 100, 200, 400, 1000, 2000, 4000]
/** How many sampled requests a second of watching should show at the most. */
const SAMPLES_PER_SECOND = 60
/**
 * Messages that belong to no request, such as what replicas fetch from each other, cannot be sampled by their request: of those one
 * is shown per arrow and so many milliseconds of watching.
 */
const UNASKED_GAP_MS = 50

/** What was collected. */
export interface Sampled {
  readonly flights: readonly Flight[]
  readonly outcomes: readonly Outcome[]
}

/** An arrow, as far as dots need it. */
export interface FlightArrow {
  readonly name: string
  /** What a message on it means before anything is known of its outcome. */
  readonly tone: Tone
  readonly isPulled: boolean
}

/** Collects sampled flights, for each of its takers since that one took them last: the live view, and keyframes. */
export class Flights {
  /** One dot stands for so many requests. */
  oneDotIs = 1
  private readonly arrowIndex: ReadonlyMap<string, number>
  private readonly arrows: readonly FlightArrow[]
  private readonly carries: (reply: TraceEvent) => boolean
  private readonly mailboxes = { view: new Mailbox(), keyframe: new Mailbox() }
  private readonly open = new Set<number>()
  /** By arrow, when the next message of no request may be shown. */
  private readonly unaskedFromMs: number[]
  private speed = 1

  /** `carries` says whether a reply on a pulled arrow has something in it. */
  constructor(arrows: readonly FlightArrow[], carries: (reply: TraceEvent) => boolean = hasContent) {
    this.arrowIndex = new Map(arrows.map(({ name }, index) => [name, index]))
    this.arrows = arrows
    this.unaskedFromMs = arrows.map(() => -Infinity)
    this.carries = carries
  }

  step(event: TraceEvent): void {
    if (event.op === 0 || event.id % this.oneDotIs !== 0) return
    if (event.kind === 'send' || event.kind === 'reply') {
      const arrow = this.arrowIndex.get(event.arrow)!
      if (event.id === 0 && event.t < this.unaskedFromMs[arrow]!) return
      const { isPulled, tone } = this.arrows[arrow]!
      const isDrawn = event.kind === 'send' ? !isPulled : isPulled && event.key === '' && this.carries(event)
      if (!isDrawn) return
      if (event.id === 0) this.unaskedFromMs[arrow] = event.t + UNASKED_GAP_MS * this.speed
      const flight = { op: event.op, request: event.id, arrow, departMs: event.t, tone }
      this.open.add(event.op)
      keep(this.mailboxes.view.flights, flight)
      keep(this.mailboxes.keyframe.flights, flight)
    } else if (event.kind === 'ok' || event.kind === 'fail' || event.kind === 'info') {
      if (!this.open.delete(event.op) || event.kind === 'ok') return
      const outcome: Outcome = { op: event.op, tone: event.kind === 'fail' ? 'failed' : 'unknown' }
      keep(this.mailboxes.view.outcomes, outcome)
      keep(this.mailboxes.keyframe.outcomes, outcome)
    }
  }

  /** Chooses the sampling ratio for requests per virtual second, and virtual seconds per second of watching. */
  sample(requestRate: number, speed: number): void {
    this.speed = speed
    this.oneDotIs = RATIOS.find((ratio) => (requestRate * speed) / ratio <= SAMPLES_PER_SECOND) ?? RATIOS.at(-1)!
  }

  /** Hands over what was collected since the taker took last. */
  take(taker: 'view' | 'keyframe'): Sampled {
    if (this.open.size > 20_000) this.open.clear()
    return this.mailboxes[taker].empty()
  }
}

/** What one taker has not yet taken. */
class Mailbox {
  flights: Flight[] = []
  outcomes: Outcome[] = []

  empty(): Sampled {
    const taken = { flights: this.flights.slice(-FLIGHTS_MAX), outcomes: this.outcomes.slice(-FLIGHTS_MAX) }
    this.flights = []
    this.outcomes = []
    return taken
  }
}

function hasContent({ data }: TraceEvent): boolean {
  return data !== null && data !== undefined && !(Array.isArray(data) && data.length === 0)
}

/** Adds one to a list of samples; of a list that nobody takes, the older half is dropped. */
function keep<Sample>(samples: Sample[], sample: Sample): void {
  if (samples.length >= 2 * FLIGHTS_MAX) samples.splice(0, FLIGHTS_MAX)
  samples.push(sample)
}
