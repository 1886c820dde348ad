/** What schemas and data from strangers may cost. All are far above what an event has. */
export const LIMITS = {
  /** The characters of a schema's text. */
  schemaCharacters: 1_000_000,
  /** How deep types may be nested in a schema, and JSON in a default. */
  schemaDepth: 64,
  /** The types, and the values in defaults, that one schema may have. */
  schemaNodes: 20_000,
  /** The pairs of types that are compared when a writer's schema meets a reader's. */
  resolvedNodes: 200_000,
  /** How deep records, arrays and maps may be nested in a value. */
  valueDepth: 128,
  /** The records, items and entries in one value: a few bytes can ask for any number of empty ones. */
  valueNodes: 1_000_000,
  /** The values that are looked at to tell which of several alike branches a value belongs to. */
  fittedNodes: 100_000,
  /** The bytes of a fixed type. */
  fixedSize: 1_000_000,
} as const
