/**
 * Real Valkey behind the Redis port, in this thread and synchronously. Same commands at the same virtual times, same bytes,
 * on any machine.
 */
import type {
  RedisClock,
  RedisCommand,
  RedisConnection,
  RedisEngine,
  RedisExecuteOptions,
  RedisReply,
  RedisSnapshot,
} from '../port'
import { RespDecoder } from '../resp'
import { completeReplies, RequestEncoder } from './codec'
import { VALKEY_CAN, VALKEY_TITLE, VALKEY_VERSION } from './module'
import { ValkeyRuntime, type RuntimeImage } from './runtime'

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
  readonly title = VALKEY_TITLE
  readonly can = VALKEY_CAN
  readonly #encoder = new RequestEncoder()
  /** Every exchange ends with whole replies, so one decoder serves all; one that a lost connection left in mid-reply is replaced. */
  #decoder = new RespDecoder()
  readonly #clock: RedisClock
  readonly #runtime: ValkeyRuntime
  #connectionNext = 0

  constructor(module: WebAssembly.Module, clock: RedisClock) {
    this.#clock = clock
    this.#runtime = new ValkeyRuntime(module, clock.nowMs())
  }

  connect(): ValkeyConnection {
    const connection = this.#connectionNext
    this.#connectionNext += 1
    let isClosed = false
    const execute = (commands: readonly RedisCommand[], options?: RedisExecuteOptions): RedisReply[] => {
      if (isClosed) throw new Error('the Redis connection is closed')
      return this.#run('exchange', connection, commands, options)
    }
    return {
      execute,
      begin: execute,
      close: () => {
        isClosed = true
        this.#runtime.close(connection, this.#clock.nowMs())
      },
    }
  }

  reset(): void {
    this.#runtime.reset(this.#clock.nowMs())
  }

  tick(atMs = this.#clock.nowMs()): void {
    this.#runtime.tick(atMs)
  }

  snapshot(): RedisSnapshot {
    return new ValkeySnapshot(this.#clock.nowMs(), this.#runtime.snapshot())
  }

  restore(snapshot: RedisSnapshot): void {
    if (!(snapshot instanceof ValkeySnapshot)) {
      throw new Error(`a snapshot of the ${snapshot.engine} engine cannot be restored into valkey`)
    }
    this.#runtime.restore(snapshot.image, snapshot.takenAtMs)
  }

  peek(commands: readonly RedisCommand[], options?: RedisExecuteOptions): RedisReply[] {
    return this.#run('peek', this.#connectionNext, commands, options)
  }

  memoryBytes(): number {
    return this.#runtime.memoryBytes
  }

  #run(
    how: 'exchange' | 'peek',
    connection: number,
    commands: readonly RedisCommand[],
    { atMs = this.#clock.nowMs(), binary = false }: RedisExecuteOptions = {},
  ): RedisReply[] {
    const request = this.#encoder.encode(commands)
    const decoder = this.#decoder.isIdle ? this.#decoder : (this.#decoder = new RespDecoder())
    decoder.binary = binary
    try {
      this.#runtime[how](connection, request.bytes, request.count, atMs, decoder)
    } catch (error) {
      this.#decoder = new RespDecoder()
      throw error
    }
    return completeReplies(decoder.take(), request.count, request.refusals)
  }
}

class ValkeySnapshot implements RedisSnapshot {
  readonly engine = 'valkey'
  readonly takenAtMs: number
  readonly image: RuntimeImage

  constructor(takenAtMs: number, image: RuntimeImage) {
    this.takenAtMs = takenAtMs
    this.image = image
  }

  /** The memory is this object's own: it goes with it. */
  release(): void {}
}
