/** One part of a benchmark: what was measured, or why it was not. One part that fails loses none of the others. */

/**
 * @param {() => unknown} measure
 * @returns {Promise<unknown>}
 */
export async function measured(measure) {
  try {
    return await measure()
  } catch (error) {
    return { notMeasured: error instanceof Error ? error.message : String(error) }
  }
}
