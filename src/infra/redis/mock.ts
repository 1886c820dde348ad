/**
 * ioredis-mock behind the Redis port: the engine for browsers without WebAssembly exceptions and for pages that must
 * stay small. It is a re-implementation, about thirty times slower in scripts and looser with types and arguments;
 * the conformance suite names each difference.
 *
 * The adapter adds what the mock has no trace of and no script can do without: SCRIPT LOAD, EXISTS and FLUSH with
 * EVALSHA over EVAL (the cache is the adapter's, shared by all connections), MULTI as commands, SELECT, TIME, and
 * arguments of any bytes. Everything else is the mock's own answer.
 */
import type RedisMock from 'ioredis-mock'
import { fromByteString, toByteString } from './mock/byte-string'
import { loadMockPackage } from './mock/load-package'
import { frameScript, readFramed } from './mock/lua'
import { MockRandom, withVirtualGlobals } from './mock/virtual-globals'
import {
  REDIS_EPOCH_MS,
  RedisError,
  type RedisClock,
  type RedisCommand,
  type RedisConnection,
  type RedisEngine,
  type RedisExecuteOptions,
  type RedisReply,
  type RedisSnapshot,
} from './port'
import { scriptDigest } from './script'
import { refuse } from './unsupported'

type MockClass = typeof RedisMock
type MockCommand = (...args: string[]) => unknown
type Pending = Promise<RedisReply>

/** The version of the ioredis-mock package. */
export const MOCK_VERSION = '8.13.1'

const DATABASES_MAX = 16
/** Functions of the mock that are no commands, or whose state is the connection's and lives in the adapter. */
const NOT_COMMANDS = new Set(
  'connect customCommand disconnect quit auth asking cluster evaluate eval evalsha multi exec discard script select time'.split(
    ' ',
  ),
)

let engineNext = 0

/** Loads ioredis-mock and gives an empty engine on it. See `load-package.ts` for what that does to a browser's globals. */
export async function loadMockEngine(options: { readonly clock: RedisClock }): Promise<RedisEngine> {
  return new MockEngine(await loadMockPackage(), options.clock)
}

class MockEngine implements RedisEngine {
  readonly name = 'mock'
  readonly version = MOCK_VERSION
  readonly title = `ioredis-mock ${MOCK_VERSION}`
  readonly can = { answerAtOnce: false, rewind: true, limitMemory: false, tellMemory: false }
  readonly scripts = new Map<string, string>()
  readonly random = new MockRandom()
  readonly #mockClass: MockClass
  readonly #clock: RedisClock
  readonly #host: string
  /** One connection per database in use, by which the engine itself looks at the data. */
  readonly #databases = new Map<number, RedisMock>()

  constructor(mockClass: MockClass, clock: RedisClock) {
    this.#mockClass = mockClass
    this.#clock = clock
    // ioredis-mock shares data between connections of the same host: a name of its own keeps engines apart.
    this.#host = `mock-${engineNext}`
    engineNext += 1
  }

