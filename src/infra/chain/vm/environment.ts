import type { GasMeter } from './gas-meter'

/**
 * Keys and values of one contract, in the order of their bytes. What storage costs is charged by whoever implements this, on the
 * meter of the call.
 */
export interface ContractStorage {
  get(key: Uint8Array): Uint8Array | undefined
  set(key: Uint8Array, value: Uint8Array): void
  remove(key: Uint8Array): void
  /** From `start`, included, to `end`, excluded; without them, from the first, to the last. */
  scan(
    start: Uint8Array | undefined,
    end: Uint8Array | undefined,
    order: 'ascending' | 'descending',
  ): Iterator<readonly [Uint8Array, Uint8Array]>
}

/** What a call of a contract finds around it. What its functions throw comes out of the call as it is. */
export interface CallEnvironment {
  readonly storage: ContractStorage
  readonly gas: GasMeter
  /** The part of an address before its last 1. */
  readonly prefix: string
  /** A query: writing fails. */
  readonly isReadOnly: boolean
  /** Answers a JSON request with the JSON of a system result around a contract result. */
  query(request: Uint8Array, gas: GasMeter): Uint8Array
  debug?(text: string): void
}
