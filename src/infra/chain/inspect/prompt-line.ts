/** Lines of the chain's prompt, taken apart: words, then JSON, then what follows it. */
import { LookError } from './chain-view'
import { PROMPT_LINES } from './prompt-lines'

export interface PromptLine {
  readonly command: string
  /** What stands between the command and the JSON. */
  readonly words: readonly string[]
  /** The JSON object as it was typed; undefined if there is none. */
  readonly json: string | undefined
  /** What follows the JSON. */
  readonly rest: string
}

/** @throws {LookError} if braces do not close, or what is in them is no JSON */
export function parsePromptLine(line: string): PromptLine {
  const from = line.indexOf('{')
  const to = line.lastIndexOf('}')
  const head = (from < 0 ? line : line.slice(0, from)).trim().split(/\s+/)
  const [command = '', ...words] = head
  if (from < 0) return { command: command.toLowerCase(), words, json: undefined, rest: '' }
  const json = line.slice(from, to + 1)
  try {
    JSON.parse(json)
  } catch (error) {
    throw new LookError(`(error) a message is JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  return { command: command.toLowerCase(), words, json, rest: line.slice(to + 1).trim() }
}

/** What somebody wants to be signed and sent. */
export interface Sending {
  /** The name of a wallet. */
  readonly wallet: string
  /** A contract by its address or label. */
  readonly contract: string
  readonly message: string
  readonly coins: readonly { readonly denom: string; readonly amount: string }[]
}

/** `send <wallet> <contract> {json} [amount]uluna`. @throws {LookError} for anything else */
export function parseSending({ words, json, rest }: PromptLine): Sending {
  const [wallet, contract, ...more] = words
  if (wallet === undefined || contract === undefined || json === undefined || more.length > 0)
    throw new LookError(`(error) usage: ${PROMPT_LINES.at(-1)!}`)
  if (rest === '') return { wallet, contract, message: json, coins: [] }
  const coin = /^(\d{1,39})([a-zA-Z][a-zA-Z0-9/:._-]{2,127})$/.exec(rest)
  if (coin === null) throw new LookError(`(error) "${rest.slice(0, 60)}" is no amount, such as 5000000uluna`)
  return { wallet, contract, message: json, coins: [{ amount: coin[1]!, denom: coin[2]! }] }
}
