/**
 * Sockets to the brokers of a live cluster, in the place of the drawn arrow: a request goes to one broker and has an answer, or a
 * {@link CallError} that says whether it may have been carried out.
 */
import { CallError, isCallError } from '~/kernel/call-error'
import type { CallOptions, Message } from '~/kernel/component'
import type { LogRequest } from '../protocol/api'
import type { MetadataRequest } from '../protocol/cluster-api'
import { BrokerSocket } from './broker-socket'
import { exchange, type WireAnswer } from './exchange'

/** Where a broker listens. */
export interface LiveBroker {
  readonly host: string
  readonly port: number
}

/** A broker answers the requests of one socket one after the other: what waits there must not hold up anything else. */
type Lane = 'fetch' | 'membership' | 'produce' | 'other'

const LANES: Partial<Record<LogRequest['type'], Lane>> = {
  Fetch: 'fetch',
  JoinGroup: 'membership',
  SyncGroup: 'membership',
  Produce: 'produce',
}

export class BrokerSockets {
  private readonly bootstrap: readonly LiveBroker[]
  private readonly clientId: string
  /** Where the brokers are, as far as one of them has said. */
  private readonly brokers = new Map<number, LiveBroker>()
  private readonly sockets = new Map<string, BrokerSocket>()
  private turn = 0
  private isClosed = false

  constructor(bootstrap: readonly LiveBroker[], clientId: string) {
    this.bootstrap = bootstrap
    this.clientId = clientId
  }

  /** @throws {CallError} refused, timeout or reset */
  async call<Reply>(message: Message, { instance, timeoutMs }: CallOptions): Promise<Reply> {
    const request = message as LogRequest
    const broker = instance === undefined ? this.someBroker() : this.brokers.get(instance)
    if (broker === undefined) {
      await this.find(instance!, timeoutMs)
      return this.call(message, { instance: instance!, timeoutMs })
    }
    const answer = await this.socketTo(broker, LANES[request.type] ?? 'other').ask(
      (connection, settle) => exchange(connection, request, settle),
      timeoutMs,
    )
    this.learn(answer)
    return answer.response as Reply
  }

  close(): void {
    this.isClosed = true
    for (const socket of this.sockets.values()) socket.close('this client is closed')
    this.sockets.clear()
  }

  /** Has somebody say where a broker is that is known by its number alone. @throws {CallError} if nobody knows it */
  private async find(nodeId: number, timeoutMs: number): Promise<void> {
    const question: MetadataRequest = { type: 'Metadata', topics: [], request: 0 }
    let attempts = this.bootstrap.length + this.brokers.size
    while (!this.brokers.has(nodeId)) {
      attempts -= 1
      try {
        await this.call(question, { timeoutMs })
      } catch (error) {
        if (!isCallError(error) || attempts <= 0) throw error
      }
      if (attempts <= 0 && !this.brokers.has(nodeId)) throw new CallError('refused', `no broker ${nodeId} is alive`)
    }
  }

  private someBroker(): LiveBroker {
    this.turn += 1
    const known = [...this.brokers.values()]
    // Those that were named are asked in turn with those that are known, since all of either kind may be gone.
    const all = [...known, ...this.bootstrap]
    return all[this.turn % all.length]!
  }

  private learn({ brokers }: WireAnswer): void {
    for (const { nodeId, host, port } of brokers ?? []) this.brokers.set(nodeId, { host, port })
  }

  private socketTo({ host, port }: LiveBroker, lane: Lane): BrokerSocket {
    if (this.isClosed) throw new CallError('refused', 'this client is closed')
    const name = `${host}:${port} ${lane}`
    const open = this.sockets.get(name)
    if (open !== undefined && !open.isBroken) return open
    const socket = new BrokerSocket(host, port, this.clientId)
    this.sockets.set(name, socket)
    return socket
  }
}
