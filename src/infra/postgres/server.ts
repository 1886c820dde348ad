/**
 * The process in front of a database: sessions queue for the one connection in virtual time, every trip costs the server's
 * time, and transactions that nobody ends are ended. Faults of the database strike here, in PostgreSQL's own words.
 */
import { CallError } from '~/kernel/call-error'
import type { Context } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Instant } from '../replay'
import { Serving, type Job } from '../serving'
import type { SqlMessage } from './client'
import { noFaults, type PostgresFaults } from './faults'
import { PostgresError, SQLSTATE, type SqlReply, type SqlRow, type SqlStatement } from './port'
import { isCommit, isWriting, raising } from './statement'
import type { FailoverOutcome, PostgresStore } from './store'

/** The modelled server. */
export interface PostgresServerOptions {
  /** Time of the server for one statement, in milliseconds. Default 0.1. */
  readonly statementCostMs?: number
  /** What making a transaction last costs besides, in milliseconds. Default 0.3. */
  readonly commitCostMs?: number
  /** Messages that may wait or be in work; a further one is refused. Default 1,000. */
  readonly queueLengthMax?: number
  /** How long a transaction may be idle before the server ends it, in milliseconds. Default 1,000. */
  readonly idleInTransactionMs?: number
  /**
   * A query whose rows the box states as facts after every change, as a change feed would. `$1` is the value of the column
   * `cursor` in the last row stated, 0 at first. Statements that do not match `after` cannot add to it.
   */
  readonly feed?: {
    readonly fact: string
    readonly text: string
    readonly after?: RegExp
    /** Hears of every row, as somebody who LISTENs does. */
    readonly notify?: (row: SqlRow) => void
  }
}

type Sql = Omit<SqlMessage, 'type' | 'request'> & Partial<Pick<SqlMessage, 'request'>>

interface SqlJob extends Job {
  readonly session: string
  readonly sql: Sql
  resolve(replies: SqlReply[]): void
}

/** The session that has a transaction open, and when it last said something. */
interface Holder {
  readonly session: string
  atMs: number
}

const BEGIN: SqlStatement = { text: 'BEGIN' }
const COMMIT: SqlStatement = { text: 'COMMIT' }
const ROLLBACK: SqlStatement = { text: 'ROLLBACK' }

/** One process. Make another one after a crash: the data is the store's. */
export class PostgresServer {
  readonly faults: PostgresFaults = noFaults()
  private readonly context: Context
  private readonly store: PostgresStore
  private readonly statementCostMs: number
  private readonly commitCostMs: number
  private readonly idleInTransactionMs: number
  private readonly feed: PostgresServerOptions['feed']
  private readonly serving: Serving<SqlJob>
  private holder: Holder | undefined
  /** The request of the job that was taken on last; 0 for what somebody typed. */
  private request = 0
  /**
   * What has become of the messages of transactions. A transaction travels on a connection of its own, on which nothing arrives
   * twice: a message that the network has repeated, perhaps late, is the same object and gets the same answer.
   */
  private readonly answers = new WeakMap<Sql, Promise<SqlReply[]>>()
  /** Who waits for the holder to go on or to be ended. */
  private wakeServing: (() => void) | undefined

  constructor(context: Context, store: PostgresStore, options: PostgresServerOptions = {}) {
    this.context = context
    this.store = store
    this.statementCostMs = options.statementCostMs ?? 0.1
    this.commitCostMs = options.commitCostMs ?? 0.3
    this.idleInTransactionMs = options.idleInTransactionMs ?? 1_000
    this.feed = options.feed
    this.serving = new Serving(options.queueLengthMax ?? 1_000, {
      takeNext: (queue) => this.takeNext(queue),
      work: (job) => this.work(job),
      untilUnblocked: () => (this.holder === undefined ? undefined : this.untilHolderMoves(this.holder)),
    })
    store.takeOver()
  }

  /** Messages that wait, and the session that holds the connection. */
  get load(): { readonly waiting: number; readonly transactionOf: string | null } {
    return { waiting: this.serving.waiting, transactionOf: this.holder?.session ?? null }
  }

