/** The thread's side: a Valkey that does what it is asked, one thing after the other, until the thread is ended. */
import { RespDecoder } from '../../resp'
import { ValkeyRuntime, type ReplySink, type RuntimeImage } from '../runtime'
import { ANSWER, AnswerHead, ASK, Body, RequestHead, type Answer } from './frames'
import { PipeReader, PipeWriter, type PipeMemory } from './pipe'

/** What a thread is started with. */
export interface ThreadData {
  readonly module: WebAssembly.Module
  readonly requests: PipeMemory
  readonly answers: PipeMemory
}

/** Serves for ever: it is for a thread of its own. */
export function serveValkey({ module, requests, answers }: ThreadData): never {
  return new Servant(module, new PipeReader(requests), new PipeWriter(answers)).serve()
}

class Servant {
  readonly #module: WebAssembly.Module
  readonly #requests: PipeReader
  readonly #answers: PipeWriter
  readonly #request = new RequestHead()
  readonly #body = new Body()
  readonly #answer = new AnswerHead()
  readonly #sink = new CollectingSink()
  readonly #images = new Map<number, RuntimeImage>()
  #runtime: ValkeyRuntime | undefined
  /** What went wrong where nobody waits for an answer: the next one tells. */
  #failure: unknown

  constructor(module: WebAssembly.Module, requests: PipeReader, answers: PipeWriter) {
    this.#module = module
    this.#requests = requests
    this.#answers = answers
  }

  serve(): never {
    for (;;) {
      this.#requests.read(this.#request.bytes, Infinity)
      this.#requests.read(this.#body.resize(this.#request.length))
      this.#sink.reset()
      try {
        this.#do(this.#request)
      } catch (error) {
        this.#failure ??= error
      }
      if (isAnswered(this.#request)) this.#say()
    }
  }

  #do({ ask, atMs, subject, count }: RequestHead): void {
    if (ask === ASK.reset) return this.#reset(atMs)
    const runtime = this.#runtime!
    switch (ask) {
      case ASK.exchange:
        return runtime.exchange(subject, this.#body.bytes, count, atMs, this.#sink)
      case ASK.peek:
        return runtime.peek(subject, this.#body.bytes, count, atMs, this.#sink)
      case ASK.close:
        return runtime.close(subject, atMs)
      case ASK.tick:
        return runtime.tick(atMs)
      case ASK.snapshot:
        this.#images.set(subject, runtime.snapshot())
        return
      case ASK.restore:
        return runtime.restore(this.#images.get(subject)!, atMs)
      case ASK.release:
        this.#images.delete(subject)
        return
      case ASK.memory:
        return this.#sink.push(new TextEncoder().encode(`:${runtime.memoryBytes}\r\n`))
    }
  }

  #reset(atMs: number): void {
    if (this.#runtime === undefined) this.#runtime = new ValkeyRuntime(this.#module, atMs)
    else this.#runtime.reset(atMs)
  }

  #say(): void {
    const { bytes } = this.#sink
    if (this.#failure === undefined) this.#send(ANSWER.replies, bytes)
    else this.#send(ANSWER.failure, new TextEncoder().encode(messageOf(this.#failure)))
    this.#failure = undefined
  }

  #send(answer: Answer, body: Uint8Array): void {
    this.#answer.set(answer, body.length)
    this.#answers.write(this.#answer.bytes)
    this.#answers.write(body)
    this.#answers.flush()
  }
}

function isAnswered({ ask }: RequestHead): boolean {
  return ask === ASK.exchange || ask === ASK.peek || ask === ASK.memory
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure)
}

/** Keeps the bytes of replies, and counts them. */
class CollectingSink implements ReplySink {
  readonly #kept = new Body()
  #decoder = new RespDecoder()

  get count(): number {
    return this.#decoder.count
  }

  get bytes(): Uint8Array {
    return this.#kept.bytes
  }

  push(bytes: Uint8Array): void {
    this.#kept.append(bytes)
    this.#decoder.push(bytes)
  }

  reset(): void {
    this.#kept.clear()
    if (this.#decoder.isIdle) this.#decoder.take()
    else this.#decoder = new RespDecoder()
  }
}
