/**
 * One connection to a live Redis: commands of many callers are written as they come and answered in their order. What goes wrong with
 * it is told in the words of a call: refused, if nothing was sent; reset, if what was sent may be done or not.
 */
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { CallError } from '~/kernel/call-error'
import { guardReading } from '../../guard-reading-node'
import { RedisError, type RedisCommand, type RedisReply } from '../port'
import { RespDecoder, RespEncoder } from '../resp'

const CONNECT_TIMEOUT_MS = 2_000
/** After a failure to connect, callers are refused for so long before it is tried again. */
const BACKOFF_MS = 50
/** Messages that may wait for their replies; a further one is turned away. */
const IN_FLIGHT_MAX = 20_000
/** A reply that is longer than this is no reply of ours. */
const UNREAD_BYTES_MAX = 64 * 1024 * 1024

interface Sent {
  readonly commands: readonly RedisCommand[]
  readonly replies: RedisReply[]
  readonly resolve: (replies: RedisReply[]) => void
  readonly reject: (error: CallError) => void
}

export interface RedisSocketOptions {
  readonly isBinary?: boolean
  readonly answerMsMax?: number
  readonly meets?: (runId: string) => void
}

/** A connection that is made when it is first needed, and again after it was lost. */
export class RedisSocket {
  private readonly url: URL
  /** User and password, as far as there are any. */
  private readonly credentials: readonly string[]
  private readonly isBinary: boolean
  private readonly meets: ((runId: string) => void) | undefined
  private readonly encoder = new RespEncoder()
  private socket: Socket | undefined
  private decoder = new RespDecoder()
  private isReady = false
  private unsent: RedisCommand[] = []
  private unreadBytes = 0
  /** What was sent, in order, from `head` on. */
  private inFlight: Sent[] = []
  private head = 0
  /** What is to be sent once the connection is ready. */
  private waiting: Sent[] = []
  private readonly answerMsMax: number
  private failed: { readonly why: string; readonly atMs: number } | undefined

  /**
   * `isBinary`: replies come as bytes. `answerMsMax`: a server that has not answered for so long is given up with its connection. `meets` hears, whenever a connection is made and before anything is answered on it, which run of
   * the server is at its other end: `run_id` of INFO, which is another one after every start.
   * @throws TypeError if the address is no URL; URIError if its user and password are not written as one wants them
   */
  constructor(url: string, { isBinary = false, answerMsMax = Infinity, meets }: RedisSocketOptions = {}) {
    this.url = new URL(url)
    const { username, password } = this.url
    this.credentials = [username, password].map(decodeURIComponent).filter((word) => word !== '')
    this.isBinary = isBinary
    this.answerMsMax = answerMsMax
    this.meets = meets
  }

  /** Runs commands in order. @throws {CallError} refused, overloaded or reset */
  send(commands: readonly RedisCommand[]): Promise<RedisReply[]> {
    if (this.inFlight.length - this.head + this.waiting.length >= IN_FLIGHT_MAX) {
      return Promise.reject(new CallError('overloaded', `${IN_FLIGHT_MAX} messages wait for this Redis already`))
    }
    if (this.socket === undefined) {
      const { failed } = this
      if (failed !== undefined && performance.now() - failed.atMs < BACKOFF_MS) {
        return Promise.reject(new CallError('refused', failed.why))
      }
      this.connect()
    }
    const answered = new Promise<RedisReply[]>((resolve, reject) => {
      const sent = { commands, replies: [], resolve, reject }
      if (this.isReady) this.write(sent)
      else this.waiting.push(sent)
    })
    return this.answerMsMax === Infinity ? answered : this.giveUpOn(answered)
  }

  /** Ends the connection; what waits for it fails, with the reason. */
  close(why = 'the connection was closed'): void {
    this.lose(why)
  }

  private async giveUpOn(answered: Promise<RedisReply[]>): Promise<RedisReply[]> {
    const { answerMsMax } = this
    const timer = setTimeout(() => this.lose(`no answer in ${answerMsMax / 1000} s`), answerMsMax)
    try {
      return await answered
    } finally {
      clearTimeout(timer)
    }
  }

