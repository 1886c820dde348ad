/** What the inspector shows of a Redis: the server, pages of keys, the members of a key, and answers of the prompt. */
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import { isConnectionCommand, isPageCommand, isReadCommand } from './command-table'
import { formatPage, formatReply } from './format-reply'
import { CommandLineError, parseCommandLine } from './parse-command'
import { RedisError, type RedisCommand, type RedisReply } from './port'
import type { RedisStore } from './store'

/**
 * What can be asked.
 * - `server`: version, memory, clients, counts.
 * - `keys`: one page of keys; `cursor` from the page before, `match` a glob, `count` about how many.
 * - `key`: one page of the members of `key`; `cursor` from the page before.
 * - `command`: the answer to a `line` that only reads, as redis-cli prints it.
 */
export type RedisQuery =
  | { readonly view: 'server' }
  | { readonly view: 'keys'; readonly cursor?: string; readonly match?: string; readonly count?: number }
  | { readonly view: 'key'; readonly key: string; readonly cursor?: string; readonly count?: number }
  | { readonly view: 'command'; readonly line: string }

/** The server as it stands. Memory is in bytes; null where the engine does not tell. */
export type RedisServerPage = {
  readonly engine: string
  readonly version: string
  readonly keys: number
  readonly usedMemoryBytes: number | null
  readonly engineMemoryBytes: number
  readonly clients: number
  readonly isOutOfMemory: boolean
}

/** One key. `ttlMs` is null without an expiry; `size` counts members, or bytes of a string. */
export type RedisKeyRow = {
  readonly key: string
  readonly type: string
  readonly ttlMs: number | null
  readonly size: number
  readonly memoryBytes: number | null
}

/** A page of keys. `cursor` is null on the last page. `total` is the number of all keys, matching or not. */
export type RedisKeysPage = {
  readonly total: number
  readonly cursor: string | null
  readonly keys: readonly RedisKeyRow[]
}

/** A page of one key's members, as a table. `row` is null when there is no such key. */
export type RedisKeyPage = {
  readonly row: RedisKeyRow | null
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly cursor: string | null
}

/** What the prompt prints. `isWrite` says that the line must go through the `command` verb, as part of the run. */
export type RedisPromptPage = { readonly text: string; readonly isWrite: boolean }

const COUNT_MAX = 200
const COUNT_DEFAULT = 50
const VALUE_BYTES_MAX = 4_096

const NO_CONNECTION =
  'ERR every line of this prompt has a connection of its own, so that a run can repeat it: ' +
  'what changes a connection has no effect here; for several commands at once use EVAL'

type Ask = (commands: readonly RedisCommand[]) => Promise<RedisReply[]>

/** Answers a query of the inspector, at the given time of the server's clock. Changes nothing. */
export async function inspectRedis(store: RedisStore, query: InspectQuery, wallMs: number): Promise<Json> {
  const ask: Ask = async (commands) => store.engine.peek(commands, { atMs: wallMs })
  switch (query.view) {
    case 'server':
      return serverPage(store, ask)
    case 'keys':
      return keysPage(ask, textOf(query['cursor'], '0'), textOf(query['match'], '*'), countOf(query['count']))
    case 'key':
      return keyPage(ask, textOf(query['key'], ''), textOf(query['cursor'], ''), countOf(query['count']))
    case 'command':
      return promptPage(store, textOf(query['line'], ''), wallMs)
    default:
      return null
  }
}

/** Runs a line of the prompt with `run` and prints the answer; what is wrong with the line is printed, too. */
export async function answerLine(
  line: string,
  run: (command: RedisCommand) => Promise<RedisReply> | RedisReply,
): Promise<string> {
  try {
    const command = parseCommandLine(line)
    if (isConnectionCommand(command)) return formatReply(new RedisError(NO_CONNECTION))
    const reply = await run(command)
    return isPageCommand(command) ? formatPage(reply) : formatReply(reply)
  } catch (error) {
    if (error instanceof CommandLineError) return `(error) ERR ${error.message}`
    throw error
  }
}

async function promptPage(store: RedisStore, line: string, wallMs: number): Promise<RedisPromptPage> {
  let isWrite = false
  const text = await answerLine(line, async (command) => {
    isWrite = !isReadCommand(command)
    if (isWrite) return new RedisError('ERR this command may write: run it as an action of the run')
    const [reply] = await store.engine.peek([command], { binary: true, atMs: wallMs })
    return reply!
  })
  return { text, isWrite }
}

async function serverPage(store: RedisStore, ask: Ask): Promise<RedisServerPage> {
  const { engine } = store
  const [keys, memory] = await ask([['DBSIZE'], ['INFO', 'memory']])
  const used = engine.name === 'mock' ? undefined : /used_memory:(\d+)/.exec(String(memory))?.[1]
  return {
    engine: engine.name,
    version: engine.version,
    keys: numberOf(keys),
    usedMemoryBytes: used === undefined ? null : Number(used),
    engineMemoryBytes: engine.memoryBytes(),
    clients: store.connectionCount,
    isOutOfMemory: store.isOutOfMemory,
  }
}

