/** Reads what `npm run live` is asked to do, from its arguments and the environment. Whatever is not understood is named, and what is allowed. */
import { isRefusal, liveKinds, type LiveKind, type Place } from '~/live/options'
import { SEED_MAX } from '~/kernel/run'
import { oneOf, parseWhole, readArguments, UsageError, type Given } from './argument-reading'
import { parseDuration } from './duration'

/** A store that was named. */
export interface NamedStore {
  readonly kind: LiveKind
  readonly place: Place
}

/** What is said of the stores, whatever is done with them. */
interface Common {
  readonly stores: readonly NamedStore[]
  /** Start a disposable stack of whatever is not named. */
  readonly isLocal: boolean
  /** Leave what a run has created. */
  readonly keeps: boolean
  /** Stores elsewhere than on this machine may be written to. */
  readonly isOwner: boolean
  /** The address of a collector of OpenTelemetry that the spans of live runs go to. */
  readonly otlp?: string
  readonly isJson: boolean
}

/** What it is asked to do. */
export type LiveArguments =
  | { readonly command: 'help' }
  | (Common & {
      readonly command: 'serve'
      /** Left out: the usual one, or any that is free. */
      readonly port?: number
    })
  | (Common & {
      readonly command: 'compare'
      /** A diagram, or `all`. */
      readonly id: string
      readonly scenario?: string
      readonly seed?: number
      readonly durationMs?: number
      readonly without: readonly string[]
    })

const NAMES = liveKinds.map(({ option }) => option.name)

/** The variable of the environment that stands for an option. */
export function variableOf(option: string): string {
  return `LIVE_${option.toUpperCase().replaceAll('-', '_')}`
}

const STORES_USAGE = liveKinds
  .map(({ option, label }) => `  ${`--${option.name} WHERE`.padEnd(23)} a live ${label}: ${option.example}\n`)
  .join('')

export const LIVE_USAGE = `Usage: npm run live -- [options]

Serves the site on this machine alone, with its engines running on your own stores in real time, and prints one address
that lets one page in. Press Enter for another one. It ends with Ctrl+C, or after an hour without a page.

What a run creates in the stores is listed before anything is written, and removed when the run ends. Faults of arrows are
done to the connections, in proxies; a server is killed or frozen only if --local has started it.

Of a chain nothing can be removed, and it is said what stays. The coins of a run come from the account whose words stand in the
address as a password, or from the one that everybody knows.

${STORES_USAGE}  --local                start a disposable stack of what is installed here, for all that is not named above;
                         it is taken down when this ends, however it ends
  --keep                 leave what a run has created, to be looked at
  --i-own-this-backend   allow stores that are not on this machine: they will be written to
  --otlp URL             send the spans of live runs to the OpenTelemetry collector at an address such as
                         http://127.0.0.1:4318: those of some fifty requests a second
  --port N               listen on this port
  --json                 print one JSON object with the address instead of lines for people
  --help                 this text

Two worlds, instead of serving anything: the same run in the engine and on the live stores, compared verdict by verdict,
outcome by outcome and arrow by arrow. What a scenario does to a store is done to the real one.

  --compare DIAGRAM      one scenario of a diagram, such as rate-limiter; or all: every claim, with its safeguard and without
  --scenario NAME        which; the first one if left out
  --duration D           time with load and faults, as in 8s; what the scenario does later is left out
  --seed N, --without ID as in npm run sim

Each option can be set in the environment, too: ${NAMES.map(variableOf).join(', ')},
${['local', 'keep', 'i-own-this-backend', 'otlp', 'port', 'json'].map(variableOf).join(', ')} (1 for those without a value).
Credentials belong there, or into the address of a store; they are shown and logged nowhere.

Exit code 0: ended as asked, or all verdicts agree; 1: something could not be started, or a verdict does not agree;
2: bad usage, or a store that was named cannot be used.
`

/**
 * Arguments of `npm run live`.
 * @throws {UsageError}
 */
export function parseLiveArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): LiveArguments {
  const flags = ['local', 'keep', 'i-own-this-backend', 'json']
  const {
    flags: given,
    values,
    lists,
    words,
  } = readArguments(args, {
    flags: [...flags, 'help'],
    values: [...NAMES, 'port', 'otlp', 'compare', ...ONLY_TO_COMPARE],
    lists: ['without'],
  })
  if (given.has('help')) return { command: 'help' }
  if (words[0] !== undefined) throw new UsageError('Stores are named by options, as in --local; see --help.')
  const isSet = (flag: string) => given.has(flag) || flagOf(variableOf(flag), environment)
  const valueOf = (name: string) => values[name] ?? (environment[variableOf(name)] || undefined)
  const stores = liveKinds.flatMap((kind) => {
    const text = valueOf(kind.option.name)
    return text === undefined ? [] : [{ kind, place: readPlace(kind, text, values) }]
  })
  const [port, otlp] = [valueOf('port'), valueOf('otlp')]
  const common = {
    stores,
    isLocal: isSet('local'),
    keeps: isSet('keep'),
    isOwner: isSet('i-own-this-backend'),
    isJson: isSet('json'),
    ...(otlp === undefined ? {} : { otlp }),
  }
  if (values['compare'] !== undefined) return { command: 'compare', ...common, ...readComparison(values, lists) }
  const stray = [...ONLY_TO_COMPARE, 'without'].find((name) => values[name] !== undefined || lists[name] !== undefined)
  if (stray !== undefined) throw new UsageError(`--${stray} goes with --compare; a page chooses its run by itself.`)
  return { command: 'serve', ...common, ...(port === undefined ? {} : { port: parseWhole('port', port, 1, 65_535) }) }
}

/** Options that mean something only where two worlds are compared. */
const ONLY_TO_COMPARE = ['scenario', 'seed', 'duration']

function readComparison(
  { compare, scenario, seed, duration, port }: Given['values'],
  { without = [] }: Given['lists'],
) {
  if (port !== undefined) throw new UsageError('--port has no meaning with --compare: nothing is served.')
  return {
    id: compare!,
    without,
    ...(scenario === undefined ? {} : { scenario }),
    ...(seed === undefined ? {} : { seed: parseWhole('seed', seed, 0, SEED_MAX) }),
    ...(duration === undefined ? {} : { durationMs: parseDuration('duration', duration) }),
  }
}

function flagOf(variable: string, environment: Readonly<Record<string, string | undefined>>): boolean {
  const text = environment[variable]
  return text !== undefined && text !== '' && oneOf(variable, text, ['0', '1']) === '1'
}

/** The text may hold a password: no message repeats it. */
function readPlace(kind: LiveKind, text: string, values: Readonly<Record<string, string | undefined>>): Place {
  const { name, read } = kind.option
  try {
    return read(text)
  } catch (error) {
    if (!isRefusal(error)) throw error
    throw new UsageError(`${values[name] === undefined ? variableOf(name) : `--${name}`}: ${error.message}.`)
  }
}
