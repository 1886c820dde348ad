/**
 * One Valkey and its connections, in bytes: a request goes in, the event loop is stepped until as many replies have come
 * out as were asked for. It knows when, not what: {@link ValkeyEngine} encodes and decodes, here or in another thread.
 */
import { RespDecoder } from '../resp'
import { upper } from '../unsupported'
import { ValkeyFailure, ValkeyMachine, type MachineImage } from './machine'
import type { Socket } from './socket-table'

/** Where the bytes of replies go. */
export interface ReplySink {
  /** The number of whole replies so far. */
  readonly count: number
  /** Takes bytes, which are valid only during the call. */
  push(bytes: Uint8Array): void
}

/** A Valkey between two steps: its memory, and which connection of ours is which descriptor of its own. */
export interface RuntimeImage {
  readonly image: MachineImage
  readonly descriptors: ReadonlyMap<number, number>
}

/** A Valkey that executes at the times it is told. Connections go by number; they open with their first request. */
export class ValkeyRuntime {
  readonly #module: WebAssembly.Module
  #machine: ValkeyMachine
  /** The descriptor of each connection that Valkey knows, by the connection's number. */
  readonly #descriptors = new Map<number, number>()
  readonly #closed = new Set<number>()

  constructor(module: WebAssembly.Module, nowMs: number) {
    this.#module = module
    this.#machine = new ValkeyMachine(module, nowMs)
  }

  get memoryBytes(): number {
    return this.#machine.memoryBytes
  }

  /** Boots afresh. Connections open anew with their next request. */
  reset(nowMs: number): void {
    this.#machine = new ValkeyMachine(this.#module, nowMs)
    this.#descriptors.clear()
  }

  /** Lets background work run once. */
  tick(nowMs: number): void {
    this.#machine.setTime(nowMs)
    this.#machine.step()
  }

  /** @throws ValkeyFailure when Valkey is dead. */
  snapshot(): RuntimeImage {
    if (this.#machine.failure !== null) throw this.#machine.failure
    return { image: this.#machine.image(), descriptors: new Map(this.#descriptors) }
  }

  restore({ image, descriptors }: RuntimeImage, nowMs: number): void {
    if (this.#machine.fits(image)) this.#machine.putBack(image)
    else this.#machine = new ValkeyMachine(this.#module, nowMs, image)
    this.#descriptors.clear()
    for (const [connection, descriptor] of descriptors) {
      if (!this.#closed.has(connection)) {
        this.#descriptors.set(connection, descriptor)
        continue
      }
      // Closed since the snapshot: Valkey learns of it in its next step.
      const socket = this.#machine.sockets.find(descriptor)
      if (socket !== undefined) socket.isEnded = true
    }
  }

  /**
   * Runs a request of `count` commands. There are fewer replies than that only if Valkey hung up.
   * @throws ValkeyFailure when Valkey died or gave no reply. After a missing reply the connection is new again; after
   * a death only `reset` and `restore` help.
   */
  exchange(connection: number, request: Uint8Array, count: number, nowMs: number, sink: ReplySink): void {
    if (count === 0) return
    const machine = this.#machine
    machine.setTime(nowMs)
    const socket = this.#socket(connection)
    socket.input = request
    socket.inputOffset = 0
    const isAnswered = machine.stepUntil(() => {
      if (socket.outputLength > 0) sink.push(machine.sockets.takeOutput(socket))
      return sink.count >= count || socket.isClosed
    })
    if (socket.isClosed) this.#descriptors.delete(connection)
    else if (!isAnswered) throw this.#wedge(connection, socket, request, nowMs, sink.count, count)
  }

  /** As {@link exchange}, on a connection of its own; everything it did is undone. */
  peek(connection: number, request: Uint8Array, count: number, nowMs: number, sink: ReplySink): void {
    const before = this.snapshot()
    try {
      this.exchange(connection, request, count, nowMs, sink)
    } finally {
      this.restore(before, nowMs)
    }
  }

  /** Ends a connection for good. */
  close(connection: number, nowMs: number): void {
    this.#closed.add(connection)
    const descriptor = this.#descriptors.get(connection)
    if (descriptor === undefined || this.#machine.failure !== null) return
    const socket = this.#machine.sockets.find(descriptor)
    if (socket !== undefined) this.#hangUp(connection, socket, nowMs)
  }

  #socket(connection: number): Socket {
    const { sockets } = this.#machine
    const known = this.#descriptors.get(connection)
    const open = known === undefined ? undefined : sockets.find(known)
    if (open !== undefined) return open
    const socket = sockets.open()
    this.#descriptors.set(connection, socket.descriptor)
    return socket
  }

  #wedge(
    connection: number,
    socket: Socket,
    request: Uint8Array,
    nowMs: number,
    replied: number,
    count: number,
  ): ValkeyFailure {
    socket.input = null
    this.#hangUp(connection, socket, nowMs)
    return new ValkeyFailure(
      `Valkey gave no reply to ${commandName(request, replied)} (command ${replied + 1} of ${count}): ` +
        'it waits for something that cannot happen within one step of virtual time',
    )
  }

  #hangUp(connection: number, socket: Socket, nowMs: number): void {
    socket.isEnded = true
    this.#machine.setTime(nowMs)
    this.#machine.stepUntil(() => socket.isClosed)
    this.#descriptors.delete(connection)
  }
}

/** The name of one command of a request: a request reads like a sequence of replies. */
function commandName(request: Uint8Array, index: number): string {
  const decoder = new RespDecoder()
  decoder.push(request)
  const [name] = decoder.take()[index] as string[]
  return upper(name)
}
