/** How an answer differs from a recorded one, field by field. */

/** Where a value may be another one: the path of a field, `*` for any part of it, and why. Its type is compared all the same. */
export interface Varying {
  readonly path: string
  readonly why: string
}

/**
 * All differences, each as a line: a key that is missing or too many or at another place, another type, another value. Lists are of equal
 * length and compared item by item.
 */
export function differences(ours: unknown, theirs: unknown, varying: readonly Varying[], path = ''): string[] {
  const [our, their] = [typeOf(ours), typeOf(theirs)]
  if (our !== their) return [`${path}: ${our} (${shown(ours)}), not ${their} (${shown(theirs)})`]
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    if (ours.length !== theirs.length) return [`${path}: ${ours.length} items, not ${theirs.length}`]
    return ours.flatMap((item, place) => differences(item, theirs[place], varying, `${path}.${place}`))
  }
  if (isRecord(ours) && isRecord(theirs)) {
    const [keys, wanted] = [Object.keys(ours), Object.keys(theirs)]
    if (keys.join() !== wanted.join()) return [`${path}: the keys ${keys.join()}, not ${wanted.join()}`]
    return keys.flatMap((key) => differences(ours[key], theirs[key], varying, `${path}.${key}`))
  }
  return ours === theirs || mayVary(path, varying) ? [] : [`${path}: ${shown(ours)}, not ${shown(theirs)}`]
}

/** What a varying text may be: digits stay digits, hex stays hex, and an empty text stays empty. */
function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  if (typeof value !== 'string') return typeof value
  if (value === '') return 'nothing'
  return /^\d+$/.test(value) ? 'digits' : /^[0-9A-F]{40}$|^[0-9A-F]{64}$/.test(value) ? 'hex' : 'text'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mayVary(path: string, varying: readonly Varying[]): boolean {
  const parts = path.split('.').slice(1)
  return varying.some(({ path: pattern }) => matchesParts(parts, pattern.split('.')))
}

function matchesParts(parts: readonly string[], wanted: readonly string[]): boolean {
  return (
    parts.length >= wanted.length &&
    wanted.every((part, place) => part === '*' || part === parts[parts.length - wanted.length + place])
  )
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 200)
}
