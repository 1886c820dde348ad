/** Lines of the chain's prompt, taken apart: words, then JSON, then what follows it. */
import { LookError } from './named-contracts'
import { usageOf } from './prompt-lines'

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

/** What somebody wants to be signed. */
interface Signing {
  /** The name of a wallet. */
  readonly wallet: string
  /** JSON for the contract. */
  readonly message: string
  readonly coins: readonly { readonly denom: string; readonly amount: string }[]
}

/** A message to a contract, or a contract to be made. */
export type Sending =
  /** `contract` is an address or a label. */
  | (Signing & { readonly command: 'send'; readonly contract: string })
  | (Signing & { readonly command: 'instantiate'; readonly codeId: number; readonly label: string })

/** True for a line that is to be signed. */
export function isSending(command: string): command is Sending['command'] {
  return command === 'send' || command === 'instantiate'
}

/**
 * `send <wallet> <contract> {json} [amount]uluna`, or `instantiate <wallet> <code> <label> {json} [amount]uluna`.
 * @throws {LookError} for anything else
 */
export function parseSending({ command, words, json, rest }: PromptLine): Sending {
  if (!isSending(command)) throw new LookError('(error) only a line that begins with send or instantiate is signed')
  const [wallet, named, label, ...more] = words
  const isWhole = command === 'send' ? label === undefined : label !== undefined && /^\d{1,9}$/.test(named!)
  if (wallet === undefined || named === undefined || json === undefined || !isWhole || more.length > 0)
    throw new LookError(usageOf(command))
  const signing = { wallet, message: json, coins: coinsOf(rest) }
  return command === 'send'
    ? { command, ...signing, contract: named }
    : { command, ...signing, codeId: Number(named), label: label! }
}

function coinsOf(rest: string): Signing['coins'] {
  if (rest === '') return []
  const coin = /^(\d{1,39})([a-zA-Z][a-zA-Z0-9/:._-]{2,127})$/.exec(rest)
  if (coin === null) throw new LookError(`(error) "${rest.slice(0, 60)}" is no amount, such as 5000000uluna`)
  return [{ amount: coin[1]!, denom: coin[2]! }]
}
