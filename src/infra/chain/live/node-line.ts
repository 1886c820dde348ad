/** The prompt on a real node: lines that only read are answered by what it is asked. */
import { hex } from '@scure/base'
import type { PromptAnswer } from '~/kernel/store-kind'
import { alignColumns } from '../../align-columns'
import { textOf, utf8 } from '../bytes'
import { indented, textOfPage, usage } from '../inspect/answer-line'
import { LookError } from '../inspect/named-contracts'
import { isSending, parsePromptLine, parseSending, type PromptLine } from '../inspect/prompt-line'
import { PROMPT_LINES } from '../inspect/prompt-lines'
import { readableBytes, readableKey } from '../inspect/readable'
import { detailsOf, eventTable } from '../inspect/tx-page'
import { codesTable } from './node-pages'
import { transactionsTable } from './node-transactions'
import { KEYS_MAX, type NodeView } from './node-view'

type Command = (view: NodeView, line: PromptLine) => string | Promise<string>

const HELP = PROMPT_LINES.join('\n')

const COMMANDS: Readonly<Record<string, Command>> = {
  help: () => HELP,
  contracts: (view) =>
    alignColumns(view.contracts().map(({ label, codeId, address }) => [label, `code ${codeId}`, address])),
  codes: async (view) => textOfPage(await codesTable(view, { view: 'codes' })),
  async query(view, { words: [named], json }) {
    if (named === undefined || json === undefined) throw usage('query')
    return indented(textOf(await view.smart(view.contract(named).address, utf8(json))))
  },
  raw: readKey,
  async block(view, { words: [height = ''] }) {
    if (!/^\d{1,12}$/.test(height)) throw usage('block')
    return textOfPage(await transactionsTable(view, { view: 'block', height: Number(height) }))
  },
  tx: showTx,
  async balance(view, { words: [named] }) {
    if (named === undefined) throw usage('balance')
    const { denom } = view.prepared.place
    return `${await view.client.balance(view.address(named), denom)}${denom}`
  },
}

/** What is wrong with a line is the answer to it. */
export async function answerNodeLine(view: NodeView, text: string): Promise<PromptAnswer> {
  const line = parsePromptLine(text)
  if (isSending(line.command)) {
    const sending = parseSending(line)
    view.address(sending.wallet)
    const about = sending.command === 'send' ? `a message to ${view.contract(sending.contract).label}` : `for the contract ${sending.label} of code ${sending.codeId}` // prettier-ignore
    return { text: `${sending.wallet} is to sign ${about}`, isWrite: true }
  }
  if (!Object.hasOwn(COMMANDS, line.command)) {
    throw new LookError(`unknown command ${line.command.slice(0, 60)}; there are:\n${HELP}`)
  }
  return { text: await COMMANDS[line.command]!(view, line), isWrite: false }
}

async function readKey(view: NodeView, { words: [named, ...rest] }: PromptLine): Promise<string> {
  if (named === undefined || rest.length === 0) throw usage('raw')
  const wanted = rest.join(' ')
  const { address, label } = view.contract(named)
  const { models, isMore } = await view.stateOf(address)
  const keys = models.map(({ key, value }) => ({ name: readableKey(key), value }))
  const found = keys.find(({ name }) => name === wanted)
  if (found !== undefined) return indented(readableBytes(found.value))
  const near = keys.filter(({ name }) => name.startsWith(wanted)).slice(0, 10)
  const hint = near.length === 0 ? '' : `; keys that begin so: ${near.map(({ name }) => name).join(', ')}`
  const among = isMore ? ` among its first ${KEYS_MAX}` : ''
  throw new LookError(`(error) ${label} has no key "${wanted.slice(0, 80)}"${among}${hint}`)
}

async function showTx(view: NodeView, { words: [hash = ''] }: PromptLine): Promise<string> {
  const digits = hash.replace(/^0x/i, '').toUpperCase()
  const found = /^[0-9A-F]{64}$/.test(digits) ? await view.byHash(hex.decode(digits.toLowerCase()), digits) : undefined
  if (found === undefined) throw new LookError('(error) a hash has 64 hexadecimal digits, and no transaction here has this one') // prettier-ignore
  const details = textOfPage(detailsOf(view, view.prepared.place.prefix, found))
  return `${details}\n\n${textOfPage(eventTable(view, found, { view: 'events' }))}`
}