  /**
   * Runs a message of `caller` when its turn has come; one of a transaction only once, however often it arrives.
   * @throws {CallError} overloaded; or reset, if the connection is lost, when what was asked may be done or not
   */
  submit(caller: string, sql: Sql): Promise<SqlReply[]> {
    if (sql.transaction === undefined) return this.enqueue('', sql)
    const known = this.answers.get(sql)
    if (known !== undefined) return known
    const answer = this.enqueue(`${caller}#${sql.transaction}`, sql)
    this.answers.set(sql, answer)
    return answer
  }

  private enqueue(session: string, sql: Sql): Promise<SqlReply[]> {
    if (this.serving.isFull) throw new CallError('overloaded', 'all connections are taken')
    return new Promise((resolve, reject) => {
      this.serving.add({ session, sql, resolve, reject })
      this.wakeServing?.()
    })
  }

  /** Ends every connection: work in hand may or may not have been done, and its callers are told so. */
  cutOff(reason: string): void {
    this.holder = undefined
    this.store.takeOver()
    this.serving.cutOff(reason)
  }

  /** A standby takes over; see {@link PostgresStore.failOver}. */
  async failOver(lossMs: number): Promise<FailoverOutcome> {
    this.cutOff('the server failed over')
    const outcome = this.store.failOver(lossMs, this.instant())
    if (outcome.lostMs > 0) await this.rewindFeed()
    return { ...outcome, feedCursor: this.store.feedCursor }
  }

  /** Runs a statement at once, between the trips of others: for what somebody types at a prompt. */
  async runNow(statement: SqlStatement): Promise<SqlReply> {
    if (this.store.status !== 'idle') {
      return new PostgresError(SQLSTATE.lockNotAvailable, 'the only connection is in a transaction: try again')
    }
    this.request = 0
    const [reply] = await this.run([statement])
    if (this.store.status !== 'idle') await this.run([ROLLBACK])
    await this.stateChanges()
    return reply!
  }

  /** The next job that may run: while a transaction is open, only its own. */
  private takeNext(queue: SqlJob[]): SqlJob | undefined {
    const { holder } = this
    const index = holder === undefined ? 0 : queue.findIndex(({ session }) => session === holder.session)
    return index < 0 ? undefined : queue.splice(index, 1)[0]
  }

  private async untilHolderMoves(holder: Holder): Promise<void> {
    const { clock } = this.context
    const leftMs = holder.atMs + this.idleInTransactionMs - clock.monotonicMs()
    const moved = new Promise<boolean>((resolve) => (this.wakeServing = () => resolve(true)))
    const isMoved = await Promise.race([moved, clock.sleep(leftMs).then(() => false)])
    this.wakeServing = undefined
    if (isMoved || this.holder !== holder) return
    await this.run([ROLLBACK])
    this.holder = undefined
  }

  private async work(job: SqlJob): Promise<void> {
    const { statements, request = 0 } = job.sql
    const { clock } = this.context
    const { faults, serving } = this
    const changes = statements.some(({ text }) => isWriting(text))
    const commits = changes || statements.some(({ text }) => isCommit(text))
    await clock.sleep(statements.length * this.statementCostMs + (commits ? this.commitCostMs : 0) + faults.slowMs)
    if (!serving.isInWork(job)) return
    this.request = request
    try {
      const replies = await this.perform(job)
      if (!serving.isInWork(job)) return
      if (commits && this.mayFeed(statements)) await this.stateChanges()
      if (serving.isInWork(job)) job.resolve(replies)
    } catch (error) {
      job.reject(error)
    }
  }

