/** Sessions of a live PostgreSQL: a bounded number of connections, and a queue of bounded length for them. Node only. */
import { CallError } from '~/kernel/call-error'
import { LiveConnection, type LiveEngineOptions } from '../live'
import { PostgresError, type SqlReply, type SqlStatement } from '../port'

const CONNECTIONS_MAX = 10
const WAITING_MAX = 1_000

interface Waiting {
  readonly resolve: (session: LiveConnection) => void
  readonly reject: (error: CallError) => void
}

/** The sessions to one address. */
export class SessionPool {
  private readonly options: LiveEngineOptions
  private readonly idle: LiveConnection[] = []
  private readonly waiting: Waiting[] = []
  private readonly all = new Set<LiveConnection>()
  private isClosed = false

  constructor(options: LiveEngineOptions) {
    this.options = options
  }

  /** A session for whoever asks, once one is free. @throws {CallError} overloaded, if too many wait already */
  take(): Promise<LiveConnection> {
    if (this.isClosed) return Promise.reject(new CallError('refused', 'the connections were closed'))
    const free = this.idle.pop()
    if (free !== undefined) return Promise.resolve(free)
    if (this.all.size < CONNECTIONS_MAX) {
      const session = new LiveConnection(this.options, () => 0)
      this.all.add(session)
      return Promise.resolve(session)
    }
    if (this.waiting.length >= WAITING_MAX) {
      return Promise.reject(new CallError('overloaded', `${WAITING_MAX} wait for a session of this PostgreSQL already`))
    }
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }))
  }

  /** Gives a session back that is in no transaction. */
  give(session: LiveConnection): void {
    if (this.isClosed) return
    const next = this.waiting.shift()
    if (next === undefined) this.idle.push(session)
    else next.resolve(session)
  }

  /** Ends a session that is beyond use; whoever waits gets another one. */
  drop(session: LiveConnection): void {
    if (!this.all.delete(session)) return
    session.close().catch(() => undefined)
    const next = this.waiting.shift()
    if (next !== undefined) this.take().then(next.resolve, next.reject)
  }

  /** Ends all sessions. */
  async close(): Promise<void> {
    this.isClosed = true
    for (const { reject } of this.waiting.splice(0)) reject(new CallError('refused', 'the connections were closed'))
    await Promise.allSettled(Array.from(this.all, (session) => session.close()))
    this.all.clear()
  }
}

/**
 * Runs statements on a session, up to the first error.
 * @throws {CallError} refused, if the session could not be made; reset, if it was lost and what was asked may be done or not
 */
export function runOn(session: LiveConnection, statements: readonly SqlStatement[]): Promise<SqlReply[]> {
  return asked(session, () => session.execute(statements))
}

/** Runs a statement that only reads. @throws {CallError} as {@link runOn} */
export async function peekOn(session: LiveConnection, statement: SqlStatement): Promise<SqlReply> {
  const [reply] = await asked(session, async () => [await session.peek(statement)])
  return reply!
}

async function asked(session: LiveConnection, ask: () => Promise<SqlReply[]>): Promise<SqlReply[]> {
  try {
    await session.open()
  } catch (error) {
    throw new CallError('refused', `PostgreSQL: ${reasonOf(error)}`)
  }
  let replies: SqlReply[]
  try {
    replies = await ask()
  } catch (error) {
    throw new CallError('reset', `PostgreSQL: ${reasonOf(error)}`)
  }
  const last = replies.at(-1)
  // Class 57P: the server is told to stop, or crashed, and ends the session with that.
  if (last instanceof PostgresError && last.code.startsWith('57P'))
    throw new CallError('reset', `PostgreSQL: ${last.message}`)
  return replies
}

/** The reason of a failure, without anything of the address. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string }
  if (code === undefined) return message ?? 'the connection failed'
  return /^[0-9A-Z]{5}$/.test(code) ? `${message ?? ''} (${code})` : code
}
