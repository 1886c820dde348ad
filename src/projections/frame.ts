/**
 * What the view draws of one moment, as plain data. A snapshot holds that moment only; what grows with the run comes as news and is
 * put together in the annals (`annals.ts`), so that a long run's moments stay small.
 */
import type { Body } from '~/kernel/body'
import type { Verdict } from '~/kernel/engine'
import type { BoxFigures, BoxLine } from '~/kernel/reading'
import type { Tone } from '~/kernel/tone'
import type { News } from './annals'
import type { Happening } from './chronicle'
import type { ArrowFigures, Seed } from './figures'
import type { Flight, Outcome } from './flights'

/** Why a box or arrow is not well, on a small badge. */
export interface Badge {
  readonly text: string
  readonly by: 'scenario' | 'you'
  readonly sinceMs: number
  /** True if it is a level of load, which is no fault. */
  readonly isLoad?: true
}

/** One box at one moment. */
export interface BoxFrame {
  readonly line: BoxLine
  readonly figures: BoxFigures
  readonly badges: readonly Badge[]
  /** What it shows besides its line, if the simulation has it show anything. */
  readonly body?: Body
}

/** One arrow at one moment. */
export interface ArrowFrame {
  readonly figures: ArrowFigures
  readonly tone: Tone
  readonly badges: readonly Badge[]
}

/** All boxes and arrows at one moment. */
export interface Parts {
  readonly boxes: Readonly<Record<string, BoxFrame>>
  readonly arrows: Readonly<Record<string, ArrowFrame>>
}

/** One moment of a run, without what grows. */
export interface Snapshot extends Parts {
  readonly nowMs: number
  readonly durationMs: number
  readonly totalMs: number
  readonly settling: boolean
  readonly ended: boolean
  /** Trace events so far. */
  readonly events: number
  /** Trace hash so far, over everything executed; empty for a moment that was folded anew. */
  readonly hash: string
  readonly oneDotIs: number
  /** Samples that left since the moment before. */
  readonly flights: readonly Flight[]
  readonly outcomes: readonly Outcome[]
  readonly verdicts: readonly Verdict[]
  /** How many violations are kept in all. */
  readonly violationCount: number
}

/** The moment that a run has reached, with what is new in its annals. */
export interface Frame extends Snapshot {
  readonly news: News
}

/** A moment that is kept, so that one can go back to it: they lie {@link KEYFRAME_MS} apart. */
export interface Keyframe extends Snapshot {
  /** What happened since the keyframe before. */
  readonly happenings: readonly Happening[]
}

/** Virtual time between two keyframes in milliseconds. */
export const KEYFRAME_MS = 100

/** A moment to fold on from: its number of events, requests in work, gauges and bodies by box. */
export interface Base extends Seed {
  readonly events: number
  readonly bodies: Readonly<Record<string, Body>>
}

/** The base that a moment is. */
export function baseFrom({ events, boxes }: Pick<Snapshot, 'events' | 'boxes'>): Base {
  const of = <Part>(part: (figures: BoxFigures) => Part) =>
    Object.fromEntries(Object.entries(boxes).map(([box, { figures }]) => [box, part(figures)]))
  const bodies = Object.entries(boxes).flatMap(([box, { body }]) => (body === undefined ? [] : [[box, body] as const]))
  return {
    events,
    inFlight: of(({ inFlight }) => inFlight),
    gauges: of(({ gauges }) => gauges),
    bodies: Object.fromEntries(bodies),
  }
}

/** How far before a moment its base must lie at least, in milliseconds: the second that figures cover, and the calls in it. */
export const BASE_MS = 1200
