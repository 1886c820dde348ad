/** What was recorded of a run on live stores since its page was told last: so that the page has the run if the live server is gone. */
import type { Completion } from '~/kernel/completion'
import type { Lag } from '~/kernel/real-time-pace'
import type { StoreRecord } from './live-recording'
import { completionLines } from './recording-lines'

/** What the record of a run is about. */
export interface RecordSubject {
  /** By kind of store. */
  readonly stores: Readonly<Record<string, StoreRecord>>
  /** In milliseconds of Unix time. */
  readonly beganAtMs: number
}

/** A part of a record. */
export interface RecordNews {
  /** Lines of completions as they stand in a file, each with its end. */
  readonly lines: string
  /** How many. */
  readonly completions: number
  /** How late the run was so far. */
  readonly lag: Lag
  /** In the first part. */
  readonly subject?: RecordSubject
}

/** The part of a record behind the first `told` completions. */
export function newsOf(completions: readonly Completion[], told: number, lag: Lag, subject: RecordSubject): RecordNews {
  const lines = completionLines(completions.slice(told), completions[told - 1]?.atUs ?? 0)
  return {
    lines: lines.map((line) => `${line}\n`).join(''),
    completions: lines.length,
    lag,
    ...(told === 0 ? { subject } : {}),
  }
}
