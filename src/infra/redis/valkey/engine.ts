/**
 * Real Valkey behind the Redis port, in this thread and synchronously: the caller's commands go in, the event loop is
 * stepped until as many replies have come out. Same commands at the same virtual times, same bytes, on any machine.
 */
import {
  RedisError,
  type RedisClock,
  type RedisCommand,
  type RedisConnection,
  type RedisEngine,
  type RedisExecuteOptions,
  type RedisReply,
  type RedisSnapshot,
} from '../port'
import { RespDecoder, RespEncoder } from '../resp'
import { REFUSED_COMMAND, refuse, upper } from '../unsupported'
import { ValkeyFailure, ValkeyMachine, type MachineImage } from './machine'
import { VALKEY_VERSION } from './module'
import type { Socket } from './socket-table'

/** A connection that answers at once. */
export interface ValkeyConnection extends RedisConnection {
  /**
   * @throws ValkeyFailure when the server died or gave no reply. After a missing reply the connection is new again;
   * after a death the engine works only after `reset` or `restore`.
   */
  execute(commands: readonly RedisCommand[], options?: RedisExecuteOptions): RedisReply[]
}

/** Valkey as an engine: the port's, with every answer synchronous. */
export interface ValkeyEngine extends RedisEngine {
  readonly name: 'valkey'
  connect(): ValkeyConnection
  reset(): void
  peek(commands: readonly RedisCommand[], options?: RedisExecuteOptions): RedisReply[]
}

/** What an engine needs. */
export interface ValkeyEngineOptions {
  readonly clock: RedisClock
}

/** Boots a Valkey from a module that a loader of this folder has compiled. Takes some ten milliseconds. */
export function createValkeyEngine(module: WebAssembly.Module, options: ValkeyEngineOptions): ValkeyEngine {
  return new Engine(module, options.clock)
}

class Engine implements ValkeyEngine {
  readonly name = 'valkey'
  readonly version = VALKEY_VERSION
  readonly #encoder = new RespEncoder()
  /** Every exchange ends with whole replies, so one decoder serves all; one that a lost connection left in mid-reply is replaced. */
  #decoder = new RespDecoder()
  readonly #module: WebAssembly.Module
  readonly #clock: RedisClock
  #machine: ValkeyMachine
  /** The descriptor of each connection that the server knows, by the connection's number. */
  readonly #descriptors = new Map<number, number>()
  readonly #closed = new Set<number>()
  #connectionNext = 0

  constructor(module: WebAssembly.Module, clock: RedisClock) {
    this.#module = module
    this.#clock = clock
    this.#machine = new ValkeyMachine(module, clock.nowMs())
  }

  connect(): ValkeyConnection {
    const connection = this.#connectionNext
    this.#connectionNext += 1
    return {
      execute: (commands, options) => this.#execute(connection, commands, options),
      close: () => this.#close(connection),
    }
  }

  reset(): void {
    this.#machine = new ValkeyMachine(this.#module, this.#clock.nowMs())
    this.#descriptors.clear()
  }

  tick(): void {
    this.#machine.setTime(this.#clock.nowMs())
    this.#machine.step()
  }

