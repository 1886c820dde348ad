/** A map that remembers only what was touched last, so that a checker of a long run stays small. */

/** Forgets the entry that was written longest ago once it has more than `sizeMax`. */
export class BoundedMap<Key, Value> {
  private readonly entries = new Map<Key, Value>()
  private readonly sizeMax: number

  constructor(sizeMax: number) {
    this.sizeMax = sizeMax
  }

  get(key: Key): Value | undefined {
    return this.entries.get(key)
  }

  set(key: Key, value: Value): void {
    this.entries.delete(key)
    this.entries.set(key, value)
    if (this.entries.size > this.sizeMax) this.entries.delete(this.entries.keys().next().value!)
  }

  delete(key: Key): void {
    this.entries.delete(key)
  }
}
