/** What a page needs to know of a simulation without having its code: plain data that crosses from the worker. */
import type { Parameter } from '~/kernel/parameter'
import type { CodeFile, Inspector } from '~/kernel/inspector'
import { vocabularyOf, type AnySimulation, type ClaimProof, type Mutant } from '~/kernel/simulation'
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
  readonly inspectors: Readonly<Record<string, Inspector | undefined>>
  readonly walk?: Walk
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
      .invariants(defaults as never)
      .map(({ id, kind, statement, label }) => ({ id, kind, statement, label })),
    code: simulation.code as Record<string, readonly CodeFile[]>,
    inspectors: (simulation.inspectors ?? {}) as Record<string, Inspector | undefined>,
    ...(simulation.walk === undefined ? {} : { walk: simulation.walk }),
  }
}
