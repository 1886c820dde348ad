/** A live server around a tiny site, and visitors of all sorts: for tests, which they clean up after. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import type { OwnedEngine } from '~/host/api'
import { KEY_SIGN, PROTOCOL, SOCKET_PATH, TOKEN_SIGN } from '~/host/links/entrance'
import { startLiveServer, type LiveServer, type LiveServerOptions } from '../server/live-server'

const PAGE = '<!doctype html><html lang="en" data-base="./"><title>A page</title></html>'
const FILES: Readonly<Record<string, string>> = {
  'index.html': PAGE,
  '404.html': '<!doctype html><html lang="en"><title>Nothing here</title></html>',
  'd/rate-limiter/index.html': PAGE,
  'embed/rate-limiter/index.html': PAGE,
  'assets/page-1a2b.js': 'export const page = 1\n',
}

/** A server, and what its desks were asked. */
export interface TestServer extends LiveServer {
  readonly asked: string[]
  /** How many of its desks have ended. */
  ended(): number
  /** The token of a new address. */
  token(): string
}

/** Starts one. Its desks give back what they are asked, unless others are given. */
export async function serveSite(options: Partial<LiveServerOptions> = {}): Promise<TestServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'live-site-'))
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), text)
  }
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const asked: string[] = []
  let ended = 0
  const server = await startLiveServer({ folder, desk: () => echoDesk(asked, () => ended++), ...options })
  onTestFinished(() => server.close())
  const token = () => /#token=(\w+)$/.exec(server.newAddress())![1]!
  return Object.assign(server, { asked, ended: () => ended, token })
}

function echoDesk(asked: string[], end: () => void): OwnedEngine {
  return new Proxy({} as OwnedEngine, {
    get:
      (_, name: string) =>
      (...parameters: unknown[]) => {
        if (name === 'end') end()
        else asked.push(name)
        return Promise.resolve(parameters.filter((each) => typeof each !== 'function' && each !== undefined))
      },
  })
}

/** Sends bytes as they are, and gives all that comes back until the connection ends. */
export function sendRaw(port: number, text: string, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect({ host, port })
    socket.on('data', (data) => (answer += data.toString('latin1')))
    socket.on('error', () => resolve(answer))
    socket.on('close', () => resolve(answer))
    socket.write(text)
  })
}

/** Asks for a path with these headers, one a line. */
export function request(
  port: number,
  target: string,
  headers: readonly string[] = [],
  method = 'GET',
  host = '127.0.0.1',
): Promise<string> {
  const isHostGiven = headers.some((each) => each.startsWith('Host:'))
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...(isHostGiven ? [] : [`Host: 127.0.0.1:${port}`]),
    ...headers,
    ...(headers.some((each) => each.startsWith('Connection:')) ? [] : ['Connection: close']),
  ]
  return sendRaw(port, `${lines.join('\r\n')}\r\n\r\n`, host)
}

/** The status of an answer. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])
}

/** A page's socket: what it has heard, and how it ended. */
export class Visitor {
  readonly socket: WebSocket
  readonly heard: Record<string, unknown>[] = []
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  /** Resolves with the status if there was no handshake. */
  readonly refused: Promise<number>

  constructor(port: number, protocols: readonly string[], options: ClientOptions = {}) {
    const url = `ws://127.0.0.1:${port}${SOCKET_PATH}`
    this.socket = new WebSocket(url, [...protocols], { origin: `http://127.0.0.1:${port}`, ...options })
    this.socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
    })
    this.refused = new Promise((resolve) => {
      this.socket.on('unexpected-response', (_request, { statusCode }) => {
        resolve(statusCode ?? 0)
        this.socket.terminate()
      })
    })
    this.socket.on('message', (data: Buffer) => {
      this.heard.push(JSON.parse(data.toString()) as Record<string, unknown>)
      this.socket.emit('heard')
    })
    onTestFinished(() => this.socket.terminate())
  }

  /** One that says a token, or a key. */
  static with(port: number, pass: { readonly token: string } | { readonly key: string }, options?: ClientOptions) {
    const sign = 'token' in pass ? TOKEN_SIGN + pass.token : KEY_SIGN + pass.key
    return new Visitor(port, [PROTOCOL, sign], options)
  }

  /** Waits for a message of a kind, and gives the first. */
  async hears(kind: string): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.heard.find((each) => each['kind'] === kind)
      if (found !== undefined) return found
      await new Promise((resolve) => this.socket.once('heard', resolve))
    }
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message))
  }
}

/** A question of the protocol. */
export function question(number: number, name: string, asked: readonly unknown[] = []) {
  return { kind: 'question', number, name, asked }
}

/** Opens a socket by hand and sends bytes over it. */
export function openRawSocket(port: number, token: string, bytes: Buffer): Promise<string> {
  const head = [
    'GET /socket HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Origin: http://127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    `Sec-WebSocket-Protocol: ${PROTOCOL}, token-${token}`,
  ]
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('data', (data) => {
      const isFirst = answer === ''
      answer += data.toString('latin1')
      if (isFirst) socket.write(bytes)
    })
    socket.on('error', () => resolve(answer))
    socket.on('close', () => resolve(answer))
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
  })
}
