/**
 * What of a Postgres outlives its process: the engine with its data, the faults of its disk, and the log that a fail-over
 * is replayed from.
 */
import type { Json } from '~/kernel/json'
import {
  type PostgresConnection,
  type PostgresEngine,
  type SqlReply,
  type SqlStatement,
  type TransactionStatus,
} from './port'
import type { PostgresServer } from './server'
import { isWriting } from './statement'

/** How far back a fail-over may reach, in milliseconds. */
export const LOSS_MS_MAX = 2_000
/** Statements that are kept for a fail-over. What was written before the oldest of them can no longer be replayed. */
const LOG_MAX = 200_000

/** When statements run: on the run's own time, which orders them, and by the server's clock, which may be skewed. */
export interface SqlInstant {
  readonly monotonicMs: number
  readonly wallMs: number
}

interface LogEntry extends SqlInstant {
  readonly entropy: number
  readonly statements: readonly SqlStatement[]
}

/** What a fail-over did. */
export interface FailoverOutcome {
  /** How far back it reached, in milliseconds. */
  readonly lostMs: number
  /** Statements that were answered and are undone. */
  readonly lostStatements: number
  readonly [more: string]: Json
}

/** One database. There is one to an engine: see {@link openPostgresStore}. */
export class PostgresStore {
  readonly engine: PostgresEngine
  /** The process that serves it, if one does. Boxes of the same process reach it here. */
  server: PostgresServer | undefined
  /** How far the feed has been stated. */
  feedCursor = 0
  private migrations: readonly string[]
  private connection: PostgresConnection
  private log: LogEntry[] = []
  private statementsLogged = 0
  private isLogWhole: boolean

  constructor(engine: PostgresEngine, migrations: readonly string[]) {
    this.engine = engine
    this.migrations = migrations
    this.connection = engine.connect()
    this.isLogWhole = engine.can.replay
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
  execute(statements: readonly SqlStatement[], instant: SqlInstant): SqlReply[] | Promise<SqlReply[]> {
    this.remember(statements, instant)
    return this.connection.execute(statements, { atMs: instant.wallMs })
  }

  /**
   * A standby takes over that has replayed the log up to `lossMs` before now: 0 for a synchronous one. Everything is done
   * again from the migrations on, each statement at its own time and with its own chance.
   */
  failOver(lossMs: number, now: SqlInstant): FailoverOutcome {
    const untilMs = now.monotonicMs - Math.min(lossMs, LOSS_MS_MAX)
    if (lossMs === 0 || !this.isLogWhole) {
      this.takeOver()
      return { lostMs: 0, lostStatements: 0 }
    }
    const end = this.log.findIndex((entry) => entry.monotonicMs > untilMs)
    const kept = end < 0 ? this.log : this.log.slice(0, end)
    const lost = this.log.slice(kept.length)
    void this.engine.reset()
    this.connection = this.engine.connect()
    for (const text of this.migrations) void this.connection.script(text, { atMs: 0 })
    for (const { statements, wallMs, entropy } of kept) {
      this.engine.entropy = entropy
      void this.connection.execute(statements, { atMs: wallMs })
    }
    this.takeOver()
    this.log = kept
    const lostStatements = lost.reduce((sum, { statements }) => sum + statements.length, 0)
    return { lostMs: Math.min(lossMs, LOSS_MS_MAX), lostStatements }
  }

  /** Keeps what changes data, and the transactions around it. */
  private remember(statements: readonly SqlStatement[], instant: SqlInstant): void {
    if (!this.isLogWhole) return
    if (this.status === 'idle' && statements.length === 1 && !isWriting(statements[0]!.text)) return
    this.log.push({ ...instant, entropy: this.engine.entropy, statements })
    this.statementsLogged += statements.length
    if (this.statementsLogged <= LOG_MAX) return
    this.isLogWhole = false
    this.log = []
  }
}

/** Puts a database on an engine that was just emptied. */
export async function openPostgresStore(engine: PostgresEngine, migrations: readonly string[]): Promise<PostgresStore> {
  const store = new PostgresStore(engine, migrations)
  await store.migrate()
  return store
}
