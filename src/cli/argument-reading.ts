/** What the readers of arguments share: options by name, and values that are checked. */
import { parseArgs } from 'node:util'

/** Arguments that cannot be understood: the message goes to stderr, and the exit code is {@link USAGE_EXIT_CODE}. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * The allowed value that equals the text: for names that only the catalog knows, too.
 * @param what how the message calls it, such as `--scenario` or `simulation`
 * @throws {UsageError} naming all that is allowed
 */
export function oneOf<Value extends string>(what: string, text: string, allowed: readonly Value[]): Value {
  const found = allowed.find((each) => each === text)
  if (found !== undefined) return found
  throw new UsageError(`${what} cannot be "${clip(text)}"; allowed: ${allowed.join(', ') || 'nothing'}.`)
}

/** What a tool takes. */
export interface Options {
  /** Options without a value. */
  readonly flags: readonly string[]
  /** Options with a value, at most once. */
  readonly values: readonly string[]
  /** Options with a value, any number of times. */
  readonly lists: readonly string[]
}

/** What it was given. */
export interface Given {
  readonly flags: ReadonlySet<string>
  readonly values: Readonly<Record<string, string | undefined>>
  readonly lists: Readonly<Record<string, readonly string[] | undefined>>
  readonly words: readonly string[]
}

/**
 * Reads arguments, strictly.
 * @throws {UsageError} for what a tool does not take
 */
export function readArguments(args: readonly string[], { flags, values, lists }: Options): Given {
  const withValue = [...values, ...lists]
  const config = Object.fromEntries([
    ...flags.map((name) => [name, { type: 'boolean' }] as const),
    ...withValue.map((name) => [name, { type: 'string' }] as const),
  ])
  const { tokens } = parseArgs({
    args: [...args],
    options: config,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const foundFlags = new Set<string>()
  const foundValues: Record<string, string> = {}
  const foundLists: Record<string, string[]> = {}
  const words: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value } = token
    if (flags.includes(name) && rawName === `--${name}`) {
      if (value !== undefined) throw new UsageError(`${rawName} takes no value, but "${clip(value)}" was given.`)
      foundFlags.add(name)
    } else if (withValue.includes(name) && rawName === `--${name}`) {
      const isMissing = value === undefined || value === '' || (token.inlineValue === false && value.startsWith('--'))
      if (isMissing) throw new UsageError(`${rawName} needs a value.`)
      if (lists.includes(name)) foundLists[name] = [...(foundLists[name] ?? []), value]
      else if (name in foundValues) throw new UsageError(`${rawName} may be given once only.`)
      else foundValues[name] = value
    } else {
      const allowed = [...flags, ...withValue].toSorted().map((each) => `--${each}`)
      throw new UsageError(`There is no option ${clip(rawName)}; allowed: ${allowed.join(', ')}.`)
    }
  }
  return { flags: foundFlags, values: foundValues, lists: foundLists, words }
}

/**
 * The simulation named.
 * @throws {UsageError} if none is, or two are
 */
export function onlyWord(words: readonly string[]): string {
  const [word, another] = words
  if (word === undefined) throw new UsageError('Name a simulation; "npm run sim -- --list" names them all.')
  if (another !== undefined)
    throw new UsageError(`Name one simulation only, not "${clip(word)}" and "${clip(another)}".`)
  return word
}

/**
 * A whole number.
 * @throws {UsageError} if it is none, or out of bounds
 */
export function parseWhole(name: string, text: string, min: number, max: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : NaN
  if (number >= min && number <= max) return number
  throw new UsageError(`--${name} is a whole number from ${min} to ${max}, not "${clip(text)}".`)
}

/**
 * Parameters by name.
 * @throws {UsageError} for what is not name=value
 */
export function parseSettings(texts: readonly string[]): Record<string, string> {
  const settings = new Map<string, string>()
  for (const text of texts) {
    const match = /^([a-zA-Z][\w-]*)=(.+)$/s.exec(text)
    if (match === null) throw new UsageError(`--set is name=value, as in --set limit=100, not "${clip(text)}".`)
    const [, name, value] = match as unknown as [string, string, string]
    if (settings.has(name)) throw new UsageError(`--set ${name} may be given once only.`)
    settings.set(name, value)
  }
  return Object.fromEntries(settings)
}

/** Keeps a message readable, whatever was typed. */
export function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
