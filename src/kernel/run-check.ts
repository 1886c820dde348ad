/** Checks a run against its simulation before anything is booted. */
import { parameterValues } from './parameter'
import type { Run } from './run'
import type { Scenario } from './scenario'
import type { AnySimulation } from './simulation'

/** A run that does not fit its simulation. The message says what is wrong and what is allowed. */
export class RunError extends Error {
  override readonly name = 'RunError'
}

/** What a run names, found. */
export interface CheckedRun {
  readonly scenario: Scenario
  readonly parameters: ReturnType<typeof parameterValues>
}

/**
 * Finds what a run names.
 * @throws {RunError} if the simulation has no such scenario, safeguard or part
 * @throws {ParameterError} if a setting does not fit its parameter
 */
export function checkRun(simulation: AnySimulation, run: Run): CheckedRun {
  const scenario = simulation.scenarios.find(({ id }) => id === run.scenario)
  if (scenario === undefined) {
    const known = simulation.scenarios.map(({ id }) => id).join(', ')
    throw new RunError(`there is no scenario "${run.scenario}"; scenarios: ${known}`)
  }
  const switches = [...Object.keys(simulation.claims), ...Object.keys(simulation.mutants)]
  for (const id of run.without) {
    if (!switches.includes(id)) throw new RunError(`there is no safeguard "${id}"; safeguards: ${switches.join(', ')}`)
  }
  const { unhealed } = run
  const parts = simulation.unhealed ?? {}
  if (unhealed !== undefined && !Object.hasOwn(parts, unhealed)) {
    const known = Object.keys(parts).join(', ') || 'none'
    throw new RunError(`there is no part "${unhealed}" that can stay broken; parts: ${known}`)
  }
  return { scenario, parameters: parameterValues(simulation.parameters, run.settings) }
}
