/** What the spans of a run are made of, and who takes them. */
import type { AnyDiagram } from '~/kernel/diagram'
import type { CarriedRecords, SpanTerms } from '~/kernel/span-terms'
import type { OtlpSpan, Resource } from './otlp-json'

/** What spans are made of. */
export interface OtlpOptions {
  readonly diagram: AnyDiagram
  /** Tells the run from every other: ids follow from it. */
  readonly runName: string
  /** When the run began, in milliseconds of Unix time; a run in virtual time has one beginning. */
  readonly epochMs?: number
  /** At most so many requests of each second are traced, with all that is done for them; all if left out. */
  readonly requestsPerSecondMax?: number
  /** What the conventions call a message to a box; null if it is a call like any other. */
  termsOf(box: string, message: unknown): SpanTerms | null
  /** The requests that a message to a box, or a reply of it, has records of; null if it has none. */
  carriedBy(box: string, message: unknown): CarriedRecords | null
  /** Takes a span that has ended. */
  take(resource: Resource, span: OtlpSpan): void
}
