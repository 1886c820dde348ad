/** Starts a native redis-server for a test: its own port on the loopback, its own folder, nothing on disk. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

const START_TIMEOUT_MS = 10_000
const STOP_TIMEOUT_MS = 5_000
const ATTEMPTS_MAX = 3

/** A server that this process has started. */
export interface RealServer {
  readonly url: string
  /** Ends the process that was started, and no other, and removes its folder. */
  stop(): Promise<void>
}

/** @throws Error naming what to install when there is no redis-server, or telling why it did not start. */
export async function startRealServer(): Promise<RealServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'redis-conformance-'))
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    const child = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    try {
      await untilReady(child)
      return { url: `redis://127.0.0.1:${port}`, stop: () => stop(child, folder) }
    } catch (error) {
      await stop(child, folder)
      // Another process may have taken the port between the choice and the start.
      if (attempt === ATTEMPTS_MAX || !String(error).includes('Address already in use')) throw error
    }
  }
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    const timer = setTimeout(() => reject(new Error(`redis-server did not start in time:\n${log}`)), START_TIMEOUT_MS)
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      finish()
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT'
      const hint = 'redis-server is not installed: apt-get install redis-server (Debian) or brew install redis (macOS)'
      settle(() => reject(isMissing ? new Error(hint) : error))
    })
    child.on('exit', (code) => settle(() => reject(new Error(`redis-server ended with code ${code}:\n${log}`))))
    const read = (data: Buffer) => {
      log += data.toString()
      if (log.includes('Ready to accept connections')) settle(resolve)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
  })
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await ended
    clearTimeout(timer)
  }
  await rm(folder, { recursive: true, force: true })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
