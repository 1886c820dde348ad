/** A simulation: a drawing with its code, its scenarios, its claims and the invariants they rest on. */
import type { Vocabulary } from './action'
import type { Build } from './component'
import type { AnyDiagram, BoxId, ClaimId } from './diagram'
import type { CodeFile } from './code-file'
import type { Invariant } from './invariant'
import type { Json } from './json'
import type { Parameter, ParameterValues } from './parameter'
import type { Panel } from './panel'
import type { Reading } from './reading'
import type { Scenario } from './scenario'
import type { StoreKind } from './store-kind'
import type { Outside, Unhealed } from './unhealed'
import type { Verb } from './verb'
import type { Walk } from './walk'

/** Where the code goes another way without a safeguard, or with a defect. */
export interface Decision {
  /** The box whose code it is, and the name of the file among those of the box. */
  readonly box: string
  readonly file: string
  /** A text that stands in one line of the file alone: the line that decides. */
  readonly line: string
  /** What the code does there, in a few words. */
  readonly did: string
  /** The fact by which it shows in the trace. Left out: the last event of the guilty request at the box. */
  readonly fact?: {
    readonly key: string
    /** What it says when it does. */
    readonly says?: Readonly<Record<string, Json>>
    /** True for the first of its sort since something was broken, whichever request it is of; the guilty one's own otherwise. */
    readonly isFirst?: true
  }
}

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
  /** Where the code goes another way without it. Left out: where its id stands in the code. */
  readonly decision?: Decision
}

/** A defect that can be switched on to show that an invariant notices it. */
export interface Mutant {
  readonly statement: string
  readonly breaks: string
  /** The scenario in which it shows. */
  readonly scenario: string
  /** Where the code goes another way with it. Left out: where its id stands in the code. */
  readonly decision?: Decision
}

/** What a host can load, by name. Every store that runs in the page adds its own to this interface. */
// oxlint-disable-next-line typescript/no-empty-interface
export interface Assets {}

/** What a simulation's `boot` gets to stand its stores on. */
export interface World {
  /** The run's clock, for engines that keep time. */
  readonly clock: { nowMs(): number }
  /** The engine chosen for each kind of store, by the kind's name, where it is not the default. */
  readonly chosen?: Readonly<Record<string, string>>
  /** Loads what an engine needs, by name; the host knows where from. */
  load<Name extends keyof Assets>(name: Name): Promise<Assets[Name]>
  /** A file that an act of the run names, by its SHA-256; all that the run names are there. */
  file?(checksum: string): Uint8Array | undefined
  /**
   * Hears how something begins that the run will need once it has gone on for a while: the host may begin it when the run does, so that
   * it is there in time. Whether it does changes nothing about the run.
   */
  soon?(begin: () => Promise<unknown>): void
  /** Engines that are already there and are to be used instead, by kind of store: live ones, for tests against them. */
  readonly engines?: Readonly<Record<string, unknown>>
}

/** What every component of a simulation is built from. */
export interface Setup<P, Servers> {
  readonly parameters: P
  readonly servers: Servers
  /** True if the safeguard is switched off, or the mutant on. */
  without(id: string): boolean
}

/** One architecture, ready to run. */
export interface Simulation<
  D extends AnyDiagram = AnyDiagram,
  P extends Readonly<Record<string, Parameter>> = Readonly<Record<string, Parameter>>,
  Servers = unknown,
> {
  readonly diagram: D
  readonly parameters: P
  /** Starts the stores of one run. What it is given besides the world is that of the components. */
  readonly boot: (world: World, terms: Omit<Setup<ParameterValues<P>, unknown>, 'servers'>) => Promise<Servers>
  readonly components: {
    readonly [Id in BoxId<D>]: Build<D, Id, Setup<ParameterValues<P>, Servers>>
  }
  /** Boxes that are stores, and of which kind: it says what can be done to them and how they are asked. */
  readonly stores?: { readonly [Id in BoxId<D>]?: StoreKind }
  /** Verbs of particular boxes, besides those of every box and of its kind of store. */
  readonly verbs: { readonly [Id in BoxId<D>]?: readonly Verb[] }
  readonly scenarios: readonly Scenario[]
  readonly claims: { readonly [Id in ClaimId<D>]: ClaimProof }
  readonly mutants: Readonly<Record<string, Mutant>>
  /** What a run owes. Of a part that is not healed in the calm end, what is `outside`, liveness asks less. */
  readonly invariants: (parameters: ParameterValues<P>, outside: Outside) => readonly Invariant[]
  /**
   * How far apart the steps are in which something happens at all, in milliseconds, where that is more than a second: random runs, which are
   * short, last a few of them. Left out: a second.
   */
  readonly beatMs?: (parameters: ParameterValues<P>) => number
  /** Parts that can stay broken for good in the calm end, by name. */
  readonly unhealed?: Readonly<Record<string, Unhealed>>
  readonly reading: Reading
  readonly code: { readonly [Id in BoxId<D>]: readonly CodeFile[] }
  /** What the inspector shows of a box besides what the box itself offers: parts of other boxes that it works on. */
  readonly panels?: { readonly [Id in BoxId<D>]?: readonly Panel[] }
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
export function vocabularyOf({ diagram, stores = {}, verbs }: AnySimulation): Vocabulary {
  const kinds: Readonly<Record<string, StoreKind | undefined>> = stores
  const own: Readonly<Record<string, readonly Verb[] | undefined>> = verbs
  const boxes = Object.keys(diagram.boxes).filter((box) => kinds[box] !== undefined || own[box] !== undefined)
  return {
    diagram,
    verbs: Object.fromEntries(boxes.map((box) => [box, [...(kinds[box]?.verbs ?? []), ...(own[box] ?? [])]])),
  }
}
