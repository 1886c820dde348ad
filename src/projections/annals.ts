/**
 * The annals of a run: what grows while it is played. Frames bring what is new, and whoever draws keeps it here. Every entry has
 * the number of the event it came with, so that any moment is drawn with what was known then, and with nothing later.
 */
import type { Action } from '~/kernel/action'
import { assert } from '~/kernel/assert'
import type { Violation } from '~/kernel/invariant'
import type { Run } from '~/kernel/run'
import type { Snapshot } from './frame'
import { Latest, type Stretch } from './latest'
import { marksAt, type Beginning, type Ending, type Mark } from './marks'
import { sampleCountAt, SAMPLES_MAX, SPARK_LENGTH, type Sample } from './sparks'
import { withChanges, type StateChange } from './states'
import { emptyColumn, type Column } from './timeline'

/** What is new since the frame before. */
export interface News {
  /** The run as it was when its annals began, if they begin with this; null if they go on. */
  readonly run: Run | null
  /** The first of these may have been known already, while it was still growing. */
  readonly columns: Stretch<Column>
  readonly samples: Stretch<Sample>
  readonly begun: readonly Beginning[]
  readonly ended: readonly Ending[]
  readonly states: readonly StateChange[]
  readonly violations: readonly Violation[]
  /** What was done to the run while it was played. */
  readonly acts: readonly Action[]
}

/** One moment of a run with what had grown until then: all that is drawn of it. */
export interface Moment extends Snapshot {
  /** With what was done to it until then. */
  readonly run: Run
  readonly marks: readonly Mark[]
  /** Every change of state of every process that has states, oldest first. */
  readonly states: readonly StateChange[]
  /** Times in milliseconds at which invariants were violated, by invariant; at most a hundred each. */
  readonly violationTimes: Readonly<Record<string, readonly number[]>>
  /** The latest samples of each box's main rate, for the sparkline. */
  readonly sparks: Readonly<Record<string, readonly number[]>>
}

/** The annals of one run, on the side of whoever draws it. */
export class Annals {
  private readonly given: Run
  /** With everything that was done to it. */
  private run: Run
  private known: Omit<News, 'run' | 'columns' | 'samples'> = {
    begun: [],
    ended: [],
    states: [],
    violations: [],
    acts: [],
  }
  private columnList: readonly Column[] = []
  private readonly samples = new Latest<Sample>(SAMPLES_MAX)

  /** Begins with the first news of a run. */
  constructor(news: News) {
    assert(news.run !== null, 'annals begin with the first news of a run')
    this.given = news.run
    this.run = news.run
    this.take(news)
  }

  /** Adds what is new. */
  take({ columns, samples, begun, ended, states, violations, acts }: News): void {
    this.columnList = laid(this.columnList, columns)
    while (this.samples.end < samples.first) this.samples.push([])
    for (const sample of samples.entries) this.samples.push(sample)
    const { known } = this
    this.known = {
      begun: joined(known.begun, begun),
      ended: joined(known.ended, ended),
      states: withChanges(known.states, states),
      violations: joined(known.violations, violations),
      acts: joined(known.acts, acts),
    }
    if (acts.length > 0) this.run = { ...this.given, actions: [...this.given.actions, ...this.known.acts] }
  }

  /** All columns so far; the last one may still be growing. */
  get columns(): readonly Column[] {
    return this.columnList
  }

  /** A moment of the run with what had grown until then. */
  momentOf(snapshot: Snapshot): Moment {
    const { events, nowMs } = snapshot
    const { begun, ended, states, violations } = this.known
    const violationTimes: Record<string, number[]> = {}
    for (const { invariant, atMs, event } of violations) {
      if (event <= events) (violationTimes[invariant] ??= []).push(atMs)
    }
    const sampleCount = sampleCountAt(nowMs)
    const samples = this.samples.between(Math.max(0, sampleCount - SPARK_LENGTH), sampleCount)
    const sparks = Object.keys(snapshot.boxes).map((box, index) => [box, samples.map((sample) => sample[index] ?? 0)])
    return {
      ...snapshot,
      run: this.runAt(nowMs),
      marks: marksAt(begun, ended, events),
      states: states.at(-1) === undefined || states.at(-1)!.event <= events ? states : statesUpTo(states, events),
      violationTimes,
      sparks: Object.fromEntries(sparks) as Moment['sparks'],
    }
  }

  /** The run with what was done to it up to a time. */
  private runAt(nowMs: number): Run {
    const { given, run } = this
    const acts = this.known.acts.filter(({ atMs }) => atMs <= nowMs)
    return acts.length === this.known.acts.length ? run : { ...given, actions: [...given.actions, ...acts] }
  }

  /** What was violated after one event and up to another. */
  violationsBetween(after: number, upTo: number): readonly Violation[] {
    return this.known.violations.filter(({ event }) => event > after && event <= upTo)
  }
}

function statesUpTo(states: readonly StateChange[], n: number): readonly StateChange[] {
  return states.filter(({ event }) => event <= n)
}

function joined<Entry>(known: readonly Entry[], more: readonly Entry[]): readonly Entry[] {
  return more.length === 0 ? known : [...known, ...more]
}

/** Lays columns over what is known, from the first of them on. A gap is filled with nothing. */
function laid(known: readonly Column[], { first, entries }: Stretch<Column>): readonly Column[] {
  if (entries.length === 0) return known
  const kept = known.slice(0, first)
  while (kept.length < first) kept.push(emptyColumn())
  return [...kept, ...entries]
}
