/**
 * A real Redis or Valkey over TCP, by ioredis; Node only. The same port, with the world's own time: `atMs` and `tick`
 * mean nothing here, and there is no snapshot.
 */
import { Command, Redis } from 'ioredis'
import type { LiveStore } from '../live-store'
import { decodeText, parseInteger } from './resp'
import {
  RedisError,
  type RedisCommand,
  type RedisConnection,
  type RedisEngine,
  type RedisExecuteOptions,
  type RedisReply,
} from './port'
import { REFUSED_COMMAND, refuse } from './unsupported'

const CONNECT_TIMEOUT_MS = 5_000
const COMMAND_TIMEOUT_MS = 10_000
const RECONNECTS_MAX = 3

/** Where the server is, and whether it may be emptied. */
export interface LiveEngineOptions extends Pick<LiveStore, 'url'> {
  /** True for a server started for this purpose: `reset` then runs FLUSHALL and SCRIPT FLUSH. Default: `reset` throws. */
  readonly isDisposable?: boolean
}

/**
 * Connects once to learn the version, then on demand: one TCP connection for each `connect()`.
 * @throws Error when the server cannot be reached within five seconds.
 */
export async function connectLiveEngine(options: LiveEngineOptions): Promise<RedisEngine> {
  const probe = new LiveConnection(options.url)
  try {
    const [info] = await probe.execute([['INFO', 'server']])
    return new LiveEngine(options, versionOf(info))
  } finally {
    probe.close()
  }
}

class LiveEngine implements RedisEngine {
  readonly name = 'live'
  readonly version: string
  readonly title: string
  readonly can = { answerAtOnce: false, rewind: false, limitMemory: true, tellMemory: true }
  readonly #options: LiveEngineOptions

  constructor(options: LiveEngineOptions, version: string) {
    this.#options = options
    this.version = version
    this.title = `Redis ${version}`
  }

  connect(): RedisConnection {
    return new LiveConnection(this.#options.url)
  }

  /** Empties a disposable server: data and scripts. Its configuration stays. */
  async reset(): Promise<void> {
    if (this.#options.isDisposable !== true) {
      throw new Error('this live Redis was not declared disposable, so it is not emptied: see isDisposable')
    }
    const connection = this.connect()
    try {
      const replies = await connection.execute([['FLUSHALL'], ['SCRIPT', 'FLUSH']])
      const error = replies.find((reply) => reply instanceof RedisError)
      if (error !== undefined) throw error
    } finally {
      connection.close()
    }
  }

  tick(): void {}

  snapshot(): never {
    throw new Error('a live Redis has no snapshot: rewind and fail-over run on the valkey engine')
  }

  restore(): never {
    throw new Error('a live Redis cannot be rewound: rewind and fail-over run on the valkey engine')
  }

  async peek(commands: readonly RedisCommand[], options?: RedisExecuteOptions): Promise<RedisReply[]> {
    const connection = this.connect()
    try {
      return await connection.execute(commands, options)
    } finally {
      connection.close()
    }
  }

  memoryBytes(): number {
    return 0
  }
}

class LiveConnection implements RedisConnection {
  readonly #redis: Redis

  constructor(url: string) {
    this.#redis = new Redis(url, {
      connectTimeout: CONNECT_TIMEOUT_MS,
      commandTimeout: COMMAND_TIMEOUT_MS,
      maxRetriesPerRequest: 1,
      retryStrategy: (attempt) => (attempt > RECONNECTS_MAX ? null : attempt * 50),
      // Integers come as strings and strings as buffers: so the two can be told apart, and 64 bits survive.
      stringNumbers: true,
    })
    // Every command that fails for lack of a connection rejects with the reason; without a listener it is also printed.
    this.#redis.on('error', () => {})
  }

  /** Sends all commands at once and waits for all replies. Rejects when the connection fails. */
  async execute(commands: readonly RedisCommand[], options: RedisExecuteOptions = {}): Promise<RedisReply[]> {
    const binary = options.binary ?? false
    return Promise.all(
      commands.map(async (command) => {
        const refusal = refuse(command)
        const reply = await this.#send(refusal === null ? command : REFUSED_COMMAND, binary)
        return refusal ?? reply
      }),
    )
  }

  close(): void {
    this.#redis.disconnect()
  }

  async #send([name = '', ...args]: RedisCommand, binary: boolean): Promise<RedisReply> {
    const text = typeof name === 'string' ? name : decodeText(name, 0, name.length)
    // Upper case keeps ioredis from rewriting arguments and replies, which it does by lower-case name.
    const command = new Command(
      text.toUpperCase(),
      args.map((argument) => (typeof argument === 'string' ? argument : Buffer.from(argument))),
    )
    try {
      return convert(await this.#redis.sendCommand(command), binary)
    } catch (error) {
      if (isReplyError(error)) return new RedisError(error.message)
      throw error
    }
  }
}

function convert(value: unknown, binary: boolean): RedisReply {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return value
  if (typeof value === 'string') return parseInteger(value)
  if (value instanceof Uint8Array) return binary ? new Uint8Array(value) : decodeText(value, 0, value.length)
  if (Array.isArray(value)) return value.map((item) => convert(item, binary))
  if (isReplyError(value)) return new RedisError(value.message)
  throw new TypeError(`ioredis gave a reply of an unknown kind: ${typeof value}`)
}

function isReplyError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError'
}

function versionOf(info: RedisReply | undefined): string {
  const text = typeof info === 'string' ? info : ''
  return /^valkey_version:(\S+)/m.exec(text)?.[1] ?? /^redis_version:(\S+)/m.exec(text)?.[1] ?? 'unknown'
}
