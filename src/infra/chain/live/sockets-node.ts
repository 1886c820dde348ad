/** Subscriptions to a node over WebSockets: what comes is kept until the process of the run asks for it. Node only. */
import { WebSocket, type RawData } from 'ws'
import { CallError } from '~/kernel/call-error'
import type { RpcRequest, RpcResponse } from '../rpc/json-rpc'
import type { PublishedEvent } from '../rpc/subscriptions'
import { SUBSCRIPTION_LIMITS } from '../rpc/subscriptions'
import { ANSWER_BYTES_MAX, answerTo, eventIn, NoAnswer, readJson } from './answer'

const CONNECT_TIMEOUT_MS = 5_000
const ANSWER_TIMEOUT_MS = 10_000
/** The longest that one waits for something to come, in milliseconds. */
const NEXT_WAIT_MS_MAX = 60_000
/** Connections of one process of the run; the oldest goes first, since one that it has given up nobody closes. */
const PER_CALLER_MAX = 4

/** One connection. */
class NodeSocket {
  private readonly socket: WebSocket
  private readonly open: Promise<void>
  private readonly waiting = new Map<RpcRequest['id'], (read: unknown) => void>()
  private readonly buffer: PublishedEvent[] = []
  readonly queries = new Set<string>()
  private wake: (() => void) | undefined
  private why = 'the node has closed the connection'
  isOpen = true

  constructor(url: string) {
    this.socket = new WebSocket(url, {
      handshakeTimeout: CONNECT_TIMEOUT_MS,
      maxPayload: ANSWER_BYTES_MAX,
      perMessageDeflate: false,
      followRedirects: false,
    })
    this.socket.on('message', (data) => this.read(data))
    this.socket.on('error', (error) => (this.why = `node: ${error.message}`))
    this.socket.on('close', () => this.lost())
    this.open = new Promise((resolve) => {
      this.socket.once('open', () => resolve())
      this.socket.once('close', () => resolve())
    })
  }

  /** @throws {CallError} refused if it never opened; reset if it was closed; timeout */
  async ask(request: RpcRequest): Promise<RpcResponse> {
    await this.open
    if (!this.isOpen) throw new CallError('refused', this.why)
    const read = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(request.id)
        reject(new CallError('timeout', `node: no answer in ${ANSWER_TIMEOUT_MS} ms`))
      }, ANSWER_TIMEOUT_MS)
      this.waiting.set(request.id, (answer) => {
        clearTimeout(timer)
        this.waiting.delete(request.id)
        if (answer === undefined) reject(new CallError('reset', this.why))
        else resolve(answer)
      })
    })
    this.socket.send(JSON.stringify(request))
    return answerTo(request, await read)
  }

  /** @throws {CallError} reset once it is closed */
  async next(waitMs: number): Promise<readonly PublishedEvent[]> {
    if (this.isOpen && this.buffer.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(Math.max(0, waitMs), NEXT_WAIT_MS_MAX))
        this.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      this.wake = undefined
    }
    if (!this.isOpen && this.buffer.length === 0) throw new CallError('reset', this.why)
    return this.buffer.splice(0)
  }

  close(): void {
    this.lost()
    this.socket.terminate()
  }

  private read(data: RawData): void {
    try {
      const read = readJson(String(data))
      const { id, result } = (read ?? {}) as { readonly id?: RpcRequest['id']; readonly result?: object }
      const asked = id === undefined ? undefined : this.waiting.get(id)
      if (asked !== undefined) return asked(read)
      // Whoever does not empty it in time loses what comes, as at a node of ours.
      if (id !== undefined && this.buffer.length < SUBSCRIPTION_LIMITS.buffer) this.buffer.push(eventIn(id, result))
      this.wake?.()
    } catch (error) {
      // Whatever it is: thrown out of a socket it would end the process.
      this.why = `node: ${(error as Error).message}`
      this.close()
    }
  }

  private lost(): void {
    this.isOpen = false
    for (const answer of this.waiting.values()) answer(undefined)
    this.wake?.()
  }
}

/** The connections of all processes of a run. */
export class NodeSockets {
  /** By who has opened each and what he calls it, oldest first. */
  private readonly sockets = new Map<string, Map<string, NodeSocket>>()

  /** Takes `subscribe`, `unsubscribe` and `unsubscribe_all` on a connection, which is opened if it is not there. @throws {CallError} */
  async ask(who: string, name: string, url: string, request: RpcRequest): Promise<RpcResponse> {
    const query = String(request.params['query'] ?? '')
    let socket = this.sockets.get(who)?.get(name)
    // A process that asks for the same again has begun anew: its connection has died with it.
    if (socket !== undefined && (!socket.isOpen || (request.method === 'subscribe' && socket.queries.has(query)))) {
      socket.close()
      socket = undefined
    }
    socket ??= this.opened(who, name, url)
    try {
      const response = await socket.ask(request)
      if (request.method === 'subscribe' && 'result' in response) socket.queries.add(query)
      return response
    } catch (error) {
      if (error instanceof NoAnswer) throw new CallError('reset', `node: ${error.message}`)
      throw error
    }
  }

  /** @throws {CallError} reset, if the connection is not open any more */
  next(who: string, name: string, waitMs: number): Promise<readonly PublishedEvent[]> {
    const socket = this.sockets.get(who)?.get(name)
    if (socket === undefined) return Promise.reject(new CallError('reset', 'the node has closed the connection'))
    return socket.next(waitMs)
  }

  /** Closes all of them: whoever waits hears of it. */
  closeAll(): void {
    for (const sockets of this.sockets.values()) for (const socket of sockets.values()) socket.close()
    this.sockets.clear()
  }

  private opened(who: string, name: string, url: string): NodeSocket {
    const socket = new NodeSocket(url)
    const sockets = this.sockets.get(who) ?? new Map<string, NodeSocket>()
    this.sockets.set(who, sockets)
    sockets.delete(name)
    sockets.set(name, socket)
    for (const [oldest, each] of sockets) {
      if (sockets.size <= PER_CALLER_MAX) break
      each.close()
      sockets.delete(oldest)
    }
    return socket
  }
}
