/** What a page needs to know of a simulation without having its code: plain data that crosses from the worker. */
import type { Parameter } from '~/kernel/parameter'
import type { CodeFile } from '~/kernel/code-file'
import type { Panel } from '~/kernel/panel'
import { vocabularyOf, type AnySimulation, type ClaimProof, type Mutant } from '~/kernel/simulation'
import { describeStore, type StoreDescription, type StoreKind } from '~/kernel/store-kind'
import { NOTHING_OUTSIDE, type Unhealed } from '~/kernel/unhealed'
import type { Verb } from '~/kernel/verb'
import type { Walk } from '~/kernel/walk'

/** A scenario without its load. */
export interface ScenarioDescription {
  readonly id: string
  readonly title: string
  readonly hypothesis: string
  readonly durationMs: number
  readonly settleMs: number
  readonly actions: readonly string[]
}

/** A simulation in words. */
export interface SimulationDescription {
  readonly id: string
  readonly scenarios: readonly ScenarioDescription[]
  readonly claims: Readonly<Record<string, ClaimProof>>
  readonly mutants: Readonly<Record<string, Mutant>>
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly verbs: Readonly<Record<string, readonly Verb[]>>
  readonly invariants: readonly {
    readonly id: string
    readonly kind: 'safety' | 'liveness'
    readonly statement: string
    readonly label: string
  }[]
  readonly code: Readonly<Record<string, readonly CodeFile[]>>
  /** The boxes that are stores. */
  readonly stores: Readonly<Record<string, StoreDescription | undefined>>
  /** What the inspector shows of boxes besides what they offer themselves. */
  readonly panels: Readonly<Record<string, readonly Panel[] | undefined>>
  readonly walk?: Walk
  /** Parts that can stay broken for good in the calm end of a run, by name. */
  readonly unhealed: Readonly<Record<string, Unhealed>>
}

/** Describes a simulation. */
export function describeSimulation(simulation: AnySimulation): SimulationDescription {
  const defaults = Object.fromEntries(
    Object.entries(simulation.parameters).map(([name, parameter]) => [name, parameter.default]),
  )
  return {
    id: simulation.diagram.id,
    scenarios: simulation.scenarios.map(({ load: _load, ...scenario }) => scenario),
    claims: simulation.claims as Record<string, ClaimProof>,
    mutants: simulation.mutants,
    parameters: simulation.parameters,
    verbs: vocabularyOf(simulation).verbs,
    invariants: simulation
      .invariants(defaults as never, NOTHING_OUTSIDE)
      .map(({ id, kind, statement, label }) => ({ id, kind, statement, label })),
    code: simulation.code as Record<string, readonly CodeFile[]>,
    stores: Object.fromEntries(
      Object.entries((simulation.stores ?? {}) as Readonly<Record<string, StoreKind>>).map(([box, kind]) => [
        box,
        describeStore(kind),
      ]),
    ),
    panels: (simulation.panels ?? {}) as Record<string, readonly Panel[] | undefined>,
    unhealed: simulation.unhealed ?? {},
    ...(simulation.walk === undefined ? {} : { walk: simulation.walk }),
  }
}
