/** Stops the run on a programmer's error; kept on in production. Expected outcomes are values, never assertions. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${message}`)
}
