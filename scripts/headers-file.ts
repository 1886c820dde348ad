/**
 * The file `_headers`, by which static hosts such as Netlify and Cloudflare Pages are told what to send: a path to a line, and below it its
 * headers. Where two paths fit, hosts join what both say, and two policies would both hold: so no two of them overlap.
 */
import { readdirSync } from 'node:fs'
import { securityHeaders } from './security-headers.ts'

/** The text for a built site in `folder` with diagrams of these ids. */
export function headersFile(folder: string, ids: readonly string[]): string {
  const entries = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'embed' && name !== 'index.html' && name !== '_headers')
    .map((entry) => (entry.isDirectory() ? `/${entry.name}/*` : `/${entry.name}`))
  const paths = ['/', ...entries, '/embed/', ...ids.map((id) => `/embed/${id}/*`)].toSorted()
  return paths.map((each) => rule(each)).join('\n')
}

function rule(pattern: string): string {
  const headers = { ...securityHeaders(pattern.replace(/\*$/, '')) }
  if (pattern === '/assets/*') headers['Cache-Control'] = 'public, max-age=31536000, immutable'
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`)
  return `${pattern}\n${lines.join('')}`
}