  private async perform({ session, sql }: SqlJob): Promise<SqlReply[]> {
    const { statements, unit, transaction, isFirst } = sql
    const refusal = this.refusalOf(statements)
    if (transaction !== undefined) {
      if (isFirst === true) {
        // A process that died in a transaction begins again by the name of the one that it left open.
        if (this.holder !== undefined) await this.rollBack()
        await this.run([BEGIN])
        this.holder = { session, atMs: 0 }
      } else if (this.holder?.session !== session) {
        return [
          new PostgresError(SQLSTATE.idleInTransaction, 'terminating connection due to idle-in-transaction timeout'),
        ]
      }
      const replies = refusal === undefined ? await this.commitIn(statements) : await this.run([raising(refusal)])
      if (this.store.status === 'idle') this.holder = undefined
      else if (this.holder !== undefined) this.holder.atMs = this.context.clock.monotonicMs()
      return replies
    }
    if (refusal !== undefined) return [refusal]
    if (unit === 'each') return this.commitIn(statements)
    const replies = await this.run([BEGIN, ...statements])
    if (replies.at(-1) instanceof PostgresError) {
      await this.run([ROLLBACK])
      return replies.slice(1)
    }
    const [end] = await this.commitIn([COMMIT])
    return end instanceof PostgresError ? [end] : replies.slice(1)
  }

  /** Runs statements that may end a transaction or are one each; the connection may be lost over it. */
  private async commitIn(statements: readonly SqlStatement[]): Promise<SqlReply[]> {
    const { faults } = this
    const { rng } = this.context
    const isEnd =
      statements.some(({ text }) => isCommit(text)) ||
      (this.store.status === 'idle' && statements.some(({ text }) => isWriting(text)))
    if (isEnd && faults.lostBeforeCommit > 0 && rng.chance(faults.lostBeforeCommit)) {
      await this.rollBack()
      throw new CallError('reset', 'the connection was lost before COMMIT')
    }
    const replies = await this.run(statements)
    if (isEnd && faults.lostAtCommit > 0 && rng.chance(faults.lostAtCommit)) {
      this.holder = undefined
      await this.stateChanges()
      throw new CallError('reset', 'the connection was lost at COMMIT: it may have been done, or not')
    }
    return replies
  }

  private async rollBack(): Promise<void> {
    if (this.store.status !== 'idle') await this.run([ROLLBACK])
    this.holder = undefined
  }

  /** What a fault makes of statements that change something. */
  private refusalOf(statements: readonly SqlStatement[]): PostgresError | undefined {
    const { faults } = this
    const { rng } = this.context
    if (!statements.some(({ text }) => isWriting(text))) return undefined
    if (faults.isDiskFull) return new PostgresError(SQLSTATE.diskFull, 'could not extend file: No space left on device')
    if (faults.serializationFailures > 0 && rng.chance(faults.serializationFailures)) {
      return new PostgresError(SQLSTATE.serializationFailure, 'could not serialize access due to concurrent update')
    }
    if (faults.deadlocks > 0 && rng.chance(faults.deadlocks)) {
      return new PostgresError(SQLSTATE.deadlockDetected, 'deadlock detected')
    }
    return undefined
  }

  /** One trip to the database, at this instant. */
  private run(statements: readonly SqlStatement[]): SqlReply[] | Promise<SqlReply[]> {
    const replies = this.store.execute(statements, this.instant())
    return replies instanceof Promise ? this.context.io(() => replies) : replies
  }

  private instant(): Instant {
    const { clock } = this.context
    return { monotonicMs: clock.monotonicMs(), wallMs: clock.nowMs() }
  }

  private mayFeed(statements: readonly SqlStatement[]): boolean {
    const { after = /(?:)/ } = this.feed ?? {}
    return statements.some(({ text }) => isCommit(text) || after.test(text))
  }

  /** States the rows that the feed has gained, as facts of the request whose statement wrote them. */
  private async stateChanges(): Promise<void> {
    if (this.feed === undefined || this.store.status !== 'idle') return
    const [reply] = await this.run([{ text: this.feed.text, values: [this.store.feedCursor] }])
    if (reply === undefined || reply instanceof PostgresError) throw reply
    for (const row of reply.rows) {
      this.store.feedCursor = row['cursor'] as number
      this.context.emit(this.feed.fact, row as Json, { request: this.request })
      this.feed.notify?.(row)
    }
  }

  /** After a loss of data the feed goes on behind what is left. */
  private async rewindFeed(): Promise<void> {
    if (this.feed === undefined) return
    const [reply] = await this.run([{ text: this.feed.text, values: [0] }])
    if (reply === undefined || reply instanceof PostgresError) throw reply
    this.store.feedCursor = (reply.rows.at(-1)?.['cursor'] ?? 0) as number
  }
}
