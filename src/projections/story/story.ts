/**
 * The story of a violation in three beats, as the trace tells it: what led here, what the code did then, and the request in which it
 * shows. What an invariant or a claim says of its beats is taken over; the rest is read off the trace. Nothing here is kept in it.
 */
import type { Violation } from '~/kernel/invariant'
import type { Json } from '~/kernel/json'
import type { Measure } from '~/kernel/invariant'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import type { PlainEvent, Trace } from '~/kernel/trace'
import type { Mark } from '../marks'
import { causeOf } from './cause'
import type { CodeLines } from './code-lines'
import { deedOf } from './deed'
import { guiltOf } from './guilt'

/** What every beat says. */
export interface Beat {
  /** A few words. */
  readonly title: string
  /** One or two plain sentences. */
  readonly text: string
  /** When it was, in milliseconds of the run; null for what was so from the start. */
  readonly atMs: number | null
}

/** The first: the fault, the act or the load that led here. */
export interface Cause extends Beat {
  readonly by: 'scenario' | 'you' | 'nobody'
}

/** The second: what the code did. */
export interface Deed extends Beat {
  /** Number of the event in which it shows; 0 if the trace has let go of it. */
  readonly event: number
  readonly box: string
  /** The safeguard that is off, or the defect that is on, by its id; null if the code is as it should be. */
  readonly without: string | null
  readonly code: CodeLines | null
}

/** The third: the guilty request, or what is wrong where no single one is. */
export interface Guilt extends Beat {
  readonly request: number
  /** What the request says of itself: who asked for what. */
  readonly who: string
  readonly measure: Measure | null
}

/** A violation as it is told. */
export interface Story {
  readonly invariant: string
  readonly event: number
  readonly cause: Cause
  readonly deed: Deed
  readonly guilt: Guilt
  /** The events of the guilty request as far as the trace has them, oldest first. */
  readonly events: readonly Json[]
}

/** What a story is told of. */
export interface Told {
  readonly simulation: AnySimulation
  readonly run: Run
  readonly trace: Trace
  /** What was done to the run until the violation, in the order of the trace. */
  readonly marks: readonly Mark[]
}

/** Tells it. `events` are those of the guilty request, oldest first. */
export function storyOf(told: Told, violation: Violation, events: readonly Json[]): Story {
  const own = (events as unknown as readonly PlainEvent[]).filter(({ n }) => n <= violation.event)
  const { cause, deed } = inOrder(told, violation, own)
  const { invariant, event } = violation
  return { invariant, event, cause, deed, guilt: guiltOf(violation, own), events }
}

/** The first two beats in the order of time: what came after a deed did not lead to it. */
function inOrder(told: Told, violation: Violation, own: readonly PlainEvent[]): Pick<Story, 'cause' | 'deed'> {
  const cause = causeOf(told, own)
  const sinceMs = cause.atMs ?? 0
  const deed = deedOf(told, violation, own, sinceMs)
  const { atMs } = deed
  if (atMs === null || atMs >= sinceMs) return { cause, deed }
  const before = told.marks.filter(({ fromMs }) => fromMs <= atMs)
  if (before.length > 0) return { cause: causeOf({ ...told, marks: before }, own), deed }
  // Nothing else was done: since then its code has let something happen, and the last that was said shows when.
  const since = own.filter(({ t }) => t >= sinceMs)
  return { cause, deed: deedOf(told, violation, since, sinceMs) }
}
