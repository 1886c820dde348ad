/** Serves a built site as `npm start` does, on a port of its own. */
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { preview } from 'vite'
import { ROOT } from '../scripts/root.mjs'

/** The built site on a port of its own. */
export interface Served {
  /** Address of the site's root, with a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

/** Serves `dist` of the project, or of a copy of it. */
export async function serveFolder(root = ROOT): Promise<Served> {
  const port = await freePort()
  const server = await preview({
    root,
    configFile: path.join(root, 'vite.config.ts'),
    logLevel: 'error',
    preview: { port, strictPort: true },
  })
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
