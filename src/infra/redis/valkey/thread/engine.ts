/**
 * Real Valkey behind the Redis port, in a thread of its own: while it works on a request, the run goes on to the instant
 * at which the reply is read. Its replies are those of the engine in this thread, byte for byte.
 */
import { Later } from '~/kernel/later'
import type {
  RedisClock,
  RedisCommand,
  RedisConnection,
  RedisEngine,
  RedisExecuteOptions,
  RedisReply,
  RedisSnapshot,
} from '../../port'
import { RespDecoder } from '../../resp'
import { completeReplies, RequestEncoder, type Request } from '../codec'
import { ValkeyFailure } from '../machine'
import { VALKEY_CAN, VALKEY_TITLE, VALKEY_VERSION } from '../module'
import { ANSWER, AnswerHead, ASK, Body, RequestHead, type Ask } from './frames'
import { PipeReader, PipeWriter } from './pipe'
import type { ThreadData } from './serve'

const NO_REQUEST: Request = { bytes: new Uint8Array(0), count: 0, refusals: null }
/** The answer to a question about the server itself is one number. */
const ONE_REPLY: Request = { ...NO_REQUEST, count: 1 }

/** A connection whose replies are always still to come. */
export interface ThreadConnection extends RedisConnection {
  begin(commands: readonly RedisCommand[], options?: RedisExecuteOptions): Later<RedisReply[]>
}

/** An engine on a thread that serves nobody else. */
export class ThreadedValkeyEngine implements RedisEngine {
  readonly name = 'valkey'
  readonly version = VALKEY_VERSION
  readonly title = VALKEY_TITLE
  readonly can = VALKEY_CAN
  readonly #clock: RedisClock
  readonly #requests: PipeWriter
  readonly #answers: PipeReader
  readonly #encoder = new RequestEncoder()
  readonly #head = new RequestHead()
  readonly #answer = new AnswerHead()
  readonly #body = new Body()
  readonly #decoder = new RespDecoder()
  /** Answers that are still to come, in their order. */
  readonly #underWay: PendingReplies[] = []
  #connectionNext = 0
  #snapshotNext = 0

  constructor({ requests, answers }: Pick<ThreadData, 'requests' | 'answers'>, clock: RedisClock) {
    this.#clock = clock
    this.#requests = new PipeWriter(requests)
    this.#answers = new PipeReader(answers)
    this.reset()
  }

  connect(): ThreadConnection {
    const connection = this.#connectionNext
    this.#connectionNext += 1
    let isClosed = false
    const begin = (commands: readonly RedisCommand[], options: RedisExecuteOptions = {}): Later<RedisReply[]> => {
      if (isClosed) throw new Error('the Redis connection is closed')
      return this.#begin(ASK.exchange, connection, commands, options)
    }
    return {
      begin,
      execute: (commands, options) => begin(commands, options).take(),
      close: () => {
        if (!isClosed) this.#tell(ASK.close, connection)
        isClosed = true
      },
    }
  }

  reset(): void {
    this.#tell(ASK.reset)
  }

  tick(atMs = this.#clock.nowMs()): void {
    this.#tell(ASK.tick, 0, atMs)
  }

  snapshot(): RedisSnapshot {
    const number = this.#snapshotNext
    this.#snapshotNext += 1
    this.#tell(ASK.snapshot, number)
    return new ThreadSnapshot(this.#clock.nowMs(), number, () => this.#tell(ASK.release, number))
  }

  restore(snapshot: RedisSnapshot): void {
    if (!(snapshot instanceof ThreadSnapshot)) {
      throw new Error(`a snapshot of another ${snapshot.engine} engine cannot be restored into valkey in a thread`)
    }
    this.#tell(ASK.restore, snapshot.number, snapshot.takenAtMs)
  }

  peek(commands: readonly RedisCommand[], options: RedisExecuteOptions = {}): RedisReply[] {
    return this.#begin(ASK.peek, this.#connectionNext, commands, options).take()
  }

  memoryBytes(): number {
    this.#tell(ASK.memory)
    return Number(this.#await(ONE_REPLY, false).take()[0])
  }

  /** Receives answers up to and including that of `last`. */
  receive(last: PendingReplies): void {
    for (let next = this.#underWay.shift(); next !== undefined; next = this.#underWay.shift()) {
      this.#receiveNext(next)
      if (next === last) return
    }
  }

  /** Receives the answers that have come. */
  receiveWhatIsThere(): void {
    while (this.#underWay.length > 0 && this.#answers.hasBytes) this.#receiveNext(this.#underWay.shift()!)
  }

  #begin(
    ask: Ask,
    connection: number,
    commands: readonly RedisCommand[],
    { atMs = this.#clock.nowMs(), binary = false }: RedisExecuteOptions,
  ): Later<RedisReply[]> {
    const request = this.#encoder.encode(commands)
    this.#tell(ask, connection, atMs, request)
    return this.#await(request, binary)
  }

  #await(request: Request, binary: boolean): PendingReplies {
    const pending = new PendingReplies(this, request, binary)
    this.#underWay.push(pending)
    return pending
  }

  #tell(ask: Ask, subject = 0, atMs = this.#clock.nowMs(), { bytes, count } = NO_REQUEST): void {
    const head = this.#head
    head.set(ask, atMs, subject, count, bytes.length)
    // A thread that waits for its answers to be read does not read requests.
    const isFull = !this.#requests.hasRoom(head.bytes.length + bytes.length)
    if (isFull && this.#underWay.length > 0) this.receive(this.#underWay.at(-1)!)
    this.#requests.write(head.bytes)
    this.#requests.write(bytes)
    this.#requests.flush()
  }

  #receiveNext(pending: PendingReplies): void {
    this.#answers.read(this.#answer.bytes)
    const { answer, length } = this.#answer
    const body = this.#body.resize(length)
    this.#answers.read(body)
    if (answer === ANSWER.failure) {
      pending.fail(new ValkeyFailure(new TextDecoder().decode(body)))
      return
    }
    const decoder = this.#decoder
    decoder.binary = pending.binary
    decoder.push(body)
    pending.give(decoder.take())
  }
}

/** Replies that the thread owes. */
class PendingReplies extends Later<RedisReply[]> {
  readonly binary: boolean
  readonly #engine: ThreadedValkeyEngine
  readonly #count: number
  readonly #refusals: Request['refusals']
  #replies: RedisReply[] | undefined
  #failure: ValkeyFailure | undefined

  constructor(engine: ThreadedValkeyEngine, { count, refusals }: Request, binary: boolean) {
    super()
    this.#engine = engine
    this.#count = count
    this.#refusals = refusals
    this.binary = binary
  }

  isReady(): boolean {
    if (!this.#isSettled) this.#engine.receiveWhatIsThere()
    return this.#isSettled
  }

  /** @throws ValkeyFailure when the server died or gave no reply */
  take(): RedisReply[] {
    if (!this.#isSettled) this.#engine.receive(this)
    if (this.#failure !== undefined) throw this.#failure
    return this.#replies!
  }

  get #isSettled(): boolean {
    return this.#replies !== undefined || this.#failure !== undefined
  }

  give(replies: RedisReply[]): void {
    this.#replies = completeReplies(replies, this.#count, this.#refusals)
  }

  fail(failure: ValkeyFailure): void {
    this.#failure = failure
  }
}

class ThreadSnapshot implements RedisSnapshot {
  readonly engine = 'valkey'
  readonly takenAtMs: number
  readonly number: number
  readonly release: () => void

  constructor(takenAtMs: number, number: number, release: () => void) {
    this.takenAtMs = takenAtMs
    this.number = number
    this.release = release
  }
}
