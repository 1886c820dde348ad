/**
 * What the provider of notifications remembers: idempotency keys that it has been given. It is outside of the platform and outlives
 * every process of it.
 */

/** Some minutes of all events: far longer than anything is delivered again. */
const KEYS_MAX = 500_000

export class ProviderMemory {
  private readonly keys = new Set<string>()
  private sentSoFar = 0

  /** Notifications that went out. */
  get sent(): number {
    return this.sentSoFar
  }

  /** Sends, and remembers the key; false if that key was sent before. Without a key it sends whatever comes. */
  send(key: string | null): boolean {
    if (key !== null) {
      if (this.keys.has(key)) return false
      this.keys.add(key)
      if (this.keys.size > KEYS_MAX) this.keys.delete(this.keys.values().next().value!)
    }
    this.sentSoFar += 1
    return true
  }
}
