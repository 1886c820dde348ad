/**
 * What of a Postgres outlives its process: the engine with its data, the faults of its disk, and the log that a fail-over
 * is replayed from.
 */
import type { Json } from '~/kernel/json'
import { Recovery, type Instant } from '../replay'
import {
  type PostgresConnection,
  type PostgresEngine,
  type SqlReply,
  type SqlStatement,
  type TransactionStatus,
} from './port'
import { isWriting } from './statement'

/**
 * Statements that are kept for a fail-over, and the size of all their text, in characters. A run that writes more has no log any more,
 * and its fail-overs lose nothing: the only point to go back to is the start of the run, so the log is of use as a whole only.
 */
const LOG_MAX = 200_000
const LOG_CHARACTERS_MAX = 64_000_000

interface LogEntry extends Instant {
  readonly entropy: number
  readonly statements: readonly SqlStatement[]
}

/** What a fail-over did. */
export interface FailoverOutcome {
  /** How far back it reached, in milliseconds; less than asked for near the start of the run. */
  readonly lostMs: number
  /** Statements that were answered and are undone. */
  readonly lostStatements: number
  /** Further, in words: `because` says why nothing is lost although some was to be. */
  readonly [more: string]: Json
}

/** One database. There is one to an engine: see {@link openPostgresStore}. */
export class PostgresStore {
  readonly engine: PostgresEngine
  /** How far the feed has been stated. */
  feedCursor = 0
  private migrations: readonly string[]
  private connection: PostgresConnection
  /** The one point to go back to is the start of the run, with nothing but the migrations done. */
  private readonly recovery = new Recovery<'migrated', LogEntry>()
  private statementsLogged = 0
  private charactersLogged = 0
  private isLogWhole: boolean

  constructor(engine: PostgresEngine, migrations: readonly string[]) {
    this.engine = engine
    this.migrations = migrations
    this.connection = engine.connect()
    this.isLogWhole = engine.can.replay
    this.recovery.addPoint(0, 'migrated')
  }

  get status(): TransactionStatus {
    return this.connection.status
  }

  /** Runs the migrations, in order. */
  async migrate(): Promise<void> {
    for (const text of this.migrations) await this.connection.script(text, { atMs: 0 })
  }

  /** Changes the schema besides the migrations, once: what a defect leaves out of it. */
  alter(text: string): void {
    if (this.migrations.includes(text)) return
    this.migrations = [...this.migrations, text]
    void this.connection.script(text, { atMs: 0 })
  }

  /** A new process takes over: whatever transaction was open is rolled back. */
  takeOver(): void {
    void this.connection.close()
    this.connection = this.engine.connect()
  }

  /** Runs statements at an instant; they are one trip of the one session. */
  execute(statements: readonly SqlStatement[], instant: Instant): SqlReply[] | Promise<SqlReply[]> {
    this.remember(statements, instant)
    return this.connection.execute(statements, { atMs: instant.wallMs })
  }

  /**
   * A standby takes over that has replayed the log up to `lossMs` before now: 0 for a synchronous one. Everything is done
   * again from the migrations on, each statement at its own time and with its own chance.
   */
  failOver(lossMs: number, { monotonicMs }: Instant): FailoverOutcome {
    const back = lossMs === 0 || !this.isLogWhole ? null : this.recovery.rewind(lossMs, monotonicMs)
    if (back === null) {
      this.takeOver()
      const none = { lostMs: 0, lostStatements: 0 }
      return lossMs === 0 || this.isLogWhole ? none : { ...none, because: this.whyNoLog() }
    }
    void this.engine.reset()
    this.connection = this.engine.connect()
    for (const text of this.migrations) void this.connection.script(text, { atMs: 0 })
    for (const { statements, wallMs, entropy } of back.again) {
      this.engine.entropy = entropy
      void this.connection.execute(statements, { atMs: wallMs })
    }
    this.takeOver()
    const lostStatements = back.lost.reduce((sum, { statements }) => sum + statements.length, 0)
    return { lostMs: back.lostMs, lostStatements }
  }

  private whyNoLog(): string {
    if (!this.engine.can.replay) return 'this server cannot do again what it has done'
    return 'more has been written since the start of the run than the log keeps, so the standby has everything'
  }

  /** Keeps what changes data, and the transactions around it. */
  private remember(statements: readonly SqlStatement[], instant: Instant): void {
    if (!this.isLogWhole) return
    if (this.status === 'idle' && statements.length === 1 && !isWriting(statements[0]!.text)) return
    this.recovery.record({ ...instant, entropy: this.engine.entropy, statements })
    this.statementsLogged += statements.length
    for (const statement of statements) this.charactersLogged += sizeOf(statement)
    if (this.statementsLogged <= LOG_MAX && this.charactersLogged <= LOG_CHARACTERS_MAX) return
    this.isLogWhole = false
    this.recovery.clear()
  }
}

/** How long its values are as text; the text of a statement is mostly the same each time, and kept once. */
function sizeOf({ values = [] }: SqlStatement): number {
  let size = 0
  for (const value of values) size += typeof value === 'string' ? value.length : 8
  return size
}

/** Puts a database on an engine that was just emptied. */
export async function openPostgresStore(engine: PostgresEngine, migrations: readonly string[]): Promise<PostgresStore> {
  const store = new PostgresStore(engine, migrations)
  await store.migrate()
  return store
}
