/** A Redis or Valkey to be thrown away: nothing on disk, no password, on the loopback. */
import type { Disposable } from '../live-disposable'

/** How it is started. */
export const disposable: Disposable = {
  ports: 1,
  plan(machine, folder, [port]) {
    const program = machine.program(['redis-server', 'valkey-server'])
    if (program === null) {
      return { missing: 'Redis: apt-get install redis-server (Debian), brew install redis (macOS)' }
    }
    const settings = { port, bind: '127.0.0.1', 'protected-mode': 'yes', save: '', appendonly: 'no', dir: folder }
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
    return {
      servers: [{ program, args, port: port!, says: 'Ready to accept connections', endsBy: 'SIGTERM' }],
      url: `redis://127.0.0.1:${port}`,
    }
  },
}
