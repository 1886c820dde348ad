/**
 * Serves the built site on the loopback, and an engine to each page of it that is let in. What is asked of it is read as a stranger's:
 * see `guard.ts` for who may ask, `passes.ts` for who is let in, `read-socket.ts` for what may be said then, and `page-links.ts` for whoever
 * was let in and comes again.
 */
import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { OwnedEngine } from '~/host/api'
import { answerOver } from '~/host/links/answering'
import { CLOSED_FULL, CLOSED_NOT_LET_IN } from '~/host/links/closing'
import { PROTOCOL, SOCKET_PATH } from '~/host/links/entrance'
import { hostOf, refusalOf } from './guard'
import { ENDED } from './page-link'
import { PageLinks } from './page-links'
import { Passes } from './passes'
import { MESSAGE_BYTES_MAX } from './read-socket'
import { headersOf, SiteFiles } from './site-files'

/** What is served. */
export interface LiveServerOptions {
  /** The folder of the built site. */
  readonly folder: string
  /** Default: any that is free. */
  readonly port?: number
  /** An engine for one page, which is ended when the page is gone. */
  readonly desk: () => OwnedEngine
  /** Takes out of the reason of a refusal what no page is to see. */
  readonly redact?: (text: string) => string
  /** How long the link of a page is kept whose socket was lost, in milliseconds. */
  readonly awayMsMax?: number
  /** How long nobody may be there before `onIdle` is called, in milliseconds. Default: for ever. */
  readonly idleMsMax?: number
  readonly onIdle?: () => void
  /** How long somebody may take to send the head of a request, in milliseconds. */
  readonly headersTimeoutMs?: number
}

/** A server that listens. */
export interface LiveServer {
  readonly port: number
  /** An address that opens the site, once: it holds a new token. */
  newAddress(): string
  /** Pages that are let in at the moment. */
  readonly pages: number
  close(): Promise<void>
}

/** Time for the head of a request and for all of it, and between two of them, in milliseconds. */
const HEADERS_MS_MAX = 5_000
const REQUEST_MS_MAX = 10_000
const KEEP_ALIVE_MS = 5_000
const SILENCE_MS_MAX = 30_000
const HEADER_BYTES_MAX = 16_384
/** Connections of all sorts: so many that a thousand idle ones, which end soon, lock nobody out. */
const CONNECTIONS_MAX = 2_000
/** Pages that are let in at once. */
const PAGES_MAX = 16
/** What somebody may say who is not let in: nothing that a reason to leave does not fit into. */
const STRANGER_BYTES_MAX = 125
const STRANGER_MS_MAX = 1_000
const IDLE_LOOK_MS = 1_000

/** Starts a server, on 127.0.0.1 and, where there is one, on ::1. @throws Error if the port is taken */
export async function startLiveServer(options: LiveServerOptions): Promise<LiveServer> {
  const server = new Serving(options)
  try {
    await server.listen(options.port ?? 0)
  } catch (error) {
    // It would look whether anybody is there, and tell of nobody, although another one serves.
    await server.close()
    throw error
  }
  return server
}

class Serving implements LiveServer {
  port = 0
  private readonly options: LiveServerOptions
  private readonly files: SiteFiles
  private readonly passes = new Passes()
  private readonly links: PageLinks
  private readonly servers: Server[] = []
  private readonly letIn = new WebSocketServer({ ...SOCKETS, maxPayload: MESSAGE_BYTES_MAX })
  private readonly turnedAway = new WebSocketServer({ ...SOCKETS, maxPayload: STRANGER_BYTES_MAX })
  private readonly idle: ReturnType<typeof setInterval>
  /** The ends of the engines of all pages. */
  private readonly desks = new Set<Promise<void>>()
  private seenMs = performance.now()

  constructor(options: LiveServerOptions) {
    this.options = options
    this.files = new SiteFiles(options.folder)
    this.links = new PageLinks({
      open: (link) => {
        const desk = options.desk()
        answerOver(link, desk)
        const ended = link.broken.then(() => desk.end()).catch(() => undefined)
        this.desks.add(ended)
        void ended.then(() => this.desks.delete(ended))
      },
      ...(options.redact === undefined ? {} : { redact: options.redact }),
      ...(options.awayMsMax === undefined ? {} : { awayMsMax: options.awayMsMax }),
    })
    this.idle = setInterval(() => this.lookWhetherIdle(), IDLE_LOOK_MS)
    this.idle.unref()
  }

  get pages(): number {
    return this.letIn.clients.size
  }

