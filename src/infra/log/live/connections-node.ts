/**
 * Sockets from the processes of a run to real brokers: each process has its own, as any client of Kafka has, so that it suffers alone
 * what is done to its arrow. Node only.
 */
import { CallError, isCallError } from '~/kernel/call-error'
import type { Address } from '../../live-place'
import type { LiveCaller, LiveStore } from '../../live-store'
import { BrokerSocket } from './broker-socket'
import type { WireAnswer } from './exchange'

/** What whoever no arrow leads from calls itself. */
const OURSELVES = 'boxes-and-arrows'
const ANSWER_TIMEOUT_MS = 10_000
/** More than any diagram has under way. */
const IN_FLIGHT_MAX = 20_000

/** Puts a request into the bytes of a connection. */
export type Send = Parameters<BrokerSocket['ask']>[0]

interface Lane {
  readonly opening: Promise<BrokerSocket>
  /** Once it is there. */
  socket: BrokerSocket | null
  waiting: number
}

/** The sockets of one run. */
export class LiveConnections {
  private readonly store: LiveStore
  private readonly lanes = new Map<string, Lane[]>()
  private inFlight = 0
  private isClosed = false

  constructor(store: LiveStore) {
    this.store = store
  }

  /**
   * Requests of one process to one broker leave in the order in which they are made. One that the broker may hold back has a socket to
   * itself meanwhile: whatever came after it would wait, too.
   * @param broker the number of the instance, for the way that an arrow is
   * @param heldMs for how long the broker may hold it back; null for a request that it answers as soon as it can
   * @throws {CallError} refused, overloaded, timeout or reset
   */
  async ask(
    caller: LiveCaller | null,
    broker: number,
    address: Address,
    send: Send,
    heldMs: number | null,
  ): Promise<WireAnswer> {
    if (this.isClosed) throw new CallError('refused', 'the connections of this run are closed')
    if (this.inFlight >= IN_FLIGHT_MAX) throw new CallError('overloaded', `${IN_FLIGHT_MAX} requests are under way`)
    const lane = this.laneFor(caller, broker, address, heldMs !== null)
    lane.waiting++
    this.inFlight++
    try {
      const socket = await lane.opening
      return await socket.ask(guarded(send), ANSWER_TIMEOUT_MS + (heldMs ?? 0))
    } catch (error) {
      if (isCallError(error)) throw error
      throw new CallError('refused', error instanceof Error ? error.message : String(error))
    } finally {
      lane.waiting--
      this.inFlight--
    }
  }

  close(): void {
    this.isClosed = true
    for (const { socket } of [...this.lanes.values()].flat()) socket?.close('the run is over')
    this.lanes.clear()
  }

  private laneFor(caller: LiveCaller | null, broker: number, address: Address, isAlone: boolean): Lane {
    const who = caller === null ? OURSELVES : `${caller.from}/${caller.fromInstance}`
    const key = `${who} ${address.host}:${address.port} ${isAlone}`
    const known = (this.lanes.get(key) ?? []).filter(({ socket }) => socket?.isBroken !== true)
    this.lanes.set(key, known)
    const free = known.find(({ waiting }) => !isAlone || waiting === 0)
    if (free !== undefined) return free
    const lane: Lane = { opening: this.open(caller, broker, address, who), socket: null, waiting: 0 }
    known.push(lane)
    lane.opening.then(
      (socket) => (lane.socket = socket),
      () =>
        this.lanes.set(
          key,
          (this.lanes.get(key) ?? []).filter((each) => each !== lane),
        ),
    )
    return lane
  }

  private async open(caller: LiveCaller | null, broker: number, address: Address, who: string): Promise<BrokerSocket> {
    const settled = (await this.store.settle?.(address)) ?? address
    const way = caller === null ? undefined : this.store.addressFor?.(caller, broker, settled)
    const { host, port } = (await way) ?? settled
    if (this.isClosed) throw new CallError('refused', 'the connections of this run are closed')
    return new BrokerSocket(host, port, who)
  }
}

/** A request that cannot be put into bytes fails alone. */
function guarded(send: Send): Send {
  return (connection, settle) => {
    try {
      send(connection, settle)
    } catch (error) {
      settle(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
