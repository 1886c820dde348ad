/** The client's end of a link: the engine as an object whose methods ask. */
import type { EngineApi } from '../api'
import type { Link } from './link'
import { QUESTION_NAMES, readReply, type Problem, type QuestionName } from './protocol'

/** An engine at the other end of a link. */
export interface Connection {
  /** Its promises reject when the link breaks before the answer. */
  readonly engine: EngineApi
  /** Rejects when the engine dies or cannot start; never resolves. */
  readonly failure: Promise<never>
  /** When anything was last heard of the engine, on the clock of `performance`; null before its code has come. */
  readonly heardAtMs: () => number | null
  /** Hears that nothing crosses for the moment, and that it does again. Left out where the engine is in the page. */
  readonly listenForGaps?: Link['listenForGaps']
  close(): void
}

/** A question without an answer yet. */
interface Pending {
  hear(event: unknown): void
  resolve(answer: unknown): void
  reject(error: Error): void
}

/** Asks over a link. */
export function askOver(link: Link): Connection {
  const pending = new Map<number, Pending>()
  let heardAtMs: number | null = null
  let brokenBy: Error | null = null
  let fail: (error: Error) => void = () => undefined
  const failure = new Promise<never>((_, reject) => {
    fail = (error) => {
      brokenBy ??= error
      reject(error)
      for (const { reject: refuse } of pending.values()) refuse(error)
      pending.clear()
    }
  })
  failure.catch(() => undefined)
  void link.broken.then(fail)
  link.listen((message) => {
    heardAtMs = performance.now()
    try {
      take(message)
    } catch (error) {
      fail(error as Error)
    }
  })

  function take(message: unknown): void {
    const reply = readReply(message)
    if (reply.kind === 'alive') return
    if (reply.kind === 'refusal' && reply.number === null) {
      fail(errorOf(reply.error))
      return
    }
    const question = pending.get(reply.number!)
    if (question === undefined) return
    if (reply.kind === 'event') {
      question.hear(reply.event)
      return
    }
    pending.delete(reply.number!)
    if (reply.kind === 'answer') question.resolve(reply.answer)
    else question.reject(errorOf(reply.error))
  }

  let number = 0
  const ask = (name: QuestionName, parameters: readonly unknown[]): Promise<unknown> => {
    if (brokenBy !== null) return Promise.reject(brokenBy)
    const hear = parameters.find((each) => typeof each === 'function') as Pending['hear'] | undefined
    const asked = parameters.filter((each) => typeof each !== 'function')
    return new Promise((resolve, reject) => {
      pending.set(++number, { hear: hear ?? (() => undefined), resolve, reject })
      link.send({ kind: 'question', number, name, asked })
    })
  }
  const methods = QUESTION_NAMES.map((name) => [name, (...parameters: readonly unknown[]) => ask(name, parameters)])
  return {
    engine: Object.fromEntries(methods) as EngineApi,
    failure,
    heardAtMs: () => heardAtMs,
    ...(link.listenForGaps === undefined ? {} : { listenForGaps: (hear) => link.listenForGaps?.(hear) }),
    close: () => link.close(),
  }
}

function errorOf({ name, message }: Problem): Error {
  return Object.assign(new Error(message), { name })
}
