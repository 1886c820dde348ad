/**
 * One turn of the host's event loop: when it comes back, every promise continuation that could run has run. This is the
 * only place in the kernel that touches the host, and it takes no time from it.
 */

interface HostScheduler {
  yield?: () => Promise<void>
}

/** Resolves after one macrotask turn, with every microtask done. */
export type Turn = () => Promise<void>

/** The fastest full turn the host offers: `setImmediate` in Node, `scheduler.yield` or a `MessageChannel` elsewhere. */
export function createTurn(): Turn {
  const host = globalThis as { setImmediate?: (callback: () => void) => void; scheduler?: HostScheduler }
  if (typeof host.setImmediate === 'function') {
    const setImmediate = host.setImmediate
    return () => new Promise((resolve) => setImmediate(resolve))
  }
  const scheduler = host.scheduler
  if (typeof scheduler?.yield === 'function') return () => scheduler.yield!()
  const channel = new MessageChannel()
  const waiting: (() => void)[] = []
  channel.port1.onmessage = () => waiting.shift()!()
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      channel.port2.postMessage(0)
    })
}
