/** What can go wrong between a caller and a store. */
import { isCallError } from './call-error'

/** A store said no: the error reply of any kind of store. */
export abstract class StoreError extends Error {}

/**
 * True for what a caller of a store has to expect: the call failed (nobody knows what was done, or nothing was), or the store said
 * no. Anything else is a mistake in the code, and is to be thrown on.
 */
export function isStoreTrouble(error: unknown): boolean {
  return isCallError(error) || error instanceof StoreError
}
