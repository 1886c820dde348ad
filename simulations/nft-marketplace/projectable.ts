/** What the tables can hold of what a chain says. A contract may say anything; whoever projects it leaves out the rest. */

/** A character that a string on a chain may have, and a text of PostgreSQL may not. */
const NOT_IN_TEXT = '\0'

/** True if PostgreSQL takes it as text. */
export function isText(value: string): boolean {
  return !value.includes(NOT_IN_TEXT)
}

/** The text with signs in the place of what PostgreSQL does not take, so that what came can still be shown. */
export function asText(value: string): string {
  return value.replaceAll(NOT_IN_TEXT, '\u2400')
}

/** True if a token is in the tables once it was minted: its collection is followed, and its id can be written. */
export function isFollowed(collections: readonly string[], collection: string, token: string): boolean {
  return collections.includes(collection) && isText(token)
}
