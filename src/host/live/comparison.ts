/** Two worlds side by side, as plain data: one run in the engine, under virtual time, and the same run on live stores, in real time. */
import type { Lag } from '~/kernel/real-time-pace'

/** A difference. */
export interface Difference {
  /** What it is, in a sentence with its figures. */
  readonly what: string
  /** Why it is so; null where that is for whoever reads it to find out. */
  readonly why: string | null
}

/** A figure in both worlds. */
export interface Both<Figure> {
  readonly engine: Figure
  readonly live: Figure
}

/** What was asked along an arrow, and how long it took, in milliseconds. */
export interface ArrowFigures {
  readonly sent: number
  readonly ok: number
  readonly failed: number
  readonly unknown: number
  readonly p50Ms: number
  readonly p95Ms: number
}

/** An invariant in both worlds. */
export interface ComparedVerdict {
  readonly id: string
  readonly held: Both<boolean>
  readonly violations: Both<number>
  /** What was violated, if anything was. */
  readonly evidence: Both<string | null>
  readonly agrees: boolean
}

/** An act that was not done to the real thing, and why. */
export interface LeftOutAct {
  readonly verb: string
  readonly why: string
}

/** Both worlds, side by side. */
export interface Comparison {
  readonly simulation: string
  readonly scenario: string
  readonly seed: number
  readonly without: readonly string[]
  readonly durationMs: number
  /** What the live stores were, by kind. */
  readonly stores: Readonly<Record<string, string>>
  /** False where verdicts differ and this machine was so late that they may tell of it, and not of the stores. */
  readonly isJudged: boolean
  /** True if every verdict agrees; of a run that was to come to a violation, that one's. */
  readonly agrees: boolean
  readonly verdicts: readonly ComparedVerdict[]
  /** Requests by how they ended. */
  readonly outcomes: Readonly<Record<string, Both<number>>>
  /** By name, and of which kind the live store at its end is; null if none is. */
  readonly arrows: Readonly<Record<string, Both<ArrowFigures> & { readonly kind: string | null }>>
  readonly differences: readonly Difference[]
  readonly leftOut: readonly LeftOutAct[]
  /** How late the instants of the live run were: beyond what a system bears, its verdicts tell of the machine. */
  readonly lag: Lag
}
