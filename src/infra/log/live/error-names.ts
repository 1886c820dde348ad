/** Kafka's error codes on the wire, by their names. */
import { ERRORS, type ErrorName } from '../protocol/error-code'

const NAMES = new Map(Object.entries(ERRORS).map(([name, { code }]) => [code, name as ErrorName]))

/** A code that this folder has no name for is an UNKNOWN_SERVER_ERROR to it. */
export function errorNameOf(code: number): ErrorName {
  return NAMES.get(code) ?? 'UNKNOWN_SERVER_ERROR'
}
