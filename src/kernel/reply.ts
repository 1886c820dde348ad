/** What goes back along the link of a call: its answer, or word that the connection broke. */
import type { Call } from './call'
import { CallError } from './call-error'
import type { Entry } from './scheduler'

/** Sends an answer back along the call's link. */
export function sendReply(call: Call, sent: number, reply: unknown): void {
  const { core, link } = call
  const arrival: Entry = { cancelled: false, run: () => call.arrive(arrival, sent, reply) }
  if (link.isInProcess) {
    arrival.run()
    return
  }
  const { conditions } = link
  const lost = conditions.isReset
    ? 'reset'
    : conditions.dropsReplies
      ? 'partition'
      : conditions.loss > 0 && link.rng.chance(conditions.loss)
        ? 'loss'
        : conditions.replyLost > 0 && link.rng.chance(conditions.replyLost)
          ? 'reply-lost'
          : undefined
  if (lost !== undefined) call.record('drop', link.to, sent, lost)
  else if (!link.carry(core, 'reply', arrival)) call.record('drop', link.to, sent, 'full')
}

/** Tells the caller that the connection broke: whether the work was done, or will be, nobody knows. */
export function breakOff(call: Call, cause: number): void {
  const { core, link } = call
  const broken = new CallError('reset', `the connection to ${link.to.box} was reset`)
  const arrival: Entry = { cancelled: false, run: () => call.arrive(arrival, cause, broken) }
  link.carry(core, 'reply', arrival)
}
