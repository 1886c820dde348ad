/**
 * The link to an engine in a worker of its own. The worker has one door, which Comlink wraps: whoever brings a port is given a
 * desk at its other end.
 */
import * as Comlink from 'comlink'
import { lacksWorkers } from '../lacking'
import type { Link } from './link'
import { linkOverPort } from './port'

/** What the worker exposes. */
export interface Door {
  /** Gives the client at the other end of this port a desk of its own. */
  connect(port: MessagePort): void
}

/** Starts a worker and connects to it. Closing the link ends the worker. */
export function startWorker(): Link {
  const lacking = lacksWorkers()
  if (lacking !== null) {
    const broken = linkOverPort(new MessageChannel().port1)
    broken.breakDown(lacking)
    return broken
  }
  const worker = new Worker(new URL('../engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' })
  const { port1, port2 } = new MessageChannel()
  const link = linkOverPort(port1)
  worker.addEventListener('error', ({ message }) =>
    link.breakDown(new Error(message || 'the engine could not be started')),
  )
  worker.addEventListener('messageerror', () => link.breakDown(new Error('a message to the engine could not be read')))
  const door = Comlink.wrap<Door>(worker)
  door.connect(Comlink.transfer(port2, [port2])).catch((error: unknown) => link.breakDown(error as Error))
  return {
    ...link,
    close: () => {
      link.close()
      worker.terminate()
    },
  }
}
