/** A PostgreSQL to be thrown away: a cluster in its own folder, nothing flushed to disk, no password, on the loopback. */
import type { Disposable } from '../live-disposable'

/** Debian keeps its programs off the PATH. */
const DEBIAN_FOLDER = '/usr/lib/postgresql'
/** Nothing of it is to last. */
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'jit=off',
  'listen_addresses=127.0.0.1',
]

/** How it is started. */
export const disposable: Disposable = {
  ports: 1,
  plan(machine, folder, [port]) {
    const versions = machine.list(DEBIAN_FOLDER).toSorted((a, b) => Number(b) - Number(a))
    const folders = versions.map((version) => `${DEBIAN_FOLDER}/${version}/bin`)
    const program = machine.program(['postgres'], folders)
    const initdb = machine.program(['initdb'], folders)
    if (program === null || initdb === null) {
      return { missing: 'PostgreSQL: apt-get install postgresql (Debian), brew install postgresql (macOS)' }
    }
    const data = `${folder}/data`
    const create = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
    const settings = [...SETTINGS, `unix_socket_directories=${folder}`].flatMap((setting) => ['-c', setting])
    return {
      prepare: [{ program: initdb, args: create }],
      servers: [
        {
          program,
          args: ['-D', data, '-p', String(port), ...settings],
          port: port!,
          says: 'database system is ready to accept connections',
          endsBy: 'SIGINT',
        },
      ],
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      usersForRoot: ['postgres', 'nobody'],
    }
  },
}
