/** Programs that a test starts, and waits for. */
import type { ChildProcess } from 'node:child_process'

/** How often a program that has started is asked whether it is ready, in milliseconds. */
const LOOK_MS = 100

/**
 * Asks until a program answers.
 * @throws Error if the program ends before
 */
export async function untilReady<Answer>(program: ChildProcess, ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (program.exitCode !== null || program.pid === undefined) {
        throw new Error(`${program.spawnfile} has ended before it answered`, { cause: error })
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  }
}

/** Resolves when a program has ended. */
export function ended(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null || program.pid === undefined) return Promise.resolve()
  return new Promise((resolve) => program.once('exit', () => resolve()))
}
