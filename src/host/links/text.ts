/**
 * Messages as text, for links that carry nothing else. JSON has no infinite numbers, no NaN and no bytes, and turns them into
 * something else without a word; here each is written as an object with one key that nothing else uses. What is undefined
 * is left out, as JSON does, and null in a list.
 */

const MARK = '$plain'
const NUMBERS: Readonly<Record<string, number>> = { Infinity, '-Infinity': -Infinity, NaN }

/** Writes a message. */
export function toText(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return { [MARK]: String(value) }
    if (value instanceof Uint8Array) return { [MARK]: [...value] }
    // Data of a run may hold the key itself, as anything else that somebody typed.
    if (isMarked(value)) return { [MARK]: { escaped: Object.entries(value) } }
    return value
  })
}

/**
 * Reads a message.
 * @throws {SyntaxError} if it is no JSON
 */
export function fromText(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => (isMarked(value) ? unmarked(value[MARK]) : value))
}

function isMarked(value: unknown): value is Record<typeof MARK, unknown> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, MARK)
}

function unmarked(held: unknown): unknown {
  if (typeof held === 'string' && Object.hasOwn(NUMBERS, held)) return NUMBERS[held]
  if (Array.isArray(held)) return Uint8Array.from(held as number[])
  const { escaped } = (held ?? {}) as { escaped?: readonly (readonly [string, unknown])[] }
  if (!Array.isArray(escaped)) throw new SyntaxError(`nothing is written as ${MARK} ${JSON.stringify(held)}`)
  return Object.fromEntries(escaped)
}