  private connect(): void {
    const { hostname, port, protocol } = this.url
    const address = { host: hostname.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port || 6379) }
    const socket = guardReading(protocol === 'rediss:' ? connectTls(address) : connectTcp(address))
    this.socket = socket
    this.decoder = new RespDecoder()
    this.decoder.binary = this.isBinary
    this.unreadBytes = 0
    socket.setNoDelay(true)
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error('no connection in time')))
    socket.on('data', (chunk) => this.read(socket, chunk))
    let why = 'the server closed the connection'
    socket.on('error', (error: NodeJS.ErrnoException) => (why = error.code ?? error.message))
    socket.on('close', () => {
      if (this.socket === socket) this.lose(why)
    })
    socket.on(protocol === 'rediss:' ? 'secureConnect' : 'connect', () => this.greet(socket))
  }

  /** Says who it is and which database it means, before anything else. */
  private greet(socket: Socket): void {
    socket.setTimeout(0)
    const { credentials: words } = this
    const database = this.url.pathname.slice(1)
    const commands: RedisCommand[] = [
      ...(words.length === 0 ? [] : [['AUTH', ...words]]),
      ...(database === '' ? [] : [['SELECT', database]]),
    ]
    const asked = this.meets === undefined ? commands : [...commands, ['INFO', 'server']]
    if (asked.length === 0) {
      this.begin()
      return
    }
    const resolve = (replies: RedisReply[]) => {
      const no = replies.slice(0, commands.length).find((reply) => reply instanceof RedisError)
      if (no !== undefined) {
        socket.destroy(new Error(no.message))
        return
      }
      // Who may not ask for it learns of no restart.
      const runId = this.meets === undefined ? undefined : /^run_id:(\w+)/m.exec(textOf(replies.at(-1)!))?.[1]
      if (runId !== undefined) this.meets!(runId)
      this.begin()
    }
    this.write({ commands: asked, replies: [], resolve, reject: () => undefined })
  }

  private begin(): void {
    this.isReady = true
    for (const sent of this.waiting.splice(0)) this.write(sent)
  }

  /** What is written in one turn of the event loop goes out as one piece: a system call costs more than a command. */
  private write(sent: Sent): void {
    this.inFlight.push(sent)
    if (this.unsent.length === 0) process.nextTick(() => this.flush())
    for (const command of sent.commands) this.unsent.push(command)
  }

  private flush(): void {
    const { unsent } = this
    if (unsent.length === 0) return
    this.unsent = []
    // The encoder writes the next piece into the same memory.
    this.socket?.write(this.encoder.encode(unsent).slice())
  }

  private read(socket: Socket, chunk: Uint8Array): void {
    if (this.socket !== socket) return
    const { decoder } = this
    this.unreadBytes += chunk.length
    try {
      decoder.push(chunk)
    } catch {
      socket.destroy(new Error('it answered something that is not Redis’ protocol'))
      return
    }
    const replies = decoder.take()
    if (replies.length > 0) this.unreadBytes = 0
    else if (this.unreadBytes > UNREAD_BYTES_MAX) socket.destroy(new Error('it answered too much'))
    for (const reply of replies) {
      const sent = this.inFlight[this.head]
      if (sent === undefined) {
        socket.destroy(new Error('it answered more than it was asked'))
        return
      }
      sent.replies.push(reply)
      if (sent.replies.length < sent.commands.length) continue
      this.head++
      sent.resolve(sent.replies)
    }
    if (this.head > 1_000 && this.head * 2 > this.inFlight.length) {
      this.inFlight = this.inFlight.slice(this.head)
      this.head = 0
    }
  }

  private lose(why: string): void {
    const { socket, waiting } = this
    const told = `Redis: ${why}`
    if (!this.isReady) this.failed = { why: told, atMs: performance.now() }
    const sent = this.inFlight.slice(this.head)
    this.socket = undefined
    this.isReady = false
    this.inFlight = []
    this.head = 0
    this.waiting = []
    this.unsent = []
    for (const { reject } of sent) reject(new CallError('reset', told))
    for (const { reject } of waiting) reject(new CallError('refused', told))
    socket?.destroy()
  }
}

function textOf(reply: RedisReply): string {
  return reply instanceof Uint8Array ? new TextDecoder().decode(reply) : String(reply)
}