async function keysPage(ask: Ask, cursor: string, match: string, count: number): Promise<RedisKeysPage> {
  const [total, scan] = await ask([['DBSIZE'], ['SCAN', cursor, 'MATCH', match, 'COUNT', String(count)]])
  if (!Array.isArray(scan)) return { total: numberOf(total), cursor: null, keys: [] }
  const [next, names] = scan as [string, string[]]
  return { total: numberOf(total), cursor: next === '0' ? null : next, keys: await keyRows(ask, names) }
}

const SIZE_COMMANDS: Readonly<Record<string, string>> = {
  string: 'STRLEN',
  list: 'LLEN',
  set: 'SCARD',
  zset: 'ZCARD',
  hash: 'HLEN',
  stream: 'XLEN',
}

async function keyRows(ask: Ask, names: readonly string[]): Promise<RedisKeyRow[]> {
  if (names.length === 0) return []
  const facts = await ask(
    names.flatMap((key) => [
      ['TYPE', key],
      ['PTTL', key],
      ['MEMORY', 'USAGE', key],
    ]),
  )
  const sizes = await ask(names.map((key, index) => [SIZE_COMMANDS[String(facts[index * 3])] ?? 'EXISTS', key]))
  const rows = names.map((key, index) => {
    const [type, ttl, memory] = facts.slice(index * 3, index * 3 + 3)
    const ttlMs = numberOf(ttl)
    return {
      key,
      type: String(type),
      ttlMs: ttlMs < 0 ? null : ttlMs,
      size: numberOf(sizes[index]),
      memoryBytes: typeof memory === 'number' ? memory : null,
    }
  })
  return rows.filter(({ type }) => type !== 'none')
}

async function keyPage(ask: Ask, key: string, cursor: string, count: number): Promise<RedisKeyPage> {
  const [row] = await keyRows(ask, [key])
  if (row === undefined) return { row: null, columns: [], rows: [], cursor: null }
  switch (row.type) {
    case 'list':
    case 'zset':
      return { row, ...(await rangePage(ask, row, Math.max(0, Number(cursor) || 0), count)) }
    case 'set':
    case 'hash':
      return { row, ...(await scanPage(ask, row, cursor === '' ? '0' : cursor, count)) }
    case 'stream':
      return { row, ...(await streamPage(ask, key, cursor, count)) }
    default: {
      const [value] = await ask([['GETRANGE', key, '0', String(VALUE_BYTES_MAX - 1)]])
      return { row, columns: ['value'], rows: [[shorten(value)]], cursor: null }
    }
  }
}

type MembersPage = Omit<RedisKeyPage, 'row'>

async function rangePage(ask: Ask, row: RedisKeyRow, start: number, count: number): Promise<MembersPage> {
  const isSorted = row.type === 'zset'
  const range = [isSorted ? 'ZRANGE' : 'LRANGE', row.key, String(start), String(start + count - 1)]
  const [reply] = await ask([isSorted ? [...range, 'WITHSCORES'] : range])
  const items = listOf(reply).map(shorten)
  const rows = isSorted ? pairs(items) : items.map((item, index) => [String(start + index), item])
  const next = start + count
  return {
    columns: isSorted ? ['member', 'score'] : ['index', 'value'],
    rows,
    cursor: next < row.size ? String(next) : null,
  }
}

async function scanPage(ask: Ask, row: RedisKeyRow, cursor: string, count: number): Promise<MembersPage> {
  const isHash = row.type === 'hash'
  const [reply] = await ask([[isHash ? 'HSCAN' : 'SSCAN', row.key, cursor, 'COUNT', String(count)]])
  const [next, items] = listOf(reply)
  const texts = listOf(items).map(shorten)
  return {
    columns: isHash ? ['field', 'value'] : ['member'],
    rows: isHash ? pairs(texts) : texts.map((text) => [text]),
    cursor: next === undefined || next === '0' ? null : String(next),
  }
}

async function streamPage(ask: Ask, key: string, cursor: string, count: number): Promise<MembersPage> {
  const from = cursor === '' ? '-' : `(${cursor}`
  const [reply] = await ask([['XRANGE', key, from, '+', 'COUNT', String(count)]])
  const entries = listOf(reply).map((entry) => listOf(entry))
  const rows = entries.map(([id, fields]) => [
    String(id),
    pairs(listOf(fields).map(shorten))
      .map(([field, value]) => `${field} ${value}`)
      .join(', '),
  ])
  return { columns: ['id', 'fields'], rows, cursor: rows.length < count ? null : rows.at(-1)![0]! }
}

function pairs(items: readonly string[]): string[][] {
  return items.flatMap((item, index) => (index % 2 === 0 ? [[item, items[index + 1] ?? '']] : []))
}

function listOf(reply: RedisReply | undefined): RedisReply[] {
  return Array.isArray(reply) ? reply : []
}

function numberOf(reply: RedisReply | undefined): number {
  return typeof reply === 'number' ? reply : 0
}

function shorten(reply: RedisReply | undefined): string {
  const text = String(reply ?? '')
  return text.length > VALUE_BYTES_MAX ? `${text.slice(0, VALUE_BYTES_MAX)}…` : text
}

function textOf(value: Json | undefined, fallback: string): string {
  return typeof value === 'string' && value.length <= VALUE_BYTES_MAX ? value : fallback
}

function countOf(value: Json | undefined): number {
  const count = typeof value === 'number' ? Math.floor(value) : COUNT_DEFAULT
  return Math.min(Math.max(count, 1), COUNT_MAX)
}
