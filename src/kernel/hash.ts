/** 32-bit hashing for seeds and for the trace hash (MurmurHash3 mixing steps; not for security). */

/** Mixes one 32-bit word into a 32-bit state. */
export function mixWord(state: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = (k << 15) | (k >>> 17)
  k = Math.imul(k, 0x1b873593)
  const mixed = state ^ k
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}

/** Mixes the UTF-16 code units of a text, and its length, into a 32-bit state. */
export function mixText(state: number, text: string): number {
  let mixed = state
  const length = text.length
  let index = 0
  for (; index + 1 < length; index += 2) {
    mixed = mixWord(mixed, text.charCodeAt(index) | (text.charCodeAt(index + 1) << 16))
  }
  if (index < length) mixed = mixWord(mixed, text.charCodeAt(index))
  return mixWord(mixed, length)
}

const double = new Float64Array(1)
const words = new Int32Array(double.buffer)

/** Mixes plain data into a 32-bit state: values, keys and their order, and the kinds of values. */
export function mixJson(state: number, value: unknown): number {
  switch (typeof value) {
    case 'string':
      return mixText(state ^ 1, value)
    case 'number': {
      if ((value | 0) === value) return mixWord(state ^ 2, value)
      double[0] = value
      return mixWord(mixWord(state ^ 3, words[0]!), words[1]!)
    }
    case 'boolean':
      return mixWord(state ^ 4, value ? 1 : 0)
    case 'object': {
      if (value === null) return mixWord(state ^ 5, 0)
      let mixed = mixWord(state, Array.isArray(value) ? 6 : 7)
      for (const key in value) {
        mixed = mixJson(mixText(mixed, key), (value as Record<string, unknown>)[key])
      }
      return mixWord(mixed, 8)
    }
    default:
      return mixWord(state, 9)
  }
}

/** Spreads the last bits of a state over the whole word. */
export function finish(state: number): number {
  let h = state ^ (state >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Hash of a text under a 32-bit salt. */
export function hashText(text: string, salt: number): number {
  return finish(mixText(salt | 0, text))
}

/** A 32-bit word as eight hexadecimal digits. */
export function hex32(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