  snapshot(): RedisSnapshot {
    if (this.#machine.failure !== null) throw this.#machine.failure
    return new ValkeySnapshot(this.#clock.nowMs(), this.#machine.image(), new Map(this.#descriptors))
  }

  restore(snapshot: RedisSnapshot): void {
    if (!(snapshot instanceof ValkeySnapshot)) {
      throw new Error(`a snapshot of the ${snapshot.engine} engine cannot be restored into valkey`)
    }
    if (this.#machine.fits(snapshot.image)) this.#machine.putBack(snapshot.image)
    else this.#machine = new ValkeyMachine(this.#module, snapshot.takenAtMs, snapshot.image)
    this.#descriptors.clear()
    for (const [connection, descriptor] of snapshot.descriptors) {
      if (!this.#closed.has(connection)) {
        this.#descriptors.set(connection, descriptor)
        continue
      }
      // Closed since the snapshot: the server learns of it in its next step.
      const socket = this.#machine.sockets.find(descriptor)
      if (socket !== undefined) socket.isEnded = true
    }
  }

  peek(commands: readonly RedisCommand[], options?: RedisExecuteOptions): RedisReply[] {
    const before = this.snapshot()
    const connection = this.#connectionNext
    try {
      this.#connectionNext += 1
      return this.#execute(connection, commands, options)
    } finally {
      this.restore(before)
      this.#connectionNext = connection
    }
  }

  memoryBytes(): number {
    return this.#machine.memoryBytes
  }

  #execute(connection: number, commands: readonly RedisCommand[], options: RedisExecuteOptions = {}): RedisReply[] {
    if (this.#closed.has(connection)) throw new Error('the Redis connection is closed')
    if (commands.length === 0) return []
    this.#machine.setTime(options.atMs ?? this.#clock.nowMs())
    const refusals = refusalsOf(commands)
    const sent =
      refusals === null ? commands : commands.map((command, at) => (refusals[at] === null ? command : REFUSED_COMMAND))
    const replies = this.#exchange(connection, sent, options.binary ?? false)
    if (refusals !== null) {
      for (let index = 0; index < replies.length; index += 1) replies[index] = refusals[index] ?? replies[index]!
    }
    return replies
  }

  #exchange(connection: number, commands: readonly RedisCommand[], binary: boolean): RedisReply[] {
    const machine = this.#machine
    const socket = this.#socket(connection)
    const decoder = this.#decoder.isIdle ? this.#decoder : (this.#decoder = new RespDecoder())
    decoder.binary = binary
    socket.input = this.#encoder.encode(commands)
    socket.inputOffset = 0
    const isAnswered = machine.stepUntil(() => {
      if (socket.outputLength > 0) decoder.push(machine.sockets.takeOutput(socket))
      return decoder.count >= commands.length || socket.isClosed
    })
    const replies = decoder.take()
    if (socket.isClosed) this.#descriptors.delete(connection)
    else if (!isAnswered) throw this.#wedge(connection, socket, commands, replies.length)
    while (replies.length < commands.length) replies.push(new RedisError('ERR the server closed the connection'))
    return replies
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

  #wedge(connection: number, socket: Socket, commands: readonly RedisCommand[], replied: number): ValkeyFailure {
    socket.input = null
    this.#hangUp(connection, socket)
    const name = upper(commands[replied]?.[0])
    return new ValkeyFailure(
      `Valkey gave no reply to ${name} (command ${replied + 1} of ${commands.length}): ` +
        'it waits for something that cannot happen within one step of virtual time',
    )
  }

  #close(connection: number): void {
    this.#closed.add(connection)
    const descriptor = this.#descriptors.get(connection)
    if (descriptor === undefined || this.#machine.failure !== null) return
    const socket = this.#machine.sockets.find(descriptor)
    if (socket !== undefined) this.#hangUp(connection, socket)
  }

  #hangUp(connection: number, socket: Socket): void {
    socket.isEnded = true
    this.#machine.setTime(this.#clock.nowMs())
    this.#machine.stepUntil(() => socket.isClosed)
    this.#descriptors.delete(connection)
  }
}

class ValkeySnapshot implements RedisSnapshot {
  readonly engine = 'valkey'
  readonly takenAtMs: number
  readonly image: MachineImage
  readonly descriptors: ReadonlyMap<number, number>

  constructor(takenAtMs: number, image: MachineImage, descriptors: ReadonlyMap<number, number>) {
    this.takenAtMs = takenAtMs
    this.image = image
    this.descriptors = descriptors
  }

  get sizeBytes(): number {
    return this.image.memory.length
  }
}

function refusalsOf(commands: readonly RedisCommand[]): (RedisError | null)[] | null {
  let refusals: (RedisError | null)[] | null = null
  for (let index = 0; index < commands.length; index += 1) {
    const refusal = refuse(commands[index]!)
    if (refusal !== null) {
      refusals ??= new Array<RedisError | null>(commands.length).fill(null)
      refusals[index] = refusal
    }
  }
  return refusals
}
