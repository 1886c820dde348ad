/** The box of a live PostgreSQL: it passes on what it is asked to a real server, and states what the modelled box states. */
import { CallError, isCallError } from '~/kernel/call-error'
import type { Component, Context, Incoming, InspectQuery, Message } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { LiveHalf } from '~/kernel/live'
import type { SqlMessage } from '../client'
import { formatReply } from '../format-reply'
import { inspectPostgres } from '../inspect'
import type { PostgresEngine, SqlReply, SqlRow } from '../port'
import type { PostgresServerOptions } from '../server'
import { replyOf, type LiveFeed, type LivePostgres, type LiveSql } from './live-postgres'

/** How often the feed is read although no message of this run has written, in milliseconds. */
const FEED_INTERVAL_MS = 500

/** What the box needs to know besides its server. */
export interface LivePostgresBoxOptions extends Pick<PostgresServerOptions, 'feed'> {
  readonly accounts?: string
}

/** The code of a live Postgres box. */
export class LivePostgresBox implements Component {
  readonly live: LiveHalf
  private readonly context: Context
  private readonly engine: PostgresEngine
  private readonly server: LivePostgres
  private readonly options: LivePostgresBoxOptions
  private readonly feed: LiveFeed | undefined
  private waiting = 0
  /** A message of a transaction that the network has repeated is the same object and gets the same answer. */
  private readonly answers = new WeakMap<object, Promise<SqlReply[]>>()

  constructor(context: Context, engine: PostgresEngine, server: LivePostgres, options: LivePostgresBoxOptions) {
    this.live = server.half
    this.context = context
    this.engine = engine
    this.server = server
    this.options = options
    const { feed } = options
    this.feed = feed === undefined ? undefined : { text: feed.text, after: feed.after ?? /(?:)/ }
  }

  /** States what the feed has gained by work whose answer was lost. */
  async start(): Promise<void> {
    const { feed } = this
    if (feed === undefined) return
    for (;;) {
      await this.context.clock.sleep(FEED_INTERVAL_MS)
      try {
        this.state(await this.context.outside(() => this.server.feed(feed)), 0)
      } catch (error) {
        if (!isCallError(error)) throw error
      }
    }
  }

  handle(message: Message, { from, fromInstance }: Incoming): Promise<SqlReply[]> {
    const sql = message as SqlMessage
    if (sql.type !== 'sql' || !Array.isArray(sql.statements)) {
      throw new CallError('rejected', `a Postgres box does not know "${message.type}"`)
    }
    return this.submit(`${from}/${fromInstance}`, sql)
  }

  /** Runs a message of `caller`; one of a transaction only once, however often it arrives. */
  submit(caller: string, sql: LiveSql & { readonly request?: number }): Promise<SqlReply[]> {
    if (sql.transaction === undefined) return this.perform(caller, sql)
    const known = this.answers.get(sql)
    if (known !== undefined) return known
    const answer = this.perform(caller, sql)
    this.answers.set(sql, answer)
    return answer
  }

  async act(verb: string, value: string | undefined): Promise<Json | undefined> {
    const why = this.live.cannot[verb]
    if (why !== undefined) return `not done: ${why}`
    if (!this.live.acts.includes(verb)) return undefined
    try {
      return formatReply(replyOf(await this.context.outside(() => this.server.typed({ text: value ?? '' }))))
    } catch (error) {
      if (!isCallError(error)) throw error
      return `not done: ${error.message}`
    }
  }

  inspect(query: InspectQuery): Json | Promise<Json> {
    const load = { waiting: this.waiting, transactionOf: null }
    return inspectPostgres({ engine: this.engine }, query, load, this.options.accounts)
  }

  private async perform(caller: string, sql: LiveSql & { readonly request?: number }): Promise<SqlReply[]> {
    const [from = '', instance] = caller.split('/')
    const { statements, unit, transaction, isFirst, request = 0 } = sql
    const asked: LiveSql = {
      statements,
      unit,
      ...(transaction === undefined ? {} : { transaction }),
      ...(isFirst === undefined ? {} : { isFirst }),
    }
    const asker = { from, fromInstance: Number(instance ?? this.context.instance) }
    this.waiting++
    try {
      const answer = await this.context.outside(() => this.server.execute(asker, asked, this.feed))
      this.state(answer.rows, answer.isOwn ? request : 0)
      return answer.replies.map(replyOf)
    } finally {
      this.waiting--
    }
  }

  private state(rows: readonly SqlRow[], request: number): void {
    const { feed } = this.options
    if (feed === undefined) return
    for (const row of rows) {
      this.context.emit(feed.fact, row as Json, { request })
      feed.notify?.(row)
    }
  }
}
