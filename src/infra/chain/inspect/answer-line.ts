/** The prompt of a chain: lines that only read, answered out of the state after the last block. */
import type { InspectQuery } from '~/kernel/component'
import type { TablePage } from '~/kernel/panel'
import type { PromptAnswer } from '~/kernel/store-kind'
import { alignColumns } from '../../align-columns'
import { addressOf } from '../address'
import { AppError } from '../app/errors'
import { stateOf } from '../app/wasm/contract-storage'
import { textOf, utf8 } from '../bytes'
import { OutOfSdkGas } from '../state/sdk-gas'
import { blockPage } from './blocks-page'
import type { ChainView } from './chain-view'
import { LookError } from './named-contracts'
import { codesPage } from './contracts-page'
import { isSending, parsePromptLine, parseSending, type PromptLine, type Sending } from './prompt-line'
import { PROMPT_LINES, usageOf } from './prompt-lines'
import { readableBytes, readableKey } from './readable'
import { eventsPage, txPage, txQuery } from './tx-page'

type Command = (view: ChainView, line: PromptLine) => string

const HELP = PROMPT_LINES.join('\n')

const COMMANDS: Readonly<Record<string, Command>> = {
  help: () => HELP,
  contracts: (view) =>
    alignColumns(view.contracts().map(({ label, codeId, address }) => [label, `code ${codeId}`, address])),
  codes: (view) =>
    alignColumns(
      codesPage(view, { view: 'codes' }).rows.map(({ cells }) => [0, 3, 1, 4].map((place) => String(cells[place]))),
    ),
  query: askContract,
  raw: readKey,
  block: (view, { words: [height = ''] }) => {
    if (!/^\d{1,9}$/.test(height)) throw usage('block')
    return textOfPage(blockPage(view, { view: 'block', height: Number(height) }))
  },
  tx: showTx,
  balance: (view, { words: [named] }) => {
    if (named === undefined) throw usage('balance')
    const { keeper } = view.node.application
    const coins = keeper.bank.balances(view.context(), addressOf(keeper.prefix, view.address(named)))
    return coins.map(({ amount, denom }) => amount + denom).join('\n') || 'nothing'
  },
}

/** What is wrong with a line is the answer to it. */
export function answerLine(view: ChainView, text: string): PromptAnswer {
  try {
    const line = parsePromptLine(text)
    if (isSending(line.command)) return { text: announced(view, parseSending(line)), isWrite: true }
    if (!Object.hasOwn(COMMANDS, line.command))
      throw new LookError(`unknown command ${line.command.slice(0, 60)}; there are:\n${HELP}`)
    return { text: COMMANDS[line.command]!(view, line), isWrite: false }
  } catch (error) {
    if (error instanceof LookError) return { text: error.message, isWrite: false }
    if (error instanceof AppError || error instanceof OutOfSdkGas)
      return { text: `(error) ${error.message}`, isWrite: false }
    throw error
  }
}

function announced(view: ChainView, sending: Sending): string {
  view.address(sending.wallet)
  if (sending.command === 'send') {
    return `${sending.wallet} is to sign a message to ${view.contract(sending.contract).label}`
  }
  return `${sending.wallet} is to sign for the contract ${sending.label} of code ${sending.codeId}`
}

function askContract(view: ChainView, { words: [named], json }: PromptLine): string {
  if (named === undefined || json === undefined) throw usage('query')
  const { address } = view.contract(named)
  const context = view.context()
  const answer = textOf(view.node.application.keeper.queries.smart(context, address, utf8(json)))
  return `${indented(answer)}\ngas used ${context.gas.used.toLocaleString('en')}`
}

function readKey(view: ChainView, { words: [named, ...rest] }: PromptLine): string {
  if (named === undefined || rest.length === 0) throw usage('raw')
  const wanted = rest.join(' ')
  const { bytes, label } = view.contract(named)
  const keys: string[] = []
  for (const [key, value] of stateOf(view.state(), bytes)) {
    const readable = readableKey(key)
    if (readable === wanted) return indented(readableBytes(value))
    if (readable.startsWith(wanted)) keys.push(readable)
  }
  const near = keys.length === 0 ? '' : `; keys that begin so: ${keys.slice(0, 10).join(', ')}`
  throw new LookError(`(error) ${label} has no key "${wanted.slice(0, 80)}"${near}`)
}

function showTx(view: ChainView, { words: [hash = ''] }: PromptLine): string {
  const query: InspectQuery | undefined = txQuery(view, hash)
  if (query === undefined)
    throw new LookError('(error) a hash has 64 hexadecimal digits, and no transaction here has this one')
  const events = eventsPage(view, query)
  return `${textOfPage(txPage(view, query))}\n\n${textOfPage(events)}`
}

/** A page as lines. */
export function textOfPage({ text, columns, rows, empty = '' }: TablePage): string {
  const table = [columns.map(({ name }) => name), ...rows.map(({ cells }) => cells.map(String))]
  return [...(text === undefined ? [] : [text]), rows.length === 0 ? empty : alignColumns(table)].join('\n')
}

/** How a line of a command is written, as what is wrong with it. */
export function usage(command: string): LookError {
  return new LookError(usageOf(command))
}

/** JSON with a line for each of its parts; anything else as it is. */
export function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
