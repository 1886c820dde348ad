/**
 * A proxy that stands before a server and does to its connections what somebody asks for. The server is never harmed: what it sees is a
 * network that is slow, or gone. Where nobody listens behind it, nobody listens before it either, so that a refusal stays one.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Address } from '~/infra/live-place'
import { Connection } from './connection'
import { CLEAR, type Toxics } from './toxics'

/** More connections at once are reset. */
const CONNECTIONS_MAX = 1_024
/** How often a server that refused is looked for, in milliseconds. */
const LOOK_MS = 50
/** How long a look may take, in milliseconds. */
const LOOK_TIMEOUT_MS = 2_000

/** Where the server is, and where chance comes from. */
export interface ProxyOptions {
  readonly upstream: Address
  /** From 0 to below 1. Default `Math.random`: what happens to a real connection cannot be repeated anyway. */
  readonly random?: () => number
}

/** A proxy on a port of the loopback. */
export class TcpProxy {
  readonly #server: Server
  readonly #upstream: Address
  readonly #random: () => number
  readonly #connections = new Set<Connection>()
  readonly #port: number
  #toxics: Toxics = CLEAR
  #look: ReturnType<typeof setTimeout> | undefined
  #isUpstreamGone = false
  #isClosed = false
  /** Settled once it listens, or cannot; null while it is not about to. */
  #listening: Promise<void> | null = null

  private constructor(server: Server, { upstream, random = Math.random }: ProxyOptions) {
    this.#server = server
    this.#upstream = upstream
    this.#random = random
    this.#port = (server.address() as AddressInfo).port
    server.on('connection', (socket) => this.#take(socket))
    // Another program may have taken the port while nobody was to listen: it is tried again.
    server.on('error', () => this.#lookSoon())
  }

  /** Opens a proxy on a free port. */
  static async open(options: ProxyOptions): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: false })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
    return new TcpProxy(server, options)
  }

  /** Where to connect instead of to the server. */
  get address(): Address {
    return { host: '127.0.0.1', port: this.#port }
  }

  /** How many connections there are. */
  get connections(): number {
    return this.#connections.size
  }

  /** What connections suffer from now on, those that are there included. */
  set(toxics: Toxics): void {
    this.#toxics = toxics
    for (const connection of this.#connections) connection.set(toxics)
    this.#listenOrNot()
  }

  /** Ends all connections and listens no more. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#look)
    for (const connection of this.#connections) connection.reset()
    // It may be about to listen: closed before, it would listen afterwards.
    await this.#listening
    if (!this.#server.listening) return
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(socket: Socket): void {
    if (this.#isClosed || this.#toxics.isReset || this.#connections.size >= CONNECTIONS_MAX) {
      socket.on('error', () => undefined)
      socket.resetAndDestroy()
      return
    }
    const connection = new Connection(socket, this.#toxics, {
      upstream: this.#upstream,
      random: this.#random,
      unreachable: (code) => this.#unreachable(code),
      closed: (closed) => this.#connections.delete(closed),
    })
    this.#connections.add(connection)
  }

  /** A refusal is passed on to those who connect from now on, until the server is back. */
  #unreachable(code: string | undefined): void {
    if (code !== 'ECONNREFUSED' || this.#isUpstreamGone) return
    this.#isUpstreamGone = true
    this.#listenOrNot()
    this.#lookSoon()
  }

  #lookSoon(): void {
    if (this.#isClosed) return
    clearTimeout(this.#look)
    this.#look = setTimeout(() => {
      if (!this.#isUpstreamGone) {
        this.#listenOrNot()
        return
      }
      const socket = connect({ ...this.#upstream, timeout: LOOK_TIMEOUT_MS })
      const isBack = () => {
        socket.destroy()
        this.#isUpstreamGone = false
        this.#listenOrNot()
      }
      // Whatever is not a refusal is for those to see who connect.
      socket.on('connect', isBack)
      socket.on('timeout', isBack)
      socket.on('error', ({ code }: NodeJS.ErrnoException) => {
        if (code === 'ECONNREFUSED') this.#lookSoon()
        else isBack()
      })
    }, LOOK_MS)
  }

  #listenOrNot(): void {
    if (this.#isClosed) return
    const shallListen = !this.#toxics.isRefused && !this.#isUpstreamGone
    if (shallListen === this.#server.listening) return
    // Connections that are there go on without the listener.
    if (!shallListen) this.#server.close()
    else if (this.#listening === null) this.#listen()
  }

  #listen(): void {
    this.#listening = new Promise<void>((resolve) => {
      const done = () => {
        this.#server.off('listening', done).off('error', done)
        this.#listening = null
        resolve()
        // It may have been told otherwise meanwhile.
        if (this.#server.listening) this.#listenOrNot()
      }
      this.#server.once('listening', done).once('error', done)
    })
    this.#server.listen(this.#port, '127.0.0.1')
  }
}
