/** A server that echoes, clients that say what they heard, and a proxy between them: for tests, which they clean up after. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Address } from '~/infra/live-place'
import { TcpProxy } from '../proxy/tcp-proxy'

/** A server of the loopback, and what it was told. */
export interface Echo {
  readonly address: Address
  readonly sockets: Set<Socket>
  heard: string
  connects: number
  close(): Promise<void>
}

/** Starts one; it answers with what it hears unless told otherwise. */
export async function startEcho(
  port = 0,
  answer: (socket: Socket, bytes: Buffer) => void = (socket, bytes) => void socket.write(bytes),
) {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    echo.connects++
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.on('end', () => socket.end())
    socket.on('data', (bytes) => {
      echo.heard += bytes.toString('latin1').slice(0, 1_000)
      answer(socket, bytes)
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const echo: Echo = {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    sockets,
    heard: '',
    connects: 0,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
  onTestFinished(() => echo.close())
  return echo
}

/** A proxy for the running test. */
export async function openProxy(upstream: Address, random?: () => number): Promise<TcpProxy> {
  const proxy = await TcpProxy.open({ upstream, ...(random === undefined ? {} : { random }) })
  onTestFinished(() => proxy.close())
  return proxy
}

/** A client, what it has heard, and how its connection ended. */
export class Client {
  readonly socket: Socket
  heard = ''
  bytes = 0
  readonly ended: Promise<'calm' | string>
  private wake: () => void = () => undefined

  constructor({ host, port }: Address) {
    this.socket = connect({ host, port, noDelay: true })
    this.ended = new Promise((resolve) => {
      this.socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'error'))
      this.socket.on('close', () => resolve('calm'))
    })
    this.socket.on('data', (bytes) => {
      this.bytes += bytes.length
      this.heard += bytes.toString('latin1').slice(0, 100_000)
      this.wake()
    })
    onTestFinished(() => void this.socket.destroy())
  }

  say(text: string): this {
    this.socket.write(text)
    return this
  }

  /** What it first hears, or how it ended without. */
  async heardOrEnded(): Promise<string> {
    const first = once(this.socket, 'data').then(String, () => this.ended)
    const outcome = await Promise.race([first, this.ended])
    this.socket.destroy()
    return outcome
  }

  async hears(text: string): Promise<void> {
    while (!this.heard.includes(text)) {
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }
}

/** A round trip through a path that suffers nothing: whatever was sent before it through the same loop has had its turn. */
export async function roundTrip(to: Address): Promise<void> {
  await new Client(to).say('ping').hears('ping')
}
