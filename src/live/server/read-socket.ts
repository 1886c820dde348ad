/** What comes over a socket is measured before it is read; who says too much, or nothing that can be understood, is let go. */
import type { WebSocket } from 'ws'
import { CLOSED_TOO_MUCH } from '~/host/links/closing'
import { fromText } from '~/host/links/text'

/** The longest message, in bytes: a moment of a run with all that is drawn of it. */
export const MESSAGE_BYTES_MAX = 4 * 1_048_576
/** So many messages a second, and twice as many at once after a silence. A page asks about a hundred. */
export const MESSAGES_PER_SECOND = 500
/** A client that says so much that cannot be understood is let go. */
const ERRORS_MAX = 100

/** Who hears what comes. */
export interface Reader {
  take(message: unknown): void
  /** What came is no message, and why. */
  complain(told: string): void
}

/** Reads a socket until it ends. */
export function readSocket(socket: WebSocket, reader: Reader, nowMs: () => number = () => performance.now()): void {
  let allowance = 2 * MESSAGES_PER_SECOND
  let countedMs = nowMs()
  let errors = 0
  // What is too long, or no WebSocket, closes the socket with a code that says so.
  socket.on('error', () => undefined)
  const isWithinRate = () => {
    const now = nowMs()
    allowance = Math.min(2 * MESSAGES_PER_SECOND, allowance + ((now - countedMs) / 1000) * MESSAGES_PER_SECOND)
    countedMs = now
    return --allowance >= 0
  }
  const complain = (told: string) => {
    if (++errors > ERRORS_MAX) socket.close(CLOSED_TOO_MUCH, 'too many messages that are not of the protocol')
    else reader.complain(told)
  }
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (!isWithinRate()) {
      socket.close(CLOSED_TOO_MUCH, `more than ${MESSAGES_PER_SECOND} messages a second`)
      return
    }
    if (isBinary) {
      complain('messages are text, not bytes')
      return
    }
    let message: unknown
    try {
      message = fromText(data.toString('utf8'))
    } catch {
      complain('this is no JSON')
      return
    }
    try {
      reader.take(message)
    } catch {
      // Thrown out of here it would end the server, and with it the runs of everybody else.
      complain('this message cannot be understood')
    }
  })
}
