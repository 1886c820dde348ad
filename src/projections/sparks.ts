/** How busy each box was, sampled at equal steps of the run: what the sparklines show. A fold over the trace. */
import type { TraceEvent } from '~/kernel/trace'
import type { Figures } from './figures'
import { Latest, type Stretch } from './latest'

/** Virtual time between two samples in milliseconds. */
export const SPARK_STEP_MS = 200
/** How many samples a sparkline shows. */
export const SPARK_LENGTH = 30
/** How many samples of each box are kept: an hour. */
export const SAMPLES_MAX = 18_000

/** The rates of all boxes at one moment, in the order of the drawing. */
export type Sample = readonly number[]

/** Samples the figures. It is to read each event before the figures do: a sample is what was right before its moment. */
export class Sparks {
  private readonly figures: Figures
  private readonly boxes: readonly string[]
  private readonly samples = new Latest<Sample>(SAMPLES_MAX)
  private dueMs = SPARK_STEP_MS

  constructor(figures: Figures, boxes: readonly string[]) {
    this.figures = figures
    this.boxes = boxes
  }

  step(event: TraceEvent): void {
    if (event.t >= this.dueMs) this.goOn(event.t)
  }

  /** Takes the samples that are due up to a time. Nothing may happen before it any more. */
  goOn(nowMs: number): void {
    for (; this.dueMs <= nowMs; this.dueMs += SPARK_STEP_MS) {
      this.samples.push(this.boxes.map((box) => this.figures.busyness(box, this.dueMs)))
    }
  }

  /** The number of samples so far. */
  get end(): number {
    return this.samples.end
  }

  /** Samples from number `from` on; number 0 is {@link SPARK_STEP_MS} after the start of the run. */
  since(from: number): Stretch<Sample> {
    return this.samples.since(from)
  }
}

/** How many samples there are at a moment of the run. */
export function sampleCountAt(nowMs: number): number {
  return Math.floor(nowMs / SPARK_STEP_MS + 1e-9)
}
