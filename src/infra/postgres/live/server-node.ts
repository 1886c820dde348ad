/** A run on a real PostgreSQL: sessions for its callers, a schema of its own, and the rows that its feed gains. Node only. */
import { CallError } from '~/kernel/call-error'
import type { LiveHalf } from '~/kernel/live'
import type { LiveCaller, LiveStore } from '../../live-store'
import type { LiveConnection } from '../live'
import { PostgresError, SQLSTATE, type SqlReply, type SqlRow, type SqlStatement } from '../port'
import type { LiveSchema } from './engine'
import { FeedReader, mayFeed } from './feed'
import {
  plainOf,
  type LiveAnswer,
  type LiveFeed,
  type LivePostgres,
  type LiveSql,
  type PlainSqlReply,
} from './live-postgres'
import { peekOn, runOn, SessionPool } from './pool-node'

/** How long a transaction may be idle before it is ended, in milliseconds: as long as the modelled server lets it. */
const IDLE_IN_TRANSACTION_MS = 1_000

const NOT_OURS = 'this PostgreSQL was not started for this run: its prompt only reads'
const IN_ENGINE =
  'a real PostgreSQL does that when it has a reason to; only the one in the engine does it when it is told to'

const CANNOT = {
  'lost-before-commit': 'connections to a real server are lost on the way to it: reset the arrow instead',
  'lost-at-commit': 'connections to a real server are lost on the way to it: lose replies on the arrow instead',
  serialization: IN_ENGINE,
  deadlock: IN_ENGINE,
  'slow-sql': 'statements of a real server take the time that they take: delay the arrow instead',
  'disk-full': 'no disk of a real server is filled from here',
  failover: 'a real PostgreSQL that was started for this has no standby',
  skew: 'the clock of a real server is not in our hands',
}

interface Transaction {
  readonly pool: SessionPool
  readonly session: LiveConnection
  timer: ReturnType<typeof setTimeout> | undefined
}

/** A real PostgreSQL, through the schema of one run. */
export class LivePostgresServer implements LivePostgres, LiveSchema {
  readonly half: LiveHalf
  private readonly store: LiveStore
  private readonly schema: string
  private readonly pools = new Map<string, SessionPool>()
  private readonly transactions = new Map<string, Transaction>()
  private readonly reader = new FeedReader()
  private isClosed = false
  private migrated: Promise<void> = Promise.resolve()
  /** The read of the feed under way, and the one that begins after it. */
  private reading: Promise<unknown> | undefined
  private next: { readonly rows: Promise<readonly SqlRow[]>; sharers: number } | undefined

  constructor(store: LiveStore, schema: string) {
    this.store = store
    this.schema = schema
    const { isDisposable } = store
    this.half = isDisposable
      ? { kind: 'postgres', acts: ['sql'], cannot: CANNOT }
      : { kind: 'postgres', acts: [], cannot: { ...CANNOT, sql: NOT_OURS } }
  }

  async reset(): Promise<void> {
    await this.script(`DROP SCHEMA IF EXISTS ${this.schema} CASCADE; CREATE SCHEMA ${this.schema};`)
  }

  migrate(text: string): Promise<void> {
    this.migrated = this.migrated.then(() => this.script(text))
    this.migrated.catch(() => undefined)
    return this.migrated
  }

  async peek(statement: SqlStatement): Promise<SqlReply> {
    try {
      return await this.withSession(this.poolOf(this.store.url), (session) => peekOn(session, statement))
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      return new PostgresError('08006', error.message)
    }
  }

  async execute(caller: LiveCaller, sql: LiveSql, feed: LiveFeed | undefined): Promise<LiveAnswer> {
    await this.migrated
    const pool = this.poolOf(this.store.urlFor?.(caller) ?? this.store.url)
    const replies = await this.perform(pool, `${caller.from}/${caller.fromInstance}#${sql.transaction}`, sql)
    const plain = replies.map(plainOf)
    if (feed === undefined || !mayFeed(sql.statements, feed)) return { replies: plain, rows: [], isOwn: false }
    const { rows, isOwn } = await this.readFeed(feed)
    return { replies: plain, rows, isOwn }
  }

  async feed(feed: LiveFeed): Promise<readonly SqlRow[]> {
    await this.migrated
    return (await this.readFeed(feed)).rows
  }

  async typed(statement: SqlStatement): Promise<PlainSqlReply> {
    await this.migrated
    return this.withSession(this.poolOf(this.store.url), async (session) => {
      const replies = await runOn(session, [statement])
      if (session.status !== 'idle') await runOn(session, [{ text: 'ROLLBACK' }])
      return plainOf(replies.at(-1)!)
    })
  }

