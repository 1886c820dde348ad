/** How a service asks the breaker's box in its own process. */
import { isCallError } from '~/kernel/call-error'
import type { Context } from '~/kernel/component'
import type { BreakerBox } from '../dependencies'
import type { Command, CommandResult } from '../requests'

/** How much longer than the caller's time the breaker's box is waited for, so that it is the one to say so. */
const GRACE_MS = 1

/**
 * Asks for a command; what came of it is a value, whatever it is: also that nobody said so in time, as it is for a process that was
 * frozen meanwhile.
 */
export async function askBreaker<Box extends BreakerBox>(
  context: Pick<Context<NoInfer<Box>>, 'call' | 'clock'>,
  box: Box,
  command: Command,
  cause?: number,
): Promise<CommandResult> {
  const timeoutMs = command.deadlineMs - context.clock.monotonicMs() + GRACE_MS
  try {
    return await context.call<CommandResult>(box, command, { timeoutMs, ...(cause === undefined ? {} : { cause }) })
  } catch (error) {
    if (!isCallError(error)) throw error
    return { outcome: error.definite ? 'failure' : 'timeout', definite: error.definite }
  }
}
