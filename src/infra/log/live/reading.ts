/** What becomes of an answer of the stock client: an answer with error codes in it is an answer, and no failure. */
import type { Settle, WireAnswer } from './exchange'

/** The client rejects with the whole answer if any code in it is an error. */
export function reading<Wire>(
  settle: Settle,
  answerOf: (wire: Wire) => WireAnswer,
): (error: Error | null, wire?: Wire) => void {
  return (error, wire) => {
    const answer = error === null ? wire : (error as { readonly response?: Wire }).response
    if (answer === undefined) {
      settle(error ?? new Error('there was neither an answer nor an error'))
      return
    }
    let read: WireAnswer
    try {
      read = answerOf(answer)
    } catch (cause) {
      // Whatever is in it that nobody can read, such as an assignment of somebody else's client, fails this request alone.
      settle(cause instanceof Error ? cause : new Error(String(cause)))
      return
    }
    settle(null, read)
  }
}