  async listen(port: number): Promise<void> {
    const first = await this.open('127.0.0.1', port)
    this.port = (first.address() as AddressInfo).port
    try {
      await this.open('::1', this.port)
    } catch (error) {
      // A machine may have no such address; that somebody else listens there is no reason either: browsers ask 127.0.0.1 then.
      const { code } = error as NodeJS.ErrnoException
      if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EADDRINUSE'].includes(code ?? '')) throw error
    }
  }

  newAddress(): string {
    return `http://127.0.0.1:${this.port}/#token=${this.passes.issueToken()}`
  }

  async close(): Promise<void> {
    clearInterval(this.idle)
    for (const socket of this.letIn.clients) socket.close(1001, ENDED)
    this.links.close()
    await Promise.all(
      this.servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve())
            server.closeAllConnections()
            for (const each of [...this.letIn.clients, ...this.turnedAway.clients]) each.terminate()
          }),
      ),
    )
    // What their runs have left is removed by now, or cannot be.
    await Promise.all(this.desks)
  }

  private async open(host: string, port: number): Promise<Server> {
    const server = createServer(
      {
        headersTimeout: this.options.headersTimeoutMs ?? HEADERS_MS_MAX,
        requestTimeout: REQUEST_MS_MAX,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: 500,
        maxHeaderSize: HEADER_BYTES_MAX,
      },
      (request, response) => void this.respond(request, response),
    )
    server.maxConnections = CONNECTIONS_MAX
    server.timeout = SILENCE_MS_MAX
    server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
    this.servers.push(server)
    return server
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [pathname = '/', search = ''] = (request.url ?? '/').split(/(?=\?)/, 2)
    const refusal = refusalOf(request, this.port)
    if (refusal !== null) {
      const type = { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }
      response.writeHead(refusal.status, { ...headersOf('/', `127.0.0.1:${this.port}`), ...type })
      response.end(`${refusal.reason}\n`)
      return
    }
    try {
      const { status, headers, body } = await this.files.answer(pathname, search, hostOf(request)!)
      response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) })
      response.end(request.method === 'HEAD' ? undefined : body)
    } catch {
      // The site is built anew, or taken away, while it is served.
      response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8' })
      response.end('The built site has changed: start the live server again.\n')
    }
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => undefined)
    const refusal = refusalOf(request, this.port)
    if (refusal !== null || request.url !== SOCKET_PATH) {
      const { status, reason } = refusal ?? { status: 404, reason: `Sockets are opened at ${SOCKET_PATH}.` }
      const text = `${reason}\n`
      const lines = [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        'Content-Type: text/plain; charset=utf-8',
        'Connection: close',
        `Content-Length: ${Buffer.byteLength(text)}`,
      ]
      socket.end(`${lines.join('\r\n')}\r\n\r\n${text}`)
      return
    }
    if (this.pages >= PAGES_MAX) {
      this.turnAway(request, socket, head, CLOSED_FULL, `There are ${PAGES_MAX} pages already: close one.`)
      return
    }
    const entered = this.passes.enter(protocolsOf(request))
    if ('reason' in entered) {
      this.turnAway(request, socket, head, CLOSED_NOT_LET_IN, entered.reason)
      return
    }
    socket.once('close', () => entered.leave())
    this.letIn.handleUpgrade(request, socket, head, (page) => this.links.take(page, entered.key))
  }

  /** A browser tells a page nothing of a handshake that fails: so the reason is said over a socket, which is then closed. */
  private turnAway(request: IncomingMessage, socket: Duplex, head: Buffer, code: number, reason: string): void {
    this.turnedAway.handleUpgrade(request, socket, head, (stranger) => {
      stranger.on('error', () => undefined)
      stranger.close(code, reason)
      setTimeout(() => stranger.terminate(), STRANGER_MS_MAX).unref()
    })
  }

  private lookWhetherIdle(): void {
    if (this.pages > 0) this.seenMs = performance.now()
    const { idleMsMax = Infinity, onIdle } = this.options
    if (performance.now() - this.seenMs > idleMsMax) onIdle?.()
  }
}

const SOCKETS = {
  noServer: true,
  perMessageDeflate: false,
  // Only that there is such a thing is told back: what stands beside it is a secret.
  handleProtocols: (protocols: Set<string>) => (protocols.has(PROTOCOL) ? PROTOCOL : false) as string | false,
} as const

function protocolsOf(request: IncomingMessage): ReadonlySet<string> {
  const header = request.headers['sec-websocket-protocol'] ?? ''
  return new Set(header.split(',').map((each) => each.trim()))
}
