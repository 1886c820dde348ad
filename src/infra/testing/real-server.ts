/** What starting a native server for a test takes, whichever server it is. */
import type { ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'

/** A busy machine takes its time. */
const START_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 5_000

/** A server that this process has started. */
export interface RealServer {
  readonly url: string
  /** Sends a signal to the process, such as SIGSTOP. */
  signal(name: NodeJS.Signals): void
  /** Ends the process that was started, and no other, and removes its folder. */
  stop(): Promise<void>
}

/** Resolves once the process has written `text`. @throws Error with its log when it ends before, or takes too long. */
export function untilSaid(child: ChildProcess, text: string, name: string, missing?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    const timer = setTimeout(() => reject(new Error(`${name} did not start in time:\n${log}`)), START_TIMEOUT_MS)
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      finish()
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      settle(() => reject(error.code === 'ENOENT' && missing !== undefined ? new Error(missing) : error))
    })
    child.on('exit', (code) => settle(() => reject(new Error(`${name} ended with code ${code}:\n${log}`))))
    const read = (data: Buffer) => {
      log += data.toString()
      if (log.includes(text)) settle(resolve)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
  })
}

/** Ends a process by a signal, and by force if it does not go. */
export async function stopChild(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await ended
  clearTimeout(timer)
}

/** A port of the loopback that nobody listens on at the moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
