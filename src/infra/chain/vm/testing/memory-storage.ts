import type { CallEnvironment, ContractStorage } from '../environment'
import { GasMeter } from '../gas-meter'

/** A storage of a contract in memory that costs nothing; keys in the order of their bytes. */
export class MemoryStorage implements ContractStorage {
  readonly #values = new Map<string, Uint8Array>()

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#values.get(hex(key))
  }

  set(key: Uint8Array, value: Uint8Array): void {
    this.#values.set(hex(key), value)
  }

  remove(key: Uint8Array): void {
    this.#values.delete(hex(key))
  }

  scan(
    start: Uint8Array | undefined,
    end: Uint8Array | undefined,
    order: 'ascending' | 'descending',
  ): Iterator<readonly [Uint8Array, Uint8Array]> {
    const [from, to] = [start === undefined ? '' : hex(start), end === undefined ? 'g' : hex(end)]
    const keys = [...this.#values.keys()].filter((key) => key >= from && key < to).toSorted()
    if (order === 'descending') keys.reverse()
    return keys.map((key) => [bytes(key), this.#values.get(key)!] as const).values()
  }

  /** All of it as text, to compare. */
  entries(): Record<string, string> {
    return Object.fromEntries([...this.#values.keys()].toSorted().map((key) => [key, hex(this.#values.get(key)!)]))
  }
}

/** What a call finds around it in tests: an empty storage, much gas, a chain that answers no query. */
export function testEnvironment(changes: Partial<CallEnvironment> = {}): CallEnvironment & { storage: MemoryStorage } {
  return {
    storage: new MemoryStorage(),
    gas: new GasMeter(10n ** 11n),
    prefix: 'terra',
    isReadOnly: false,
    query: () => utf8('{"error":{"unsupported_request":{"kind":"none"}}}'),
    ...changes,
  } as CallEnvironment & { storage: MemoryStorage }
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function hex(data: Uint8Array): string {
  return Buffer.from(data).toString('hex')
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'))
}
