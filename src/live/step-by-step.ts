/** Ends of several things: what fails in one must not keep the others from being done. */

/** Takes every step, in order, also after one that has failed. @throws Error with all that failed */
export async function stepByStep(...steps: readonly (() => unknown)[]): Promise<void> {
  const failures: string[] = []
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error))
    }
  }
  if (failures.length > 0) throw new Error(failures.join('; '))
}

/** The same, with all steps at once. */
export async function sideBySide(steps: readonly (() => unknown)[]): Promise<void> {
  const all = steps.map(async (step) => step())
  await stepByStep(...all.map((each) => () => each))
}
