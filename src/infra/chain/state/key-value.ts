/**
 * The chain's state: keys and values in byte order, in layers. What a transaction or a submessage does goes into a layer of its own,
 * which is written down or dropped as one.
 */
/** What a layer or the bottom can do. Keys are byte texts; a range has its start and not its end. */
export interface KeyValues {
  get(key: string): Uint8Array | undefined
  set(key: string, value: Uint8Array): void
  remove(key: string): void
  /** Pairs of a range in byte order, as they are when asked for. Keys that are written while it goes on need not be seen. */
  scan(start: string, end: string | undefined, isDescending: boolean): Iterable<readonly [string, Uint8Array]>
}

/** The end of the range of all keys that begin with a prefix; undefined if there is none above. */
export function prefixEnd(prefix: string): string | undefined {
  for (let length = prefix.length; length > 0; length--) {
    const last = prefix.charCodeAt(length - 1)
    if (last < 255) return prefix.slice(0, length - 1) + String.fromCharCode(last + 1)
  }
  return undefined
}

/** Where a key is in sorted keys, or would be. */
function placeOf(keys: readonly string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keys[middle]! < key) low = middle + 1
    else high = middle
  }
  return low
}

/** Keys in order, kept so while they come and go. */
class SortedKeys {
  private readonly keys: string[] = []

  add(key: string): void {
    const place = placeOf(this.keys, key)
    if (this.keys[place] !== key) this.keys.splice(place, 0, key)
  }

  remove(key: string): void {
    const place = placeOf(this.keys, key)
    if (this.keys[place] === key) this.keys.splice(place, 1)
  }

  /** The keys of a range, ascending. */
  between(start: string, end: string | undefined): string[] {
    return this.keys.slice(placeOf(this.keys, start), end === undefined ? undefined : placeOf(this.keys, end))
  }
}

/** The bottom: what was committed. */
export class CommittedState implements KeyValues {
  private readonly values = new Map<string, Uint8Array>()
  private readonly keys = new SortedKeys()

  get(key: string): Uint8Array | undefined {
    return this.values.get(key)
  }

  set(key: string, value: Uint8Array): void {
    if (!this.values.has(key)) this.keys.add(key)
    this.values.set(key, value)
  }

  remove(key: string): void {
    if (this.values.delete(key)) this.keys.remove(key)
  }

  *scan(start: string, end: string | undefined, isDescending: boolean): Generator<readonly [string, Uint8Array]> {
    const keys = this.keys.between(start, end)
    if (isDescending) keys.reverse()
    for (const key of keys) {
      const value = this.values.get(key)
      if (value !== undefined) yield [key, value]
    }
  }
}

/** A layer over other state: reads fall through, writes stay until {@link write}. */
export class StateLayer implements KeyValues {
  private readonly below: KeyValues
  /** A key that is gone has no value. */
  private readonly changed = new Map<string, Uint8Array | undefined>()

  constructor(below: KeyValues) {
    this.below = below
  }

  /** What was changed, in the order of keys: values, or undefined for what was removed. */
  changes(): (readonly [string, Uint8Array | undefined])[] {
    return [...this.changed].toSorted(([a], [b]) => (a < b ? -1 : 1))
  }

  get(key: string): Uint8Array | undefined {
    return this.changed.has(key) ? this.changed.get(key) : this.below.get(key)
  }

  set(key: string, value: Uint8Array): void {
    this.changed.set(key, value)
  }

  remove(key: string): void {
    this.changed.set(key, undefined)
  }

  /** Pairs of below and of this layer, merged as they were when the range was opened. */
  *scan(start: string, end: string | undefined, isDescending: boolean): Generator<readonly [string, Uint8Array]> {
    const sign = isDescending ? -1 : 1
    const own = [...this.changed.keys()]
      .filter((key) => key >= start && (end === undefined || key < end))
      .toSorted((a, b) => (a < b ? -sign : sign))
    let next = 0
    for (const pair of this.below.scan(start, end, isDescending)) {
      while (next < own.length && (isDescending ? own[next]! > pair[0] : own[next]! < pair[0])) {
        yield* this.changedPair(own[next++]!)
      }
      if (own[next] === pair[0]) yield* this.changedPair(own[next++]!)
      else yield pair
    }
    while (next < own.length) yield* this.changedPair(own[next++]!)
  }

  /** Writes all of it to what is below. The layer is empty then. */
  write(): void {
    for (const [key, value] of this.changed) {
      if (value === undefined) this.below.remove(key)
      else this.below.set(key, value)
    }
    this.changed.clear()
  }

  private *changedPair(key: string): Generator<readonly [string, Uint8Array]> {
    const value = this.changed.get(key)
    if (value !== undefined) yield [key, value]
  }
}
