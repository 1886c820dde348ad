/**
 * Reads a line of the prompt the way redis-cli does: words, "double" quotes with escapes, 'single' quotes.
 * Source of the rules: sdssplitargs in Valkey's src/sds.c.
 */
import type { RedisCommand } from './port'

/** The longest line, in characters. */
export const LINE_LENGTH_MAX = 4096
/** The most words in a line. */
export const WORDS_MAX = 256

/** The line is not a command. The message says where and why; it is safe to show. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError'
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }
const HEX_PAIR = /^[0-9a-f]{2}$/i
const utf8Encoder = new TextEncoder()

/**
 * Splits a line into a command and its arguments. An argument with an escaped byte above 127 is a `Uint8Array`.
 * @throws CommandLineError for an empty or too long line, and for quotes that do not close or do not end a word.
 */
export function parseCommandLine(line: string): RedisCommand {
  if (line.length > LINE_LENGTH_MAX) {
    throw new CommandLineError(`the line is longer than ${LINE_LENGTH_MAX} characters`)
  }
  const words: (string | Uint8Array)[] = []
  let at = skipSpaces(line, 0)
  while (at < line.length) {
    if (words.length === WORDS_MAX) throw new CommandLineError(`the line has more than ${WORDS_MAX} words`)
    const word = readWord(line, at)
    words.push(word.argument)
    at = skipSpaces(line, word.end)
  }
  if (words.length === 0 || words[0] === '') throw new CommandLineError('the line holds no command')
  return words
}

interface Word {
  readonly argument: string | Uint8Array
  readonly end: number
}

/** A piece of a word: text, or the value of an escaped byte. */
type Piece = string | number

function readWord(line: string, start: number): Word {
  const pieces: Piece[] = []
  let at = start
  while (at < line.length && !isSpace(line[at]!)) {
    const character = line[at]!
    if (character !== '"' && character !== "'") {
      pieces.push(character)
      at += 1
      continue
    }
    at = readQuoted(line, at, pieces)
    if (at < line.length && !isSpace(line[at]!)) {
      throw new CommandLineError(`a closing quote must end the word: look at character ${at + 1}`)
    }
  }
  return { argument: join(pieces), end: at }
}

function readQuoted(line: string, open: number, pieces: Piece[]): number {
  const quote = line[open]!
  let at = open + 1
  while (at < line.length) {
    const character = line[at]!
    if (character === quote) return at + 1
    if (character !== '\\') {
      pieces.push(character)
      at += 1
    } else if (quote === "'") {
      // Between single quotes only \' is an escape.
      const isQuote = line[at + 1] === "'"
      pieces.push(isQuote ? "'" : '\\')
      at += isQuote ? 2 : 1
    } else {
      at = readEscape(line, at, pieces)
    }
  }
  throw new CommandLineError(`the quote at character ${open + 1} does not close`)
}

function readEscape(line: string, at: number, pieces: Piece[]): number {
  const next = line[at + 1]
  if (next === undefined) return at + 1
  const hex = line.slice(at + 2, at + 4)
  if (next === 'x' && HEX_PAIR.test(hex)) {
    pieces.push(Number.parseInt(hex, 16))
    return at + 4
  }
  pieces.push(ESCAPES[next] ?? next)
  return at + 2
}

function join(pieces: readonly Piece[]): string | Uint8Array {
  if (!pieces.some((piece) => typeof piece === 'number' && piece > 0x7f)) {
    return pieces.map((piece) => (typeof piece === 'number' ? String.fromCharCode(piece) : piece)).join('')
  }
  // Text between two escaped bytes is encoded as a whole, so that pairs of surrogates stay together.
  const bytes: number[] = []
  let text = ''
  for (const piece of [...pieces, -1]) {
    if (typeof piece === 'string') {
      text += piece
      continue
    }
    bytes.push(...utf8Encoder.encode(text))
    text = ''
    if (piece >= 0) bytes.push(piece)
  }
  return Uint8Array.from(bytes)
}

function skipSpaces(line: string, start: number): number {
  let at = start
  while (at < line.length && isSpace(line[at]!)) at += 1
  return at
}

function isSpace(character: string): boolean {
  return /\s/.test(character)
}
