/** The engine's end of a link over a WebSocket: what comes is measured before it is read, and a client that is too slow is let go. */
import type { WebSocket } from 'ws'
import { CLOSED_TOO_MUCH } from '~/host/links/entrance'
import type { Link } from '~/host/links/link'
import type { Reply } from '~/host/links/protocol'
import { fromText, toText } from '~/host/links/text'

/** The longest message, in bytes: a moment of a run with all that is drawn of it. */
export const MESSAGE_BYTES_MAX = 4 * 1_048_576
/** So many messages a second, and twice as many at once after a silence. A page asks about a hundred. */
export const MESSAGES_PER_SECOND = 500
/** A client that leaves so many bytes unread is let go. */
const UNREAD_BYTES_MAX = 256 * 1_048_576
/** A client that says so much that cannot be understood is let go. */
const ERRORS_MAX = 100

/** Takes a socket over that was let in. `redact` takes out of the reason of a refusal what is not to be seen. */
export function linkOverServerSocket(
  socket: WebSocket,
  redact: (text: string) => string = (text) => text,
  nowMs: () => number = () => performance.now(),
): Link {
  let allowance = 2 * MESSAGES_PER_SECOND
  let countedMs = nowMs()
  let errors = 0
  const broken = new Promise<Error>((resolve) => {
    socket.on('close', () => resolve(new Error('the page has closed the link')))
  })
  // What is too long, or no WebSocket, closes the socket with a code that says so.
  socket.on('error', () => undefined)

  const isWithinRate = () => {
    const now = nowMs()
    allowance = Math.min(2 * MESSAGES_PER_SECOND, allowance + ((now - countedMs) / 1000) * MESSAGES_PER_SECOND)
    countedMs = now
    return --allowance >= 0
  }
  const send = (message: object) => {
    if (socket.readyState !== socket.OPEN) return
    socket.send(toText(withoutSecrets(message as Reply, redact)))
    if (socket.bufferedAmount > UNREAD_BYTES_MAX) socket.terminate()
  }
  const complain = (told: string) => {
    if (++errors > ERRORS_MAX) socket.close(CLOSED_TOO_MUCH, 'too many messages that are not of the protocol')
    else send({ kind: 'refusal', number: null, error: { name: 'ProtocolError', message: told } })
  }
  return {
    send,
    listen: (hear) => {
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
        hear(message)
      })
    },
    broken,
    close: () => socket.close(1001, 'The live server has ended.'),
  }
}

/** A refusal repeats what somebody else's library has said. Everything else is made here. */
function withoutSecrets(message: Reply, redact: (text: string) => string): Reply {
  if (message.kind !== 'refusal') return message
  const { name, message: reason } = message.error
  return { ...message, error: { name, message: redact(reason) } }
}
