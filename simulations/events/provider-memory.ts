/**
 * What the provider of notifications remembers: idempotency keys that it has been given. It is outside of the platform and outlives
 * every process of it.
 */

import { BoundedMap } from './bounded-map'

/** Two minutes of all events and more: far longer than anything is delivered again. */
const KEYS_MIN = 250_000

export class ProviderMemory {
  private readonly keys = new BoundedMap<string, true>(KEYS_MIN)
  private sentSoFar = 0

  /** Notifications that went out. */
  get sent(): number {
    return this.sentSoFar
  }

  /** Sends, and remembers the key; false if that key was sent before. Without a key it sends whatever comes. */
  send(key: string | null): boolean {
    if (key !== null) {
      if (this.keys.get(key) === true) return false
      this.keys.set(key, true)
    }
    this.sentSoFar += 1
    return true
  }
}
