/**
 * How views read the trace of a simulation they know nothing of: what counts, what it means, and the one line that a box shows.
 * Nothing here decides what happens.
 */
import type { BodyReading } from './body'
import type { AnyDiagram, BoxId } from './diagram'
import type { Tone } from './tone'
import type { Kind, TraceEvent } from './trace'

/** Live figures of a box over the last second. Rates are per second, times in milliseconds. */
export interface BoxFigures {
  /** Messages that arrived. */
  readonly receivedRate: number
  /** Answers that were no errors, and answers that were. */
  readonly answeredRate: number
  readonly errorRate: number
  /** Calls that this box made, and how they came out. */
  readonly sentRate: number
  readonly okRate: number
  readonly failRate: number
  readonly unknownRate: number
  /** Messages in work or waiting right now. */
  readonly inFlight: number
  /** From arrival to answer; for a box that only calls, from call to outcome. */
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  /** How long the box has answered nothing although it was asked; 0 if it answers. */
  readonly silentMs: number
  /** Rates per second of the simulation's own counters about this box. */
  readonly counters: Readonly<Record<string, number>>
  /** The simulation's own gauges of this box, as they were stated last: how many keys a store holds, how long a queue is. */
  readonly gauges: Readonly<Record<string, number>>
  /** How often per second this box was to blame, as the simulation reads it. */
  readonly blameRate: number
  /** How often per second its answer came, but was a failure, as the simulation reads it. */
  readonly failedRate: number
}

/** The one line a box shows, and what it means. */
export interface BoxLine {
  readonly text: string
  readonly tone: Tone
}

/** A state that one process is in, and what it means. */
export interface ProcessState {
  readonly state: string
  readonly tone: Tone
}

/** The state of one process. */
export type StateOf = ProcessState & { readonly box: string; readonly instance: number }

/** Boxes whose processes are in one of a few states, such as a breaker that is open: drawn as bands on the time axis. */
export interface StateReading {
  /** These boxes, and the state in which each of their processes starts, and starts again. */
  readonly initial: Readonly<Record<string, ProcessState>>
  /** The states that a fact puts processes into; `null` for other facts. One that is down stays so until it starts again. */
  read(event: TraceEvent): StateOf | readonly StateOf[] | null
}

/** A level of a box, as it was stated last. */
export interface Gauge {
  readonly box: string
  readonly gauge: string
  readonly value: number
}

/** How the trace of a simulation is to be read by views that know nothing of it. */
export interface Reading {
  /** Kinds of events that {@link Reading.count} wants to see. */
  readonly kinds: readonly Kind[]
  /** Counts an event under `box.counter`, for figures and charts; `null` for events that do not count. */
  count(event: TraceEvent): { readonly box: string; readonly counter: string } | null
  /** Reads the levels that an event states about boxes, for charts; left out if no event does. */
  gauge?(event: TraceEvent): Gauge | readonly Gauge[] | null
  /**
   * True if a reply on a pulled arrow has something in it, and is drawn as a dot on its way to the reader. Left out: whatever is
   * not null, undefined or an empty list.
   */
  carries?(reply: TraceEvent): boolean
  /**
   * True if a message or reply that was sent for no request in particular has something of this one in it, as a batch of records does:
   * it is then part of what was done for the request. Left out: none has.
   */
  concerns?(message: unknown, request: number): boolean
  /**
   * What an event means for the request it is about: it decides the areas of the traffic chart. It is to be read off what became of the
   * request, and no more than once: one that was admitted and then failed has failed.
   */
  tone(event: TraceEvent): Tone | null
  /** Reads the states that processes are in; left out if they are in none worth showing. */
  readonly states?: StateReading
  /** What boxes show besides their lines; left out if none does. */
  readonly bodies?: Readonly<Record<string, BodyReading>>
  /** The box that is to blame for what an event tells, for the ranking of culprits; left out if nobody ever is. */
  blame?(event: TraceEvent): string | null
  /**
   * The box that gave an answer which is a failure all the same, such as a 502; left out if failures are calls that fail, which the
   * kernel counts.
   */
  failed?(event: TraceEvent): string | null
  /** The line of a box. `states` are those of its processes, by instance; none if the box has no states. */
  line(box: string, figures: BoxFigures, states: readonly ProcessState[]): BoxLine
}

/** The lines of all boxes of a drawing, one reading for each. */
export function linesOf<D extends AnyDiagram>(lines: {
  readonly [Id in BoxId<D>]: (figures: BoxFigures, states: readonly ProcessState[]) => BoxLine
}): Reading['line'] {
  return (box, figures, states) => lines[box as BoxId<D>](figures, states)
}
