/**
 * Both ends of a link in memory, for tests: what is sent waits in a queue until it is delivered, by hand or by the next
 * microtask. Everything crosses as text, so that whatever is asked and answered over a pair could be over a socket.
 */
import type { Link } from './link'
import { fromText, toText } from './text'

/** Two ends, and what a test does to what is between them. */
export interface Pair {
  readonly client: Link
  readonly engine: Link
  /** Texts on their way to each end, oldest first. */
  readonly toEngine: readonly string[]
  readonly toClient: readonly string[]
  /** Delivers what is on its way, and what that causes to be sent at once. */
  flush(): void
  /** Puts a message on its way to an end as if the other had sent it. */
  forge(to: 'client' | 'engine', message: unknown): void
  /** Breaks the link: what is on its way is lost. */
  break(error: Error): void
}

/** A pair that delivers when told to, or else soon by itself. */
export function createPair(delivers: 'by hand' | 'soon' = 'soon'): Pair {
  const client = new End(() => delivers === 'soon' && queueMicrotask(flush))
  const engine = new End(() => delivers === 'soon' && queueMicrotask(flush))
  client.other = engine
  engine.other = client
  function flush(): void {
    while (client.deliver() || engine.deliver());
  }
  return {
    client,
    engine,
    toEngine: engine.inbox,
    toClient: client.inbox,
    flush,
    forge: (to, message) => (to === 'client' ? engine : client).send(message as object),
    break: (error) => {
      client.breakDown(error)
      engine.breakDown(error)
    },
  }
}

class End implements Link {
  readonly inbox: string[] = []
  other: End | undefined
  readonly broken: Promise<Error>
  private hear: ((message: unknown) => void) | undefined
  private isBroken = false
  private tellBroken: (error: Error) => void = () => undefined
  private readonly announce: () => void

  /** `announce` hears that something was put on its way. */
  constructor(announce: () => void) {
    this.announce = announce
    this.broken = new Promise((resolve) => {
      this.tellBroken = resolve
    })
  }

  send(message: object): void {
    if (this.isBroken) return
    this.other!.inbox.push(toText(message))
    this.announce()
  }

  listen(hear: (message: unknown) => void): void {
    this.hear = hear
    this.announce()
  }

  close(): void {
    this.other!.breakDown(new Error('the other end has closed the link'))
    this.breakDown(new Error('the link is closed'))
  }

  /** Hands over the oldest message; false if there is none, or nobody listens yet. */
  deliver(): boolean {
    if (this.hear === undefined) return false
    const text = this.inbox.shift()
    if (text === undefined) return false
    this.hear(fromText(text))
    return true
  }

  breakDown(error: Error): void {
    if (this.isBroken) return
    this.isBroken = true
    this.inbox.length = 0
    this.tellBroken(error)
  }
}
