/**
 * Reads the arguments of the command-line tools, strictly: whatever is not understood is an error that says what was
 * wrong and what is allowed. Names of scenarios, safeguards and so on are checked later, against the simulation.
 */
import { SEED_MAX } from '~/kernel/run'
import { storeKinds } from '~/stores'
import { oneOf, onlyWord, parseSettings, parseWhole, readArguments, UsageError, type Given } from './argument-reading'
import { parseDuration } from './duration'

/** Exit code for bad usage; 1 means that an invariant was violated. */
export const USAGE_EXIT_CODE = 2

/** The most seeds that one command may try. */
export const SEEDS_MAX = 1_000_000

/** What `npm run sim` is asked to do. What is left out is for the scenario to decide. */
export type SimArguments =
  | { readonly command: 'help' }
  | { readonly command: 'list'; readonly isJson: boolean }
  | {
      readonly command: 'run'
      readonly id: string
      readonly scenario?: string
      readonly seed?: number
      readonly durationMs?: number
      readonly settleMs?: number
      /** The part that stays broken in the calm end. */
      readonly unhealed?: string
      readonly without: readonly string[]
      /** As written: `crash:gateway@8500`. The kernel's `parseAction` reads them, since they depend on the diagram. */
      readonly actions: readonly string[]
      /** Parameters by name, as text. */
      readonly settings: Readonly<Record<string, string>>
      /** Engines other than the defaults, by kind of store. */
      readonly engines: Readonly<Record<string, string>>
      readonly isJson: boolean
      /** Files that actions may name, by path. */
      readonly files: readonly string[]
      /** Where to write the trace, as NDJSON. */
      readonly traceFile?: string
      /** Where to write the spans of the run, as OTLP/JSON, or the collector to send them to. */
      readonly otlp?: string
    }

/** What `npm run claims` is asked to do; without an id, for every simulation. */
export type ClaimsArguments =
  | { readonly command: 'help' }
  | { readonly command: 'run'; readonly id?: string; readonly seeds?: number; readonly isJson: boolean }

/** Kinds of stores with more than one engine to choose from: each is an option. */
const CHOICES = storeKinds.filter(({ engines }) => engines.length > 1)

const CHOICES_USAGE = CHOICES.map(
  ({ name, label, engines }) =>
    `  ${`--${name} ENGINE`.padEnd(21)} what ${label} boxes stand on: ${engines.map((each) => each.name).join(' or ')}\n`,
).join('')

export const SIM_USAGE = `Usage: npm run sim -- <id> [options]
       npm run sim -- --list

  --scenario S          the scenario to run; otherwise the simulation's first
  --seed N              a whole number from 0 to ${SEED_MAX}
  --duration D          virtual time with load and faults, as in 60s, 1500ms or 2m; the calm end comes after it
  --settle D            virtual time of the calm end, in which everything is healed; otherwise the scenario's
  --unhealed PART       a part that stays broken in the calm end; the rest must settle all the same
  --without SAFEGUARD   switch a safeguard off; may be repeated
  --do ACTION           do something to a box or an arrow, as in crash:gateway@8500; may be repeated
  --set NAME=VALUE      set a parameter; may be repeated
  --file FILE           a file that an action names, by its SHA-256 or as it is called here, as in
                        --file my.wasm --do VERB:BOX=my.wasm@7000; may be repeated
${CHOICES_USAGE.trimEnd()}
  --json                print one JSON object instead of a summary
  --trace FILE          write the trace to a file, as NDJSON
  --otlp FILE|URL       write its spans to a file, as OTLP/JSON of OpenTelemetry, or send them to the collector at
                        an address such as http://127.0.0.1:4318
  --list                name all simulations, scenarios, claims, safeguards and parts

Exit code 0: all invariants hold; 1: one is violated; 2: bad usage.
`

export const CLAIMS_USAGE = `Usage: npm run claims [-- <id>] [options]

  --seeds N   how many seeds to run every claim with, both ways
  --json      print one JSON object instead of a table

Exit code 0: every claim holds with its safeguard and is violated without; 1: one is not; 2: bad usage.
`

/**
 * Arguments of `npm run sim`.
 * @throws {UsageError}
 */
export function parseSimArguments(args: readonly string[]): SimArguments {
  const given = readArguments(args, {
    flags: ['json', 'list', 'help'],
    values: ['scenario', 'seed', 'duration', 'settle', 'unhealed', 'trace', 'otlp', ...CHOICES.map(({ name }) => name)],
    lists: ['without', 'do', 'set', 'file'],
  })
  if (given.flags.has('help')) return { command: 'help' }
  const isJson = given.flags.has('json')
  if (given.flags.has('list')) {
    if (given.words.length > 0) throw new UsageError(`--list takes no simulation, but "${given.words[0]}" was given.`)
    return { command: 'list', isJson }
  }
  const { scenario, seed, duration, settle, unhealed, trace, otlp } = given.values
  return {
    command: 'run',
    id: onlyWord(given.words),
    ...(scenario === undefined ? {} : { scenario }),
    ...(seed === undefined ? {} : { seed: parseWhole('seed', seed, 0, SEED_MAX) }),
    ...(duration === undefined ? {} : { durationMs: parseDuration('duration', duration) }),
    ...(settle === undefined ? {} : { settleMs: parseDuration('settle', settle) }),
    ...(unhealed === undefined ? {} : { unhealed }),
    without: given.lists.without ?? [],
    actions: given.lists.do ?? [],
    files: given.lists.file ?? [],
    settings: parseSettings(given.lists.set ?? []),
    engines: parseEngines(given.values),
    isJson,
    ...(trace === undefined ? {} : { traceFile: trace }),
    ...(otlp === undefined ? {} : { otlp }),
  }
}

/**
 * Arguments of `npm run claims`.
 * @throws {UsageError}
 */
export function parseClaimsArguments(args: readonly string[]): ClaimsArguments {
  const { flags, values, words } = readArguments(args, { flags: ['json', 'help'], values: ['seeds'], lists: [] })
  if (flags.has('help')) return { command: 'help' }
  return {
    command: 'run',
    ...(words.length === 0 ? {} : { id: onlyWord(words) }),
    ...(values.seeds === undefined ? {} : { seeds: parseWhole('seeds', values.seeds, 1, SEEDS_MAX) }),
    isJson: flags.has('json'),
  }
}

/** The engines chosen, where they are not the defaults. */
function parseEngines(values: Given['values']): Record<string, string> {
  const chosen: Record<string, string> = {}
  for (const { name, engines } of CHOICES) {
    const text = values[name]
    if (text === undefined) continue
    const names = engines.map((engine) => engine.name)
    const engine = oneOf(`--${name}`, text, names)
    if (engine !== names[0]) chosen[name] = engine
  }
  return chosen
}
