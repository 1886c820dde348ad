/** One connection through a proxy: two sockets, and a pipe each way. */
import { connect, type Socket } from 'node:net'
import type { Address } from '~/infra/live-place'
import { Pipe } from './pipe'
import type { Toxics } from './toxics'

/** What a connection needs of its proxy. */
export interface ConnectionHost {
  readonly upstream: Address
  random(): number
  /** The server could not be reached, with the code of the system, such as `ECONNREFUSED`. */
  unreachable(code: string | undefined): void
  closed(connection: Connection): void
}

/** A connection. */
export class Connection {
  private readonly client: Socket
  private readonly host: ConnectionHost
  private toxics: Toxics
  /** Null as long as the way to the server is cut: its part of the handshake would not come back either. */
  private server: Socket | null = null
  private pipes: readonly Pipe[] = []
  /** The client has said something while there was no way to the server. */
  private hasSpokenToNobody = false
  private isClosed = false
  /** The server is gone, and the client learns of it when this is over. */
  private closing: ReturnType<typeof setTimeout> | undefined

  constructor(client: Socket, toxics: Toxics, host: ConnectionHost) {
    this.client = client
    this.toxics = toxics
    this.host = host
    client.setNoDelay(true)
    client.on('error', () => undefined) // What matters of it is told by `close`.
    client.on('close', () => this.lose(this.server))
    this.dialIfPossible()
  }

  /** From now on the connection suffers this. */
  set(toxics: Toxics): void {
    if (this.isClosed) return
    this.toxics = toxics
    if (toxics.isReset) {
      this.reset()
      return
    }
    this.dialIfPossible()
    const [requests, replies] = this.pipes
    requests?.set(toxics.requests)
    replies?.set(toxics.replies)
    if (this.isCut() || this.closing !== undefined) return
    const isGone = this.client.destroyed || this.server?.destroyed === true
    if (isGone || this.pipes.some(({ hasHole }) => hasHole)) this.reset()
  }

  /** Ends both halves at once, and both ends are told so. */
  reset(): void {
    if (this.isClosed) return
    this.isClosed = true
    clearTimeout(this.closing)
    for (const pipe of this.pipes) pipe.close()
    for (const socket of [this.client, this.server]) {
      if (socket === null || socket.destroyed) continue
      if (socket.connecting) socket.destroy()
      else socket.resetAndDestroy()
    }
    this.host.closed(this)
  }

  private isCut(): boolean {
    return this.toxics.requests.isCut || this.toxics.replies.isCut
  }

  private dialIfPossible(): void {
    const { toxics, client } = this
    if (this.server !== null || this.isClosed) return
    if (this.isCut()) {
      // What is said meanwhile is lost, so that nothing stale arrives when the cut ends.
      client.on('data', this.forget)
      return
    }
    if (toxics.requests.isHeld || toxics.replies.isHeld) return
    client.off('data', this.forget)
    if (this.hasSpokenToNobody || client.destroyed) {
      this.reset()
      return
    }
    this.dial()
  }

  private readonly forget = () => {
    this.hasSpokenToNobody = true
  }

  private dial(): void {
    const { client, host, toxics } = this
    const server = connect({ ...host.upstream, allowHalfOpen: true, noDelay: true })
    this.server = server
    let isConnected = false
    server.on('connect', () => (isConnected = true))
    server.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (!isConnected) host.unreachable(code)
    })
    server.on('close', () => this.loseServer())
    const pipeHost = { random: () => host.random(), reset: () => this.reset() }
    this.pipes = [
      new Pipe(client, server, toxics.requests, pipeHost),
      new Pipe(server, client, toxics.replies, pipeHost),
    ]
  }

  /** Both ends have said that nothing more comes. */
  private isCalm(): boolean {
    return this.pipes.every(({ hasEnded }) => hasEnded)
  }

  /** A server that is gone is missed at once, unless its connections close slowly; what is said to it meanwhile is lost. */
  private loseServer(): void {
    const { slowCloseMs } = this.toxics.replies
    const isTold = this.isClosed || this.client.destroyed || this.isCut() || this.isCalm()
    if (slowCloseMs === 0 || isTold) this.lose(this.client)
    else this.closing = setTimeout(() => this.reset(), slowCloseMs)
  }

  /** One half is gone: the other learns of it, unless the way is cut. */
  private lose(other: Socket | null): void {
    const isLast = other === null || other.destroyed
    if (isLast || !(this.isCalm() || this.isCut())) this.reset()
  }
}
