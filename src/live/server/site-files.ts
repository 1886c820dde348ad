/** The built site, as a static host would serve it, with one word more in its pages: that they were served by a live server. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { securityHeaders } from '../../../scripts/security-headers'

/** An answer to a path. */
export interface SiteAnswer {
  readonly status: 200 | 301 | 404
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | string
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.data': 'application/octet-stream',
  '.gif': 'image/gif',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
}

/** The files of a folder, found once: no path that comes in is ever a path of the disk. */
export class SiteFiles {
  readonly #folder: string
  readonly #files: ReadonlySet<string>

  /** @throws Error if there is no built site in the folder */
  constructor(folder: string) {
    this.#folder = folder
    this.#files = new Set(
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => statSync(path.join(folder, file)).isFile())
        .map((file) => `/${file.split(path.sep).join('/')}`),
    )
    if (!this.#files.has('/index.html')) throw new Error(`there is no built site in ${folder}`)
  }

  /** What a browser gets that asks `host` for the path of an address. */
  async answer(pathname: string, search: string, host: string): Promise<SiteAnswer> {
    const headers = headersOf(pathname, host)
    const wanted = decode(pathname)
    if (wanted !== null && this.#files.has(wanted)) return this.#file(wanted, 200, headers)
    if (wanted !== null && wanted.endsWith('/') && this.#files.has(`${wanted}index.html`)) {
      return this.#file(`${wanted}index.html`, 200, headers)
    }
    if (wanted !== null && this.#files.has(`${wanted}/index.html`)) {
      // Relative to the folder above, so that it cannot lead to another host.
      const location = `./${encodeURIComponent(path.posix.basename(wanted))}/${search}`
      return { status: 301, headers: { ...headers, Location: location }, body: '' }
    }
    if (this.#files.has('/404.html')) return this.#file('/404.html', 404, headers)
    return { status: 404, headers, body: 'Not found' }
  }

  async #file(file: string, status: 200 | 404, given: Readonly<Record<string, string>>): Promise<SiteAnswer> {
    const extension = path.posix.extname(file)
    const isHashed = file.startsWith('/assets/')
    const headers = {
      ...given,
      'Content-Type': TYPES[extension] ?? 'application/octet-stream',
      'Cache-Control': isHashed ? 'public, max-age=31536000, immutable' : 'no-store',
    }
    const bytes = await readFile(path.join(this.#folder, file))
    const isPage = extension === '.html' && !file.startsWith('/embed/')
    return { status, headers, body: isPage ? markLive(bytes.toString('utf8')) : bytes }
  }
}

/** The headers of every answer: those of any host, except that nothing of this server is for other sites. */
export function headersOf(pathname: string, host: string): Record<string, string> {
  const isFrame = /^\/embed\/[^/]/.test(pathname)
  const headers = securityHeaders('/')
  const policy = headers['Content-Security-Policy']! // Browsers that do not take a WebSocket to the same host for "self" have it named.
    .replace(`connect-src 'self'`, `connect-src 'self' ws://${host}`)
    .replace(`frame-ancestors 'none'`, `frame-ancestors ${isFrame ? `'self'` : `'none'`}`)
  return { ...headers, 'Content-Security-Policy': policy }
}

/** Whether a folder holds a built site. */
export function isSite(folder: string): boolean {
  try {
    return readFileSync(path.join(folder, 'index.html')).length > 0
  } catch {
    return false
  }
}

function markLive(html: string): string {
  return html.replace('<html ', '<html data-served="live" ')
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return null
  }
}
