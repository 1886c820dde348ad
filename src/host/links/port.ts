/** A link over a port: one end is handed to whoever shall answer, in a worker or in this process. */
import type { Link } from './link'

/** The link at this end of a port. */
export interface PortLink extends Link {
  /** Says that nothing crosses any more, for those who learn of it otherwise: a port does not tell that its other end is gone. */
  breakDown(error: Error): void
}

/** Takes a port over. */
export function linkOverPort(port: MessagePort): PortLink {
  let breakDown: (error: Error) => void = () => undefined
  const broken = new Promise<Error>((resolve) => {
    breakDown = resolve
  })
  port.addEventListener('messageerror', () => breakDown(new Error('a message could not be read')))
  return {
    send: (message) => port.postMessage(message),
    // A port keeps what comes until it is started.
    listen: (hear) => {
      port.addEventListener('message', ({ data }: MessageEvent) => hear(data))
      port.start()
    },
    broken,
    breakDown,
    close: () => {
      port.close()
      breakDown(new Error('the link is closed'))
    },
  }
}
