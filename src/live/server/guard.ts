/**
 * Who may talk to the live server. It listens on the loopback alone, but every page that somebody has open can reach the loopback too, by
 * address or by a name that is made to lead here: so the name that was asked for and the page that asks are both checked.
 */
import type { IncomingMessage } from 'node:http'

/** A refusal: its status, and why, for people. */
export interface Refusal {
  readonly status: 400 | 403 | 405 | 421
  readonly reason: string
}

/** The names by which the server may be called, with its port. A browser leaves out port 80. */
export function ownHosts(port: number): readonly string[] {
  const names = ['127.0.0.1', 'localhost', '[::1]']
  return names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])])
}

/** Why a request is refused, or null if it is not. What changes something, or opens a socket, has to come from a page of ours. */
export function refusalOf(request: IncomingMessage, port: number): Refusal | null {
  const host = hostOf(request)
  if (host === null) return { status: 400, reason: 'A request names one host.' }
  if (!ownHosts(port).includes(host)) {
    return { status: 421, reason: `This server answers to ${ownHosts(port).join(', ')} only.` }
  }
  const isReading = request.method === 'GET' || request.method === 'HEAD'
  const isUpgrade = request.headers.upgrade !== undefined
  const { origin } = request.headers
  const isOwn = origin === `http://${host}`
  if ((!isReading || isUpgrade || origin !== undefined) && !isOwn) {
    return { status: 403, reason: 'Only pages that this server has served may do this.' }
  }
  // A page elsewhere may link to here, and nothing more.
  const site = request.headers['sec-fetch-site']
  const isLink = request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document'
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isLink) {
    return { status: 403, reason: 'Only pages that this server has served may load this.' }
  }
  if (!isReading) return { status: 405, reason: 'Pages are read here, with GET or HEAD.' }
  return null
}

/** The host that was asked for, in lower case; null if none was, or more than one. */
export function hostOf({ rawHeaders, headers }: IncomingMessage): string | null {
  const names = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
  return names.length === 1 && headers.host !== undefined ? headers.host.toLowerCase() : null
}
