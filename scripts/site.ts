/**
 * The Vite plugin that makes a site of real files: one page for each route, which works below any path of any static
 * host. Each page says in `data-base` on its root element how far up the site begins; `src/app/base.ts` reads it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import path from 'node:path'
import type { Plugin, PreviewServer } from 'vite'
import { describePage, writeDescriptions } from './descriptions.ts'
import { headersFile } from './headers-file.ts'
import { securityHeaders } from './security-headers.ts'

/** Where the site is said to be if the variable SITE_URL does not say: where `npm start` serves it. */
const DEFAULT_URL = 'http://127.0.0.1:4173/'

/** The ids of all simulations: the folders of `simulations` that have a `diagram.ts`. */
export function simulationIds(root: string): string[] {
  const folder = path.join(root, 'simulations')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((id) => existsSync(path.join(folder, id, 'diagram.ts')))
    .toSorted()
}

/** The routes besides the gallery at the root, without slashes at their ends. Another kind of page is another line here. */
export function routes(ids: readonly string[]): string[] {
  return ['embed', 'real', ...ids.flatMap((id) => [`d/${id}`, `embed/${id}`])]
}

/** The page of a route, from the page at the root: the same, with its addresses that many folders further up. */
export function pageOf(route: string, html: string): string {
  const up = '../'.repeat(route.split('/').length)
  return html.replaceAll(/\b(src|href|data-base)="\.\//g, `$1="${up}`)
}

/**
 * A page that does not know how deep it is served, such as the one for what is not found. Its addresses must be
 * absolute, so a site below a path names it in the variable SITE_BASE.
 */
export function atBase(html: string, siteBase: string): string {
  const base = `/${siteBase}/`.replaceAll(/\/{2,}/g, '/')
  return html.replaceAll(/\b(src|href)="\//g, `$1="${base}`)
}

/** Writes the pages of all routes, and serves them in development and preview as a static host would. */
export function site(root: string): Plugin {
  return {
    name: 'site',
    transformIndexHtml: {
      order: 'pre',
      handler: (html, { server }) => (server === undefined ? html : html.replace('data-base="./"', 'data-base="/"')),
    },
    async writeBundle({ dir }) {
      const index = dir === undefined ? '' : path.join(dir, 'index.html')
      if (!existsSync(index)) return // The bundle of a command-line tool.
      const html = readFileSync(index, 'utf8')
      const siteUrl = process.env.SITE_URL ?? DEFAULT_URL
      writeFileSync(index, describePage('', html, siteUrl))
      const ids = simulationIds(root)
      for (const route of routes(ids)) {
        const folder = path.join(dir!, route)
        mkdirSync(folder, { recursive: true })
        writeFileSync(path.join(folder, 'index.html'), describePage(route, pageOf(route, html), siteUrl))
      }
      await writeDescriptions(root, dir!, siteUrl)
      const notFoundPage = path.join(dir!, '404.html')
      writeFileSync(notFoundPage, atBase(readFileSync(notFoundPage, 'utf8'), process.env.SITE_BASE ?? '/'))
      writeFileSync(path.join(dir!, '_headers'), headersFile(dir!, ids))
    },
    configurePreviewServer: serveLikeStaticHost,
  }
}

/** Sends the headers, redirects a folder's address to the one with a slash, and answers 404 to what is no file. */
function serveLikeStaticHost({ middlewares, config }: PreviewServer): void {
  const folder = path.resolve(config.root, config.build.outDir)
  middlewares.use((request, response, next) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
    for (const [name, value] of Object.entries(securityHeaders(pathname))) response.setHeader(name, value)
    const file = fileOf(folder, pathname)
    if (file === null) return notFound(folder, response)
    if (statSync(file).isFile()) {
      if (pathname.startsWith('/assets/')) response.setHeader('Cache-Control', 'public, max-age=31536000, immutable')
      return next()
    }
    if (!existsSync(path.join(file, 'index.html'))) return notFound(folder, response)
    if (pathname.endsWith('/')) return next()
    // Relative to the folder above, so that it holds below any path and cannot lead to another host.
    response.writeHead(301, { Location: `./${encodeURIComponent(path.basename(file))}/${search}` }).end()
  })
}

/** The file or folder at an address, or null: nothing there, or outside the site. */
function fileOf(folder: string, pathname: string): string | null {
  try {
    const file = path.join(folder, decodeURIComponent(pathname))
    const isInside = file === folder || file.startsWith(folder + path.sep)
    return isInside && existsSync(file) ? file : null
  } catch {
    return null
  }
}

function notFound(folder: string, response: ServerResponse): void {
  const page = path.join(folder, '404.html')
  response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' })
  response.end(existsSync(page) ? readFileSync(page) : 'Not found')
}
