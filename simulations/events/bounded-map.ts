/** A map that remembers only what was written last, so that what keeps one through a long run stays small. */

/**
 * Remembers at least the last `sizeMin` entries that were written, and at most twice as many: in two generations, of which the older is
 * dropped as a whole. Dropping entries one by one would leave holes at the front of one map, and finding its oldest entry means going over
 * all of them.
 */
export class BoundedMap<Key, Value> {
  private young = new Map<Key, Value>()
  private old = new Map<Key, Value>()
  private readonly sizeMin: number

  constructor(sizeMin: number) {
    this.sizeMin = sizeMin
  }

  /** How many entries there are; one that was written in both generations counts twice. */
  get size(): number {
    return this.young.size + this.old.size
  }

  get(key: Key): Value | undefined {
    return this.young.get(key) ?? this.old.get(key)
  }

  set(key: Key, value: Value): void {
    this.young.set(key, value)
    if (this.young.size < this.sizeMin) return
    this.old = this.young
    this.young = new Map()
  }

  delete(key: Key): void {
    this.young.delete(key)
    this.old.delete(key)
  }
}