  /** Removes the schema and all in it. What begins after it, such as a migration that was still to come, is turned away. */
  async clean(): Promise<void> {
    await this.close()
    const last = new SessionPool({ url: this.store.url, schema: this.schema })
    await this.script(`DROP SCHEMA IF EXISTS ${this.schema} CASCADE`, last).finally(() => last.close())
  }

  async close(): Promise<void> {
    this.isClosed = true
    for (const { timer } of this.transactions.values()) clearTimeout(timer)
    this.transactions.clear()
    await Promise.all(Array.from(this.pools.values(), (pool) => pool.close()))
  }

  private async perform(pool: SessionPool, name: string, sql: LiveSql): Promise<SqlReply[]> {
    const { statements, unit, transaction, isFirst } = sql
    if (transaction !== undefined) return this.step(pool, name, statements, isFirst === true)
    return this.withSession(pool, async (session) => {
      if (unit === 'each') {
        const replies = await runOn(session, statements)
        if (session.status !== 'idle') await runOn(session, [{ text: 'ROLLBACK' }])
        return replies
      }
      const replies = await runOn(session, [{ text: 'BEGIN' }, ...statements])
      if (replies.at(-1) instanceof PostgresError) {
        await runOn(session, [{ text: 'ROLLBACK' }])
        return replies.slice(1)
      }
      const [end] = await runOn(session, [{ text: 'COMMIT' }])
      return end instanceof PostgresError ? [end] : replies.slice(1)
    })
  }

  /** A step of a transaction, on the session that it has for itself. */
  private async step(
    pool: SessionPool,
    name: string,
    statements: readonly SqlStatement[],
    isFirst: boolean,
  ): Promise<SqlReply[]> {
    if (isFirst) {
      // A process that died in a transaction begins again by the name of the one that it left open.
      this.abandon(name)
      this.transactions.set(name, { pool, session: await pool.take(), timer: undefined })
    }
    const open = this.transactions.get(name)
    if (open === undefined) {
      return [
        new PostgresError(SQLSTATE.idleInTransaction, 'terminating connection due to idle-in-transaction timeout'),
      ]
    }
    clearTimeout(open.timer)
    try {
      const replies = isFirst
        ? (await runOn(open.session, [{ text: 'BEGIN' }, ...statements])).slice(1)
        : await runOn(open.session, statements)
      if (open.session.status !== 'idle') {
        open.timer = setTimeout(() => this.abandon(name), IDLE_IN_TRANSACTION_MS)
      } else if (this.transactions.delete(name)) {
        open.pool.give(open.session)
      }
      return replies
    } catch (error) {
      this.abandon(name)
      throw error
    }
  }

  /** Ends a transaction with its session: the server rolls it back. */
  private abandon(name: string): void {
    const open = this.transactions.get(name)
    if (open === undefined) return
    clearTimeout(open.timer)
    this.transactions.delete(name)
    open.pool.drop(open.session)
  }

  /** Reads the feed after the one who asks has written; those who ask while it is being read share the next reading. */
  private async readFeed(feed: LiveFeed): Promise<{ readonly rows: readonly SqlRow[]; readonly isOwn: boolean }> {
    if (this.next !== undefined) {
      this.next.sharers++
      await this.next.rows
      return { rows: [], isOwn: false }
    }
    const next = { rows: this.readNext(feed), sharers: 1 }
    this.next = next
    const rows = await next.rows
    return { rows, isOwn: next.sharers === 1 }
  }

  private async readNext(feed: LiveFeed): Promise<readonly SqlRow[]> {
    await this.reading
    this.next = undefined
    const rows = this.readNow(feed)
    this.reading = rows
    return rows
  }

  /** What cannot be read now is found by the next who reads. */
  private async readNow({ text }: LiveFeed): Promise<readonly SqlRow[]> {
    try {
      const statement = { text, values: [this.reader.low] }
      const [reply] = await this.withSession(this.poolOf(this.store.url), (session) => runOn(session, [statement]))
      if (reply === undefined || reply instanceof PostgresError) return []
      return this.reader.take(reply.rows, performance.now())
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      return []
    }
  }

  private async script(text: string, pool = this.poolOf(this.store.url)): Promise<void> {
    const [reply] = await this.withSession(pool, (session) => runOn(session, [{ text }]))
    if (reply instanceof PostgresError) throw reply
  }

  private async withSession<Result>(
    pool: SessionPool,
    work: (session: LiveConnection) => Promise<Result>,
  ): Promise<Result> {
    const session = await pool.take()
    try {
      const result = await work(session)
      pool.give(session)
      return result
    } catch (error) {
      pool.drop(session)
      throw error
    }
  }

  private poolOf(url: string): SessionPool {
    if (this.isClosed) throw new CallError('refused', 'the run is over')
    const known = this.pools.get(url)
    if (known !== undefined) return known
    const pool = new SessionPool({ url, schema: this.schema })
    this.pools.set(url, pool)
    return pool
  }
}
