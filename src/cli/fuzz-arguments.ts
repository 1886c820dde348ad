/** What `npm run fuzz` takes. */
import { SEED_MAX } from '~/kernel/run'
import { onlyWord, parseSettings, parseWhole, readArguments } from './argument-reading'
import { SEEDS_MAX } from './arguments'

/** What `npm run fuzz` is asked to do. */
export type FuzzArguments =
  | { readonly command: 'help' }
  | {
      readonly command: 'run'
      readonly id: string
      readonly seeds?: number
      /** The first seed. */
      readonly from?: number
      /** The diagram as it stands. Without any of these, each run draws its scenario and its parameters. */
      readonly scenario?: string
      readonly without: readonly string[]
      readonly settings: Readonly<Record<string, string>>
      readonly isJson: boolean
    }

export const FUZZ_USAGE = `Usage: npm run fuzz -- <id> [options]

  --seeds N             how many seeds to try
  --from SEED           the first seed
  --json                print one JSON object instead of a summary

Each run draws a scenario and parameters, unless one of these says how the diagram stands:
  --scenario S          the scenario; otherwise the simulation's first
  --without SAFEGUARD   switch a safeguard off; may be repeated
  --set NAME=VALUE      set a parameter; may be repeated

Exit code 0: no invariant was violated; 1: one was, and the run is printed as a link; 2: bad usage.
`

/**
 * Arguments of `npm run fuzz`.
 * @throws {UsageError}
 */
export function parseFuzzArguments(args: readonly string[]): FuzzArguments {
  const { flags, values, lists, words } = readArguments(args, {
    flags: ['json', 'help'],
    values: ['seeds', 'from', 'scenario'],
    lists: ['without', 'set'],
  })
  if (flags.has('help')) return { command: 'help' }
  return {
    command: 'run',
    id: onlyWord(words),
    ...(values.seeds === undefined ? {} : { seeds: parseWhole('seeds', values.seeds, 1, SEEDS_MAX) }),
    ...(values.from === undefined ? {} : { from: parseWhole('from', values.from, 0, SEED_MAX) }),
    ...(values.scenario === undefined ? {} : { scenario: values.scenario }),
    without: lists.without ?? [],
    settings: parseSettings(lists.set ?? []),
    isJson: flags.has('json'),
  }
}
