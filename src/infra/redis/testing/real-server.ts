/** Starts a native redis-server for a test: its own port on the loopback, its own folder, nothing on disk. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort, stopChild, untilSaid, type RealServer } from '../../testing/real-server'

const ATTEMPTS_MAX = 3
const MISSING = 'redis-server is not installed: apt-get install redis-server (Debian) or brew install redis (macOS)'

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
      await untilSaid(child, 'Ready to accept connections', 'redis-server', MISSING)
      return {
        url: `redis://127.0.0.1:${port}`,
        signal: (name) => void child.kill(name),
        stop: () => stop(child, folder),
      }
    } catch (error) {
      await stop(child, folder)
      // Another process may have taken the port between the choice and the start.
      if (attempt === ATTEMPTS_MAX || !String(error).includes('Address already in use')) throw error
    }
  }
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  await stopChild(child)
  await rm(folder, { recursive: true, force: true })
}
