/** Names the one that was meant, if a name is mistyped. Pure. */

/** A name may differ in so many characters, or a third of its length, and still be the one that was meant. */
const TYPOS_MAX = 2
/** Names are short; nothing longer is compared. */
const LENGTH_MAX = 60

/** A question with the nearest of `names`, with a space before it; empty if none is near. */
export function didYouMean(text: string, names: readonly string[]): string {
  const [nearest] = nearTo(text, names)
  return nearest === undefined ? '' : ` Did you mean “${nearest}”?`
}

/** Those of `names` that may have been meant, the nearest first. */
export function nearTo(text: string, names: readonly string[]): readonly string[] {
  if (text === '' || text.length > LENGTH_MAX) return []
  const wanted = text.toLowerCase()
  return names
    .map((name) => ({ name, distance: name.startsWith(wanted) ? 0 : distanceBetween(wanted, name) }))
    .filter(({ distance }) => distance <= Math.max(TYPOS_MAX, wanted.length / 3))
    .toSorted((one, other) => one.distance - other.distance)
    .map(({ name }) => name)
}

/** How many characters have to be put in, left out or exchanged (Levenshtein 1966). */
function distanceBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let at = 1; at <= one.length; at++) {
    const next = [at]
    for (let index = 1; index <= other.length; index++) {
      const exchange = row[index - 1]! + (one[at - 1] === other[index - 1] ? 0 : 1)
      next.push(Math.min(exchange, row[index]! + 1, next[index - 1]! + 1))
    }
    row = next
  }
  return row[other.length]!
}
