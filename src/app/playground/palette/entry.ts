/** One thing that can be done on the page, and how it is found by words. Pure. */

/** A thing to do. */
export interface Entry {
  readonly id: string
  readonly group: string
  readonly label: string
  /** Words by which it is found, too. */
  readonly also?: string
  /** The key that does the same. */
  readonly key?: string
  run(): void
}

/** Entries that have every word; first those whose label begins with the text, then those in which a word begins with each. */
export function matching<Found extends Pick<Entry, 'group' | 'label' | 'also'>>(
  entries: readonly Found[],
  text: string,
): readonly Found[] {
  const words = wordsOf(text)
  if (words.length === 0) return entries
  const typed = words.join(' ')
  return entries
    .flatMap((entry) => {
      const label = wordsOf(entry.label)
      const all = [...label, ...wordsOf(`${entry.group} ${entry.also ?? ''}`)]
      if (!words.every((word) => all.some((each) => each.includes(word)))) return []
      const rank = label.join(' ').startsWith(typed)
        ? 0
        : words.every((word) => label.some((each) => each.startsWith(word)))
          ? 1
          : words.every((word) => all.some((each) => each.startsWith(word)))
            ? 2
            : 3
      return [{ entry, rank }]
    })
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ entry }) => entry)
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}.×]+/u)
    .filter((word) => word !== '')
}
