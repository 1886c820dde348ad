/** What a server answers is a stranger's, also to the clients that others have written: Node only. */
import type { Socket } from 'node:net'

/**
 * Ends a connection when whoever reads it throws at what has come, with that error. Thrown out of a socket it would end the process, and
 * parsers of protocols throw: at a message that is shorter than it says, of a kind that they do not know, or that answers nothing.
 */
export function guardReading<Guarded extends Socket>(socket: Guarded): Guarded {
  const emit = socket.emit.bind(socket) as (name: string | symbol, ...told: unknown[]) => boolean
  socket.emit = (name: string | symbol, ...told: unknown[]) => {
    if (name !== 'data') return emit(name, ...told)
    try {
      return emit(name, ...told)
    } catch (error) {
      socket.destroy(new Error(`it answered what cannot be read (${(error as Error).message})`))
      return true
    }
  }
  return socket
}
