/** Starts a native PostgreSQL for a test: its own cluster in its own folder, on its own port of the loopback. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { freePort, stopChild, untilSaid, type RealServer } from '../../testing/real-server'

const DEBIAN_FOLDER = '/usr/lib/postgresql'
const ATTEMPTS_MAX = 3
/** Nothing of it is to last. */
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'jit=off']

/** @throws Error naming what to install when there is no PostgreSQL, or telling why it did not start. */
export async function startRealServer(): Promise<RealServer> {
  const binaries = findBinaries()
  const folder = await mkdtemp(path.join(tmpdir(), 'postgres-conformance-'))
  const owner = ownerOf()
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  const data = path.join(folder, 'data')
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  await promisify(execFile)(path.join(binaries, 'initdb'), initdb, { ...owner, cwd: folder })
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    const settings = [...SETTINGS, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`]
    const child = spawn(
      path.join(binaries, 'postgres'),
      ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      { ...owner, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    try {
      await untilSaid(child, 'database system is ready to accept connections', 'postgres')
      return {
        url: `postgres://postgres@127.0.0.1:${port}/postgres`,
        signal: (name) => void child.kill(name),
        stop: () => stop(child, folder),
      }
    } catch (error) {
      await stopChild(child)
      // Another process may have taken the port between the choice and the start.
      if (attempt < ATTEMPTS_MAX && String(error).includes('Address already in use')) continue
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  }
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  await stopChild(child, 'SIGINT')
  await rm(folder, { recursive: true, force: true })
}

/** The folder of `initdb` and `postgres`: on the PATH, or where Debian keeps them, the newest version first. */
function findBinaries(): string {
  const debian = existsSync(DEBIAN_FOLDER)
    ? readdirSync(DEBIAN_FOLDER)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => path.join(DEBIAN_FOLDER, version, 'bin'))
    : []
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), ...debian]
  const found = folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(path.join(folder, name))))
  if (found !== undefined) return found
  throw new Error('PostgreSQL is not installed: apt-get install postgresql (Debian) or brew install postgresql (macOS)')
}

/** PostgreSQL refuses to run as root: its own user then, or nobody. */
function ownerOf(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  const user = ['postgres', 'nobody'].flatMap((name) => users.filter((line) => line.startsWith(`${name}:`)))[0]
  const [, , uid, gid] = user?.split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}
