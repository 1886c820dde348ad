/** What the inspector shows of a Redis: the server, pages of keys, the members of a key, and answers of the prompt. */
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Panel, TablePage, TablePanel } from '~/kernel/panel'
import { counted } from '../counted'
import { answerAtPrompt } from './prompt'
import type { RedisCommand, RedisReply } from './port'
import type { SeenRedis } from './seen'

/*
 * What can be asked, each a view of `inspect`:
 * - `state`: the panels: a line about the server, and the keys.
 * - `keys`: one page of keys; `cursor` from the page before, `match` a glob or a part of a key, `count` about how many.
 * - `key`: one page of the members of `key`; `cursor` from the page before, `count` how many.
 * - `command`: the answer to a `line` that only reads, as redis-cli prints it.
 */

const COUNT_MAX = 200
const KEYS_PER_PAGE = 12
/** One page takes at most so many further steps of a scan. */
const SCANS_MAX = 1_000
const MEMBERS_PER_PAGE = 50
const VALUE_BYTES_MAX = 4_096

type Ask = (commands: readonly RedisCommand[]) => Promise<RedisReply[]>

/** Answers a query of the inspector, at the given time of the server's clock. Changes nothing. */
export async function inspectRedis(store: SeenRedis, query: InspectQuery, wallMs: number): Promise<Json> {
  const ask: Ask = async (commands) => store.engine.peek(commands, { atMs: wallMs })
  switch (query.view) {
    case 'state':
      return { panels: [await serverLine(store, ask), KEYS] }
    case 'keys': {
      const count = countOf(query['count'], KEYS_PER_PAGE)
      return await keysPage(ask, textOf(query['cursor'], '0'), textOf(query['match'], ''), count)
    }
    case 'key': {
      const count = countOf(query['count'], MEMBERS_PER_PAGE)
      return await keyPage(ask, textOf(query['key'], ''), textOf(query['cursor'], ''), count)
    }
    case 'command':
      return answerAtPrompt(store, textOf(query['line'], ''), wallMs)
    default:
      return null
  }
}

const KEYS: TablePanel = {
  kind: 'table',
  label: 'Keys',
  query: { view: 'keys' },
  filter: 'keys that match…',
  turn: { back: 'Back', next: 'More keys' },
}

async function serverLine(store: SeenRedis, ask: Ask): Promise<Panel> {
  const { engine } = store
  const [keys, memory] = await ask([['DBSIZE'], ['INFO', 'memory']])
  const used = engine.can.tellMemory ? /used_memory:(\d+)/.exec(String(memory))?.[1] : undefined
  const parts = [
    engine.title,
    counted(numberOf(keys), 'key'),
    ...(used === undefined ? [] : [`${(Number(used) / 1e6).toFixed(1)} MB`]),
    ...(store.connectionCount === null ? [] : [counted(store.connectionCount, 'client')]),
    ...(store.isOutOfMemory ? ['out of memory'] : []),
  ]
  return { kind: 'text', label: 'Server', text: parts.join(' · '), style: 'line' }
}

/** One key. `ttlMs` is null without an expiry; `size` counts members, or bytes of a string. */
interface KeyFacts {
  readonly key: string
  readonly type: string
  readonly ttlMs: number | null
  readonly size: number
  readonly memoryBytes: number | null
}

async function keysPage(ask: Ask, cursor: string, match: string, count: number): Promise<TablePage> {
  const pattern = match === '' ? '*' : /[*?[]/.test(match) ? match : `*${match}*`
  const [next, names] = await scanOn(ask, ['MATCH', pattern, 'COUNT', String(count)], cursor)
  const keys = (await factsOf(ask, names)).toSorted((one, other) => other.size - one.size)
  return {
    columns: [
      { name: 'key' },
      { name: 'type' },
      { name: 'size', as: 'number' },
      { name: 'TTL', as: 'duration', none: '∞' },
    ],
    rows: keys.map(({ key, type, size, ttlMs }) => ({ cells: [key, type, size, ttlMs], opens: membersOf(key) })),
    next: next === '0' ? null : next,
    empty:
      match === ''
        ? 'No living keys: what is counted above has expired, and is yet to be removed.'
        : 'No living keys that match.',
  }
}

/** Scans on until something is found: where many keys match nothing, or have expired, one step often finds none. */
async function scanOn(ask: Ask, terms: readonly string[], from: string): Promise<[next: string, names: string[]]> {
  let cursor = from
  for (let step = 0; ; step += 1) {
    const [scan] = await ask([['SCAN', cursor, ...terms]])
    const [next, names] = (Array.isArray(scan) ? scan : ['0', []]) as [string, string[]]
    if (names.length > 0 || next === '0' || step === SCANS_MAX) return [next, names]
    cursor = next
  }
}

function membersOf(key: string): TablePanel {
  return { kind: 'table', label: key, title: `Members of ${key}`, query: { view: 'key', key } }
}

const SIZE_COMMANDS: Readonly<Record<string, string>> = {
  string: 'STRLEN',
  list: 'LLEN',
  set: 'SCARD',
  zset: 'ZCARD',
  hash: 'HLEN',
  stream: 'XLEN',
}

async function factsOf(ask: Ask, names: readonly string[]): Promise<KeyFacts[]> {
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

async function keyPage(ask: Ask, key: string, cursor: string, count: number): Promise<TablePage> {
  const [facts] = await factsOf(ask, [key])
  if (facts === undefined) return { columns: [], rows: [], next: null, empty: 'There is no such key any more.' }
  const { columns, rows, cursor: next } = await membersPage(ask, facts, cursor, count)
  return {
    text: lineOf(facts),
    columns: columns.map((name) => ({ name })),
    rows: rows.map((cells) => ({ cells })),
    next,
  }
}

function lineOf({ type, size, ttlMs, memoryBytes }: KeyFacts): string {
  const parts = [
    type,
    counted(size, type === 'string' ? 'byte' : 'member'),
    `TTL ${ttlMs === null ? '∞' : ttlMs < 1_000 ? `${ttlMs} ms` : `${(ttlMs / 1_000).toFixed(1)} s`}`,
    ...(memoryBytes === null ? [] : [`${counted(memoryBytes, 'byte')} of memory`]),
  ]
  return parts.join(' · ')
}

/** A page of one key's members, as a table. `cursor` is null on the last page. */
interface MembersPage {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly cursor: string | null
}

async function membersPage(ask: Ask, facts: KeyFacts, cursor: string, count: number): Promise<MembersPage> {
  switch (facts.type) {
    case 'list':
    case 'zset':
      return rangePage(ask, facts, Math.max(0, Number(cursor) || 0), count)
    case 'set':
    case 'hash':
      return scanPage(ask, facts, cursor === '' ? '0' : cursor, count)
    case 'stream':
      return streamPage(ask, facts.key, cursor, count)
    default: {
      const [value] = await ask([['GETRANGE', facts.key, '0', String(VALUE_BYTES_MAX - 1)]])
      return { columns: ['value'], rows: [[shorten(value)]], cursor: null }
    }
  }
}

async function rangePage(ask: Ask, row: KeyFacts, start: number, count: number): Promise<MembersPage> {
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

async function scanPage(ask: Ask, row: KeyFacts, cursor: string, count: number): Promise<MembersPage> {
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

function countOf(value: Json | undefined, fallback: number): number {
  const count = typeof value === 'number' ? Math.floor(value) : fallback
  return Math.min(Math.max(count, 1), COUNT_MAX)
}
