/** Words of messages to stores, cut to what fits a line. */

const WORD_LENGTH_MAX = 60

/** A word of at most sixty characters; of a digest (SHA-1 in hex) the first eight say enough. */
export function shortenWord(word: string): string {
  if (/^[0-9a-f]{40}$/.test(word)) return `${word.slice(0, 8)}…`
  return word.length > WORD_LENGTH_MAX ? `${word.slice(0, WORD_LENGTH_MAX)}…` : word
}
