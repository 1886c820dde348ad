/** What the command-line tools share: usage errors to stderr, exit codes, and runs made of arguments. */
import { catalog, CatalogError, loadSimulation } from '~/catalog'
import { ActionError, parseAction } from '~/kernel/action'
import { RunError } from '~/kernel/engine'
import { MissingFileError } from '~/kernel/files'
import { checkSetting, ParameterError } from '~/kernel/parameter'
import type { Run } from '~/kernel/run'
import { vocabularyOf, type AnySimulation } from '~/kernel/simulation'
import { oneOf, UsageError } from './argument-reading'
import { USAGE_EXIT_CODE } from './arguments'

const USAGE_ERRORS = [UsageError, CatalogError, ActionError, ParameterError, RunError, MissingFileError]

/** Runs a tool: its exit code, or 2 and one line on stderr if it was called wrongly. */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!USAGE_ERRORS.some((kind) => error instanceof kind)) throw error
    process.stderr.write(`${(error as Error).message}\n`)
    process.exitCode = USAGE_EXIT_CODE
  }
}

/** Ids of the diagrams that run. */
export function liveIds(): string[] {
  return catalog.filter(({ isLive }) => isLive).map(({ id }) => id)
}

/**
 * Loads a simulation by id.
 * @throws {UsageError} naming the ids there are
 */
export async function simulationNamed(id: string): Promise<AnySimulation> {
  return loadSimulation(oneOf('simulation', id, liveIds()))
}

/** A run as given in arguments, not yet checked against its simulation. */
export interface RunArguments {
  readonly scenario?: string
  readonly seed?: number
  readonly durationMs?: number
  readonly settleMs?: number
  readonly unhealed?: string
  readonly without: readonly string[]
  readonly actions: readonly string[]
  readonly settings: Readonly<Record<string, string>>
  readonly engines?: Readonly<Record<string, string>>
}

/** The seed where none is given. */
export const SEED_DEFAULT = 42

/**
 * A run of a simulation, checked.
 * @throws {UsageError | ActionError | ParameterError}
 */
export function makeRun(simulation: AnySimulation, given: RunArguments): Run {
  const scenarios = simulation.scenarios.map(({ id }) => id)
  const scenario = given.scenario === undefined ? scenarios[0]! : oneOf('--scenario', given.scenario, scenarios)
  const switches = [...Object.keys(simulation.claims), ...Object.keys(simulation.mutants)]
  if (given.unhealed !== undefined) oneOf('--unhealed', given.unhealed, Object.keys(simulation.unhealed ?? {}))
  for (const id of given.without) oneOf('--without', id, switches)
  for (const [name, text] of Object.entries(given.settings)) checkSetting(simulation.parameters, name, text)
  const vocabulary = vocabularyOf(simulation)
  return {
    simulation: simulation.diagram.id,
    scenario,
    seed: given.seed ?? SEED_DEFAULT,
    settings: given.settings,
    without: given.without,
    actions: given.actions.map((text) => parseAction(text, vocabulary)),
    ...(given.engines === undefined ? {} : { engines: given.engines }),
    ...(given.durationMs === undefined ? {} : { durationMs: given.durationMs }),
    ...(given.settleMs === undefined ? {} : { settleMs: given.settleMs }),
    ...(given.unhealed === undefined ? {} : { unhealed: given.unhealed }),
  }
}
