/** A simulation: a drawing with its code, its scenarios, its claims and the invariants they rest on. */
import type { Vocabulary } from './action'
import type { Build } from './component'
import type { AnyDiagram, BoxId, ClaimId } from './diagram'
import type { Fold, Invariant } from './invariant'
import type { Json } from './json'
import type { Parameter, ParameterValues } from './parameter'
import type { Scenario } from './scenario'
import type { Tone } from './tone'
import type { Kind, TraceEvent } from './trace'
import type { Verb } from './verb'
import type { Walk } from './walk'

/** How a claim is executed. The safeguard's id is the claim's id. */
export interface ClaimProof {
  /** The mechanism in the code that the switch turns off. */
  readonly safeguard: string
  readonly scenario: string
  readonly invariant: string
  /** What is used instead when it is switched off. */
  readonly without: string
  /** One sentence: what should be seen with the safeguard on. */
  readonly hypothesis: string
  /** Parameter settings under each of which leaving the safeguard out must show; the defaults alone if left out. */
  readonly withoutVariants?: readonly Readonly<Record<string, string>>[]
}

/** A defect that can be switched on to show that an invariant notices it. */
export interface Mutant {
  readonly statement: string
  readonly breaks: string
  /** The scenario in which it shows. */
  readonly scenario: string
}

/** What a host can load, by name. Every store that runs in the page adds its own to this interface. */
// oxlint-disable-next-line typescript/no-empty-interface
export interface Assets {}

/** What a simulation's `boot` gets to stand its stores on. */
export interface World {
  /** The run's clock, for engines that keep time. */
  readonly clock: { nowMs(): number }
  readonly redis: 'valkey' | 'mock'
  /** Loads what an engine needs, by name; the host knows where from. */
  load<Name extends keyof Assets>(name: Name): Promise<Assets[Name]>
  /** Servers that are already there and are to be used instead, by store: live ones, for tests against them. */
  readonly engines?: Readonly<Record<string, unknown>>
}

/** What every component of a simulation is built from. */
export interface Setup<P, Servers> {
  readonly parameters: P
  readonly servers: Servers
  /** True if the safeguard is switched off, or the mutant on. */
  without(id: string): boolean
}

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

/** Boxes whose processes are in one of a few states, such as a breaker that is open: drawn as bands on the time axis. */
export interface StateReading {
  /** These boxes, and the state in which each of their processes starts, and starts again. */
  readonly initial: Readonly<Record<string, ProcessState>>
  /** The state that a fact puts a process into; `null` for other facts. */
  read(event: TraceEvent): (ProcessState & { readonly box: string; readonly instance: number }) | null
}

/** How the trace of a simulation is to be read by views that know nothing of it. */
export interface Reading {
  /** Kinds of events that {@link Reading.count} wants to see. */
  readonly kinds: readonly Kind[]
  /** Counts an event under `box.counter`, for figures and charts; `null` for events that do not count. */
  count(event: TraceEvent): { readonly box: string; readonly counter: string } | null
  /** Reads a level that an event states about a box, for charts; left out if no event does. */
  gauge?(event: TraceEvent): { readonly box: string; readonly gauge: string; readonly value: number } | null
  /** What an event means for the request it is about: it decides the areas of the traffic chart. */
  tone(event: TraceEvent): Tone | null
  /** Reads the states that processes are in; left out if they are in none worth showing. */
  readonly states?: StateReading
  /** The box that is to blame for what an event tells, for the ranking of culprits; left out if nobody ever is. */
  blame?(event: TraceEvent): string | null
  /** The line of a box. `states` are those of its processes, by instance; none if the box has no states. */
  line(box: string, figures: BoxFigures, states: readonly ProcessState[]): BoxLine
}

/** A file of the code that runs in a box, for the inspector. */
export interface CodeFile {
  readonly name: string
  readonly language: 'typescript' | 'lua' | 'sql' | 'rust'
  readonly text: string
}

/** What the inspector offers for a box besides what every box has. */
export interface Inspector {
  /** The box is a Redis: its keys, and a command prompt. */
  readonly redis?: true
  /** Tables of a Postgres, and an SQL prompt. */
  readonly postgres?: {
    /** The Postgres box that has the tables: this one, or another one whose tables it uses. */
    readonly of: string
    /** The tables to show; all of them if left out. */
    readonly tables?: readonly string[]
    /**
     * A query whose rows are shown as T-accounts: `account`, `kind`, `currency`, `debits`, `credits`, `pending` (a balance), and
     * `latest`, the last postings as a list of amounts, debits positive; all in minor units.
     */
    readonly accounts?: string
  }
}

/** One architecture, ready to run. */
export interface Simulation<
  D extends AnyDiagram = AnyDiagram,
  P extends Readonly<Record<string, Parameter>> = Readonly<Record<string, Parameter>>,
  Servers = unknown,
> {
  readonly diagram: D
  readonly parameters: P
  readonly boot: (world: World) => Promise<Servers>
  readonly components: {
    readonly [Id in BoxId<D>]: Build<D, Id, Setup<ParameterValues<P>, Servers>>
  }
  /** Verbs of particular boxes, besides those of every box. */
  readonly verbs: { readonly [Id in BoxId<D>]?: readonly Verb[] }
  readonly scenarios: readonly Scenario[]
  readonly claims: { readonly [Id in ClaimId<D>]: ClaimProof }
  readonly mutants: Readonly<Record<string, Mutant>>
  readonly invariants: (parameters: ParameterValues<P>) => readonly Invariant[]
  readonly reading: Reading
  readonly code: { readonly [Id in BoxId<D>]: readonly CodeFile[] }
  readonly inspectors?: { readonly [Id in BoxId<D>]?: Inspector }
  /** What a newcomer is shown first; left out if there is nothing to lead anybody through. */
  readonly walk?: Walk<BoxId<D>>
}

/** Any simulation, as the engine takes it. */
export type AnySimulation = Simulation

/** Checks a simulation against its drawing and forgets the particular types. */
export function defineSimulation<
  const D extends AnyDiagram,
  const P extends Readonly<Record<string, Parameter>>,
  Servers,
>(simulation: Simulation<D, P, Servers>): AnySimulation {
  return simulation as unknown as AnySimulation
}

/** What may be done to the boxes and arrows of a simulation. */
export function vocabularyOf({ diagram, verbs }: AnySimulation): Vocabulary {
  return { diagram, verbs: verbs as Vocabulary['verbs'] }
}

export type { Fold, Json }
