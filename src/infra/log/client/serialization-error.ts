/** A value cannot become bytes, or bytes no value: `SerializationException` of Kafka's clients. */

/**
 * What is wrong. None of it mends itself:
 * - `framing`: the bytes do not begin with a zero and the id of a schema;
 * - `unknown-schema`: no schema has that id, or none has that text;
 * - `malformed-data`: the bytes are not what their schema says;
 * - `unresolvable`: the bytes are right, but the reader's schema has no place for them;
 * - `invalid-value`: a value does not fit the schema it is to be written by;
 * - `invalid-schema`: what the registry has is no schema of Avro.
 */
export type SerializationProblem =
  'framing' | 'unknown-schema' | 'malformed-data' | 'unresolvable' | 'invalid-value' | 'invalid-schema'

/** Trying again gives the same. An unreachable registry is never this: see `isRegistryOutage`. */
export class SerializationError extends Error {
  override readonly name = 'SerializationError'
  readonly problem: SerializationProblem

  constructor(problem: SerializationProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.problem = problem
  }
}
