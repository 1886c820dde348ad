/** What the semantic conventions of OpenTelemetry call a message to a store: a kind of store says it for its own messages. */

/** A value of an attribute. Whole numbers are integers of 64 bits there, all others doubles. */
export type AttributeValue = string | number | boolean

/** The client's span of a call, in the words of the conventions. */
export interface SpanTerms {
  /** Of low cardinality: what was done, and to what, without its values. */
  readonly name: string
  /** A message that is handed over for somebody else to read has a producer; everything else, a client. */
  readonly kind: 'client' | 'producer'
  /** By their names in the conventions. No value of a statement's parameters, no content of a record is among them. */
  readonly attributes: Readonly<Record<string, AttributeValue>>
}

/** What a message, or a reply, that is sent for no request in particular has in it of requests, as a batch of records does. */
export interface CarriedRecords {
  /** The requests, each once. */
  readonly requests: readonly number[]
  /** What the conventions say of the batch. */
  readonly attributes: Readonly<Record<string, AttributeValue>>
}
