/** What is installed on this machine. */
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import type { Machine } from '~/infra/live-disposable'
import type { Owner } from './server-process'

/** This machine. @param cache where the project keeps what it has fetched and built */
export function thisMachine(cache: string, searched = process.env['PATH'] ?? ''): Machine {
  return {
    cache,
    program: (names, folders = []) => {
      const places = [...searched.split(path.delimiter), ...folders].filter((folder) => folder !== '')
      const files = names.flatMap((name) => places.map((folder) => path.join(folder, name)))
      return files.find(isProgram) ?? null
    },
    list: (folder) => {
      try {
        return readdirSync(folder)
      } catch {
        return []
      }
    },
  }
}

/** The first of these users that there is, to run what does not run as root; undefined for us, where we are not root. */
export function ownerOf(names: readonly string[] = []): Owner {
  if (names.length === 0 || process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  const user = names.flatMap((name) => users.filter((line) => line.startsWith(`${name}:`)))[0]
  const [, , uid, gid] = user?.split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

/** Ports of the loopback that nobody listens on at the moment, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, openAnywhere))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

function openAnywhere() {
  return new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