  connect(): RedisConnection {
    return new MockConnection(this, this.#clock)
  }

  open(database: number): RedisMock {
    if (!this.#databases.has(database)) this.#databases.set(database, this.#construct(database))
    return this.#construct(database)
  }

  flushAll(): void {
    for (const mock of this.#databases.values()) clear(mock)
  }

  reset(): void {
    this.flushAll()
    this.scripts.clear()
    this.random.state = new MockRandom().state
  }

  /** The mock expires keys when they are asked for, and has no background work. */
  tick(): void {}

  snapshot(): RedisSnapshot {
    const databases = new Map<number, DatabaseCopy>()
    for (const [number, mock] of this.#databases)
      databases.set(
        number,
        this.#atNow(() => copy(mock)),
      )
    return new MockSnapshot(this.#clock.nowMs(), databases, new Map(this.scripts), this.random.state)
  }

  /** Data and scripts come back; transactions and watches of open connections stay as they are. */
  restore(snapshot: RedisSnapshot): void {
    if (!(snapshot instanceof MockSnapshot)) {
      throw new Error(`a snapshot of the ${snapshot.engine} engine cannot be restored into the mock`)
    }
    this.flushAll()
    for (const [number, entries] of snapshot.databases) {
      const mock = this.#databases.get(number)!
      for (const [key, { value, expiresMs }] of entries) {
        mock.data.set(key, structuredClone(value))
        if (expiresMs !== null) mock.expires.set(key, expiresMs)
      }
    }
    this.scripts.clear()
    for (const [sha, source] of snapshot.scripts) this.scripts.set(sha, source)
    this.random.state = snapshot.randomState
  }

  async peek(commands: readonly RedisCommand[], options?: RedisExecuteOptions): Promise<RedisReply[]> {
    const { state } = this.random
    const connection = this.connect()
    try {
      return await connection.execute(commands, options)
    } finally {
      connection.close()
      this.random.state = state
    }
  }

  memoryBytes(): number {
    let characters = 0
    for (const mock of this.#databases.values()) {
      for (const [key, { value }] of this.#atNow(() => copy(mock))) characters += key.length + weigh(value)
    }
    return characters
  }

  #atNow<Result>(run: () => Result): Result {
    return withVirtualGlobals(this.#clock.nowMs(), () => 0, run)
  }

  #construct(database: number): RedisMock {
    const mock = new this.#mockClass({ host: this.#host, port: 6379, db: database, lazyConnect: false })
    mock.context.modifiedKeyEvents.setMaxListeners(0)
    return mock
  }
}

class MockConnection implements RedisConnection {
  readonly #engine: MockEngine
  readonly #clock: RedisClock
  #mock: RedisMock
  #queue: RedisCommand[] | null = null
  #isQueueBroken = false
  #isClosed = false
  #nowMs = 0

  constructor(engine: MockEngine, clock: RedisClock) {
    this.#engine = engine
    this.#clock = clock
    this.#mock = engine.open(0)
  }

  /** Runs all commands before it returns; only the collecting of replies is asynchronous, so order is arrival order. */
  execute(commands: readonly RedisCommand[], options: RedisExecuteOptions = {}): Promise<RedisReply[]> {
    if (this.#isClosed) return Promise.reject(new Error('the Redis connection is closed'))
    this.#nowMs = options.atMs ?? this.#clock.nowMs()
    const binary = options.binary ?? false
    const random = () => this.#engine.random.next()
    const pending = withVirtualGlobals(this.#nowMs, random, () =>
      commands.map((command) => toReply(() => this.#run(command), binary)),
    )
    return Promise.all(pending)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#mock.disconnect()
  }

  #run(command: RedisCommand): unknown {
    const refusal = refuse(command)
    if (refusal !== null) {
      if (this.#queue !== null) this.#isQueueBroken = true
      return refusal
    }
    const [name = '', ...args] = command.map(toByteString)
    const verb = name.toLowerCase()
    if (this.#queue !== null && !['exec', 'discard', 'multi', 'watch'].includes(verb))
      return this.#enqueue(verb, command)
    switch (verb) {
      case 'multi':
        return this.#multi()
      case 'exec':
        return this.#exec()
      case 'discard':
        return this.#discard()
      case 'select':
        return this.#select(args[0])
      case 'flushall':
        this.#engine.flushAll()
        return 'OK'
      case 'time':
        return timeOf(this.#nowMs)
      case 'script':
        return this.#script(args)
      case 'eval':
        return this.#eval(args[0] ?? '', args.slice(1))
      case 'evalsha':
        return this.#evalSha(args[0] ?? '', args.slice(1))
      default:
        return this.#call(verb, args)
    }
  }

  #call(verb: string, args: string[]): unknown {
    const command = this.#command(verb)
    if (command === undefined) throw new RedisError(unknownCommand(verb))
    return command(...args)
  }

  #command(verb: string): MockCommand | undefined {
    if (NOT_COMMANDS.has(verb) || !/^[a-z]+$/.test(verb) || !Object.keys(this.#mock).includes(verb)) return undefined
    const member = (this.#mock as unknown as Record<string, unknown>)[verb]
    return typeof member === 'function' ? (member as MockCommand) : undefined
  }

  #enqueue(verb: string, command: RedisCommand): string {
    const isKnown = ['select', 'flushall', 'time', 'script', 'eval', 'evalsha'].includes(verb)
    if (!isKnown && this.#command(verb) === undefined) {
      this.#isQueueBroken = true
      throw new RedisError(unknownCommand(verb))
    }
    this.#queue!.push(command)
    return 'QUEUED'
  }

  #multi(): string {
    if (this.#queue !== null) throw new RedisError('ERR MULTI calls can not be nested')
    this.#queue = []
    this.#isQueueBroken = false
    return 'OK'
  }

  #exec(): unknown {
    const queue = this.#queue
    if (queue === null) throw new RedisError('ERR EXEC without MULTI')
    this.#queue = null
    const isDirty = this.#isDirty()
    this.#unwatch()
    if (this.#isQueueBroken) throw new RedisError('EXECABORT Transaction discarded because of previous errors.')
    if (isDirty) return null
    return queue.map((command) => attempt(() => this.#run(command)))
  }

  #discard(): string {
    if (this.#queue === null) throw new RedisError('ERR DISCARD without MULTI')
    this.#queue = null
    this.#unwatch()
    return 'OK'
  }

  /** A watched key was written, or has expired: reading it makes the mock notice. */
  #isDirty(): boolean {
    for (const key of this.#mock.watching) this.#mock.data.get(key)
    return this.#mock.dirty
  }

  #unwatch(): void {
    this.#mock.dirty = false
    this.#mock.watching.clear()
  }

  #select(argument = ''): string {
    const database = Number(argument)
    if (!/^\d+$/.test(argument) || database >= DATABASES_MAX) throw new RedisError('ERR DB index is out of range')
    this.#mock.disconnect()
    this.#mock = this.#engine.open(database)
    return 'OK'
  }

  #script([subcommand = '', ...args]: string[]): unknown {
    const { scripts } = this.#engine
    switch (subcommand.toLowerCase()) {
      case 'load':
        return this.#cache(args[0] ?? '')
      case 'exists':
        return args.map((sha) => (scripts.has(sha.toLowerCase()) ? 1 : 0))
      case 'flush':
        scripts.clear()
        return 'OK'
      default:
        throw new RedisError(
          `ERR unknown subcommand '${subcommand}'. The mock engine provides SCRIPT LOAD, EXISTS and FLUSH`,
        )
    }
  }

  #cache(source: string): string {
    const sha = scriptDigest(fromByteString(source, true) as Uint8Array)
    this.#engine.scripts.set(sha, source)
    return sha
  }

  #evalSha(sha: string, args: string[]): unknown {
    const source = this.#engine.scripts.get(sha.toLowerCase())
    if (source === undefined) throw new RedisError('NOSCRIPT No matching script.')
    return this.#evaluate(source, args)
  }

  #eval(source: string, args: string[]): unknown {
    this.#cache(source)
    return this.#evaluate(source, args)
  }

  #evaluate(source: string, args: string[]): unknown {
    const mock = this.#mock as unknown as { eval: MockCommand }
    const keyCount = Number(args[0])
    if (!Number.isInteger(keyCount)) throw new RedisError('ERR value is not an integer or out of range')
    if (keyCount < 0) throw new RedisError("ERR Number of keys can't be negative")
    if (keyCount > args.length - 1) throw new RedisError("ERR Number of keys can't be greater than number of args")
    const framed = frameScript(source, Math.round((REDIS_EPOCH_MS + this.#nowMs) * 1000))
    return Promise.resolve(mock.eval(framed, ...args)).then((reply) => readFramed(String(reply)))
  }
}

interface CopiedEntry {
  readonly value: unknown
  /** Unix time in milliseconds. */
  readonly expiresMs: number | null
}

type DatabaseCopy = ReadonlyMap<string, CopiedEntry>

class MockSnapshot implements RedisSnapshot {
  readonly engine = 'mock'
  readonly takenAtMs: number
  readonly databases: ReadonlyMap<number, DatabaseCopy>
  readonly scripts: ReadonlyMap<string, string>
  readonly randomState: number

  constructor(
    takenAtMs: number,
    databases: ReadonlyMap<number, DatabaseCopy>,
    scripts: ReadonlyMap<string, string>,
    randomState: number,
  ) {
    this.takenAtMs = takenAtMs
    this.databases = databases
    this.scripts = scripts
    this.randomState = randomState
  }

  /** The copies are this object's own: they go with it. */
  release(): void {}
}

function copy(mock: RedisMock): DatabaseCopy {
  const entries = new Map<string, CopiedEntry>()
  for (const key of mock.data.keys()) {
    const expiresMs = mock.expires.has(key) ? mock.expires.get(key) : null
    entries.set(key, { value: structuredClone(mock.data.get(key)), expiresMs })
  }
  return entries
}

function clear(mock: RedisMock): void {
  // Key by key, so that watches notice; then the rest, which are expiries of keys long gone.
  for (const key of mock.data.keys()) (mock as unknown as { data: { delete(key: string): void } }).data.delete(key)
  mock.data.clear()
  mock.expires.clear()
}

function weigh(value: unknown): number {
  if (value instanceof Map) return weigh([...value])
  if (value instanceof Set) return weigh([...value])
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + weigh(item), 0)
  if (typeof value === 'object' && value !== null) return weigh(Object.entries(value))
  return String(value).length
}

function timeOf(nowMs: number): [string, string] {
  const micros = Math.round((REDIS_EPOCH_MS + nowMs) * 1000)
  const seconds = Math.floor(micros / 1e6)
  return [String(seconds), String(micros - seconds * 1e6)]
}

function unknownCommand(verb: string): string {
  return `ERR unknown command '${verb.slice(0, 128)}': the mock engine does not provide it`
}

/** Runs now; a thrown error becomes a rejection, so that one command's failure is its own. */
function attempt(run: () => unknown): Promise<unknown> {
  const pending = new Promise((resolve) => resolve(run()))
  return pending.catch((error: unknown) => toRedisError(error))
}

function toReply(run: () => unknown, binary: boolean): Pending {
  return attempt(run).then((value) => convert(value, binary))
}

function toRedisError(error: unknown): RedisError {
  if (error instanceof RedisError) return error
  if (!(error instanceof Error)) return new RedisError(`ERR ${String(error)}`)
  return new RedisError(/^[A-Z]+ /.test(error.message) ? error.message : `ERR ${error.message}`)
}

function convert(value: unknown, binary: boolean): RedisReply | Promise<RedisReply> {
  switch (typeof value) {
    case 'string':
      return fromByteString(value, binary)
    case 'number':
      return Number.isSafeInteger(value) ? value : String(value)
    case 'boolean':
      return value ? 1 : 0
    case 'object':
      break
    default:
      return null
  }
  if (value === null || value instanceof RedisError) return value
  if (value instanceof Uint8Array) return binary ? value : new TextDecoder().decode(value)
  // HGETALL comes as an object, the way ioredis gives it; the wire has a flat list.
  const items = Array.isArray(value) ? value : value instanceof Set ? [...value] : Object.entries(value).flat()
  return Promise.all(items.map(async (item: unknown) => convert(await item, binary)))
}
