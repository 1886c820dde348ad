/** What can be wrong with schemas and data. */
export type AvroProblem =
  /** The text is no schema. */
  | 'invalid-schema'
  /** A value does not fit its schema, so it cannot be encoded. */
  | 'invalid-value'
  /** Bytes are not what the writer's schema says. */
  | 'malformed-data'
  /** The bytes are right, but the reader's schema has no place for what they say. */
  | 'unresolvable'
  | 'too-large'
  | 'too-deep'

/**
 * Everything that fails here fails with this. The path leads to what is wrong: in a schema it is a JSON pointer, as
 * `/fields/2/type`; in a value it is written as code would be, `items[3].price`; at the top of a value it is empty.
 */
export class AvroError extends Error {
  readonly problem: AvroProblem
  readonly path: string

  constructor(problem: AvroProblem, path: string, message: string, options?: ErrorOptions) {
    super(path === '' ? message : `${path}: ${message}`, options)
    this.name = 'AvroError'
    this.problem = problem
    this.path = path
  }
}

/** The steps into a value as a path: `['items', 3, 'price']` is `items[3].price`. */
export function valuePath(steps: readonly (string | number)[]): string {
  let path = ''
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`
    else path += path === '' ? step : `.${step}`
  }
  return path
}
