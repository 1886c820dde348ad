/** A second source for what may be second-hand. The answer says which of the two it came from. */

/** An answer and where it came from; a fallback says what it stands in for. */
export type Answer<Value> =
  | { readonly source: 'primary'; readonly value: Value }
  | { readonly source: 'fallback'; readonly value: Value; readonly because: unknown }

/** Asks the primary, and the fallback if that fails. If both fail, the caller learns why the primary did. */
export async function withFallback<Value>(
  primary: () => Promise<Value>,
  fallback: (because: unknown) => Promise<Value | undefined>,
): Promise<Answer<Value>> {
  try {
    return { source: 'primary', value: await primary() }
  } catch (because) {
    const value = await fallback(because)
    if (value === undefined) throw because
    return { source: 'fallback', value, because }
  }
}
