/** Prints replies the way redis-cli does on a terminal. */
import { RedisError, type RedisReply } from './port'

/** The most elements of one array that are printed; the rest is counted. */
const ELEMENTS_MAX = 200
/** The most bytes of one string that are printed. */
const STRING_BYTES_MAX = 4096

/** Replies that servers send as simple strings, which print without quotes. On this port they look like any string. */
const STATUS = /^(?:OK|PONG|QUEUED|RESET|Background .*)$/

const ESCAPES: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
}

const utf8Encoder = new TextEncoder()

/**
 * A reply as text of one line or more, without a line end. Give the reply as bytes (`binary`) to see every byte; text
 * above ASCII is printed in escapes, as redis-cli does without `--raw`.
 */
export function formatReply(reply: RedisReply): string {
  return format(reply, '')
}

/** The reply of a command that answers with a page for people, such as INFO: as redis-cli prints those, line by line. */
export function formatPage(reply: RedisReply): string {
  if (typeof reply !== 'string' && !(reply instanceof Uint8Array)) return formatReply(reply)
  const text = typeof reply === 'string' ? reply : new TextDecoder().decode(reply)
  return text.replaceAll('\r\n', '\n').trimEnd()
}

function format(reply: RedisReply, indent: string): string {
  if (reply === null) return '(nil)'
  if (typeof reply === 'number') return `(integer) ${reply}`
  if (reply instanceof RedisError) return `(error) ${reply.message}`
  if (Array.isArray(reply)) return formatArray(reply, indent)
  return formatString(reply)
}

function formatArray(items: readonly RedisReply[], indent: string): string {
  if (items.length === 0) return '(empty array)'
  const width = String(items.length).length
  const shown = items.slice(0, ELEMENTS_MAX).map((item, index) => {
    const head = `${String(index + 1).padStart(width)}) `
    const first = index === 0 ? '' : indent
    return first + head + format(item, indent + ' '.repeat(head.length))
  })
  if (items.length > ELEMENTS_MAX) shown.push(`${indent}(${items.length - ELEMENTS_MAX} more)`)
  return shown.join('\n')
}

function formatString(value: string | Uint8Array): string {
  const bytes = typeof value === 'string' ? utf8Encoder.encode(value) : value
  const text = String.fromCharCode(...bytes.subarray(0, 64))
  if (bytes.length <= 64 && STATUS.test(text)) return text
  let printed = ''
  for (const byte of bytes.subarray(0, STRING_BYTES_MAX)) printed += formatByte(byte)
  const rest = bytes.length - STRING_BYTES_MAX
  return rest > 0 ? `"${printed}" (${rest} more bytes)` : `"${printed}"`
}

function formatByte(byte: number): string {
  const escape = ESCAPES[byte]
  if (escape !== undefined) return escape
  return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
}
