/** Lines of the console, taken apart: a command, words, and options such as `--max 5`. */

export interface ConsoleLine {
  readonly command: string
  /** What follows the command and is no option. */
  readonly words: readonly string[]
  /** All after the topic, as it was typed: keys and values may have spaces. */
  readonly rest: string
  readonly options: ReadonlyMap<string, string>
}

/** A line is wrong; what it says is for whoever typed it. */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError'
}

/** @throws {ConsoleError} for an option without a value */
export function parseConsoleLine(line: string): ConsoleLine {
  const options = new Map<string, string>()
  const bare = line.replaceAll(/(^|\s)--([a-z-]+)(?:\s+(\S+))?/g, (_, space: string, name: string, value?: string) => {
    if (value === undefined || value.startsWith('--')) throw new ConsoleError(`--${name} needs a value`)
    options.set(name, value)
    return space
  })
  const [command = '', ...words] = bare.trim().split(/\s+/)
  const rest = bare.trim().replace(/^\S+\s*\S*\s*/, '')
  return { command: command.toLowerCase(), words, rest, options }
}

/** A whole number of an option, or what holds without it. @throws {ConsoleError} */
export function numberOption({ options }: ConsoleLine, name: string, fallback: number): number {
  const text = options.get(name)
  if (text === undefined) return fallback
  if (!/^\d{1,15}$/.test(text)) throw new ConsoleError(`--${name} takes a whole number, and not ${text}`)
  return Number(text)
}
