/** The Postgres box: the code of a process that serves a {@link PostgresStore} to the boxes that have an arrow to it. */
import { CallError } from '~/kernel/call-error'
import type { Component, Context, Incoming, InspectQuery, Message } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import { clientOf, type SqlMessage } from './client'
import { formatReply } from './format-reply'
import { inspectPostgres } from './inspect'
import { LivePostgresBox } from './live/box'
import type { PostgresClient, SqlReply } from './port'
import { PostgresServer, type PostgresServerOptions } from './server'
import type { PostgresStore } from './store'

export { tablesOf } from './inspect'
export { openLatePostgresStore } from './late-engine'
export { openPostgresStore, type PostgresStore } from './store'

/** How a Postgres box is made. */
export interface PostgresBoxOptions extends PostgresServerOptions {
  /**
   * A query whose rows the inspector shows as T-accounts: `account`, `kind`, `currency`, `debits`, `credits`, `pending` (a balance),
   * and `latest`, the last postings as a list of amounts, debits positive; all in minor units.
   */
  readonly accounts?: string
  /**
   * True if the processes of a box with several instances are all on this one store: statements of each are done one after another,
   * and none may leave a transaction open. Default false.
   */
  readonly isShared?: boolean
}

/**
 * The code of a Postgres box: answers {@link SqlMessage} with one `SqlReply` for each statement that was run.
 * @throws Error if the box has several instances: a page or process has one PostgreSQL, with one session
 */
export function createPostgresBox(context: Context, store: PostgresStore, options: PostgresBoxOptions = {}): Component {
  const { self, instances } = context
  if (instances > 1 && options.isShared !== true) {
    throw new Error(
      `the Postgres box "${self}" has ${instances} instances: it can have one, on the only session of its engine`,
    )
  }
  const { engine } = store
  if (engine.live === undefined) return new PostgresBox(context, store, options)
  const box = new LivePostgresBox(context, engine, engine.live, options)
  socketOf(context).server = box
  return box
}

/**
 * A client for a box that lives in the process of the Postgres box (`hostedBy`), as a background worker does.
 * @param name what its session is called
 */
export function createLocalClient(context: Context, name: string): PostgresClient {
  const socket = socketOf(context)
  return clientOf((sql) => socket.server!.submit(name, sql))
}

/** How boxes of one process find the server that runs in it, like a socket in the file system. */
interface Socket {
  server?: { submit(caller: string, sql: Omit<SqlMessage, 'type' | 'request'>): Promise<SqlReply[]> }
}

function socketOf({ disk }: Pick<Context, 'disk'>): Socket {
  return disk('postgres socket', (): Socket => ({}))
}

class PostgresBox implements Component {
  private readonly context: Context
  private readonly store: PostgresStore
  private readonly server: PostgresServer
  private readonly accounts: string | undefined

  constructor(context: Context, store: PostgresStore, options: PostgresBoxOptions) {
    this.accounts = options.accounts
    this.context = context
    this.store = store
    this.server = new PostgresServer(context, store, options)
    socketOf(context).server = this.server
  }

  handle(message: Message, { from, fromInstance }: Incoming): unknown {
    if (!isSqlMessage(message)) throw new CallError('rejected', `a Postgres box does not know "${message.type}"`)
    return this.server.submit(`${from}/${fromInstance}`, message)
  }

  async act(verb: string, value: string | undefined, phase: 'start' | 'end'): Promise<Json | undefined> {
    const { faults } = this.server
    const share = phase === 'start' ? Number(value) : 0
    switch (verb) {
      case 'lost-before-commit':
        faults.lostBeforeCommit = share
        return undefined
      case 'lost-at-commit':
        faults.lostAtCommit = share
        return undefined
      case 'serialization':
        faults.serializationFailures = share
        return undefined
      case 'deadlock':
        faults.deadlocks = share
        return undefined
      case 'slow-sql':
        faults.slowMs = share
        return undefined
      case 'disk-full':
        faults.isDiskFull = phase === 'start'
        return undefined
      case 'failover': {
        const outcome = await this.server.failOver(Number(value))
        this.context.emit('failover', outcome)
        return outcome
      }
      case 'sql':
        return formatReply(await this.server.runNow({ text: value ?? '' }))
      default:
        return undefined
    }
  }

  inspect(query: InspectQuery): Json | Promise<Json> {
    return inspectPostgres(this.store, query, this.server.load, this.accounts)
  }
}

function isSqlMessage(message: Message): message is SqlMessage {
  return message.type === 'sql' && Array.isArray((message as Partial<SqlMessage>).statements)
}
