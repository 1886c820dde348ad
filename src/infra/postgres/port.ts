/**
 * The Postgres port: what application code may say to a PostgreSQL (`PostgresClient`), and what a Postgres box stands on
 * (`PostgresEngine`). Two engines implement it, PGlite (PostgreSQL in WebAssembly) and a live server, and one conformance
 * suite holds them to the same answers.
 */
import type { Json } from '~/kernel/json'
import { StoreError } from '~/kernel/store-error'
import type { LivePostgres } from './live/live-postgres'

/**
 * A parameter of a statement. Arrays become SQL arrays, other objects JSON; a JSON array travels as its text. A
 * `Uint8Array` is a `bytea`.
 */
export type SqlParameter =
  null | boolean | number | bigint | string | Uint8Array | readonly SqlParameter[] | { readonly [name: string]: Json }

/**
 * A value of a row. `bool`, `int2`, `int4`, `float4` and `float8` are what they are in JavaScript; an `int8` that a double
 * cannot hold exactly (beyond ±(2⁵³ − 1)) is its decimal string, as is every `numeric`: a wrong number is worse than a
 * string. `json` and `jsonb` are parsed, arrays are arrays, `bytea` is a `Uint8Array`; everything else is PostgreSQL's text.
 */
export type SqlValue = Json | Uint8Array | readonly SqlValue[]

/** One row, by column name. */
export type SqlRow = { readonly [column: string]: SqlValue }

/** One statement with its parameters, `$1` first. */
export interface SqlStatement {
  readonly text: string
  readonly values?: readonly SqlParameter[]
}

/** What a statement has given. */
export interface SqlResult {
  readonly rows: readonly SqlRow[]
  readonly columns: readonly string[]
  /** The command tag, e.g. `INSERT 0 1`. */
  readonly command: string
  /** Rows returned or touched; 0 for commands that do neither. */
  readonly rowCount: number
}

/** What came of a statement. An error is a value; what would have come after it was not run. */
export type SqlReply = SqlResult | PostgresError

/** An error of the server. `code` is the SQLSTATE, e.g. `23505` for a unique violation. */
export class PostgresError extends StoreError {
  override readonly name = 'PostgresError'
  readonly code: string
  readonly detail: string | undefined
  readonly constraint: string | undefined

  constructor(
    code: string,
    message: string,
    about: { readonly detail?: string | undefined; readonly constraint?: string | undefined } = {},
  ) {
    super(message)
    this.code = code
    this.detail = about.detail
    this.constraint = about.constraint
  }
}

/** SQLSTATEs that code here names. */
export const SQLSTATE = {
  uniqueViolation: '23505',
  checkViolation: '23514',
  readOnlyTransaction: '25006',
  idleInTransaction: '25P03',
  inFailedTransaction: '25P02',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  diskFull: '53100',
  lockNotAvailable: '55P03',
} as const

/** PostgreSQL as an application component sees it, on any world: the virtual network, or a live server. */
export interface PostgresClient {
  /** Runs one statement in a transaction of its own. Rejects with {@link PostgresError}. */
  query(text: string, values?: readonly SqlParameter[]): Promise<SqlResult>
  /** Runs statements in one transaction and one trip: all of them, or none. Rejects with the error of the first that fails. */
  batch(statements: readonly SqlStatement[]): Promise<readonly SqlResult[]>
  /**
   * Runs `work` between BEGIN and COMMIT, and ROLLBACK if it throws. Every query of `tx` is a trip of its own, during which
   * others wait: prefer {@link PostgresClient.batch} or one statement.
   */
  transaction<Result>(work: (tx: Pick<PostgresClient, 'query'>) => Promise<Result>): Promise<Result>
}

/** Where a connection stands: outside of a transaction, inside of one, or inside of one that can only be rolled back. */
export type TransactionStatus = 'idle' | 'open' | 'failed'

/** When statements run. */
export interface SqlExecuteOptions {
  /**
   * The instant of the run's clock, in milliseconds. Default: the clock's now. A fail-over replays a log at the times of
   * its entries.
   */
  readonly atMs?: number
}

/** One connection. Transactions belong to it. */
export interface PostgresConnection {
  readonly status: TransactionStatus
  /**
   * Runs statements in order, each in a transaction of its own unless one is open, up to the first error. Throws (or
   * rejects) only when the engine itself failed.
   */
  execute(statements: readonly SqlStatement[], options?: SqlExecuteOptions): SqlReply[] | Promise<SqlReply[]>
  /** Runs a text of many statements without parameters, e.g. a migration, in one transaction. Throws {@link PostgresError}. */
  script(text: string, options?: SqlExecuteOptions): void | Promise<void>
  /** Ends the connection; an open transaction is rolled back. Idempotent. */
  close(): void | Promise<void>
}

/** Which software stands behind the port. */
export type PostgresEngineName = 'pglite' | 'live'

/** What an engine can do besides running statements. */
export interface PostgresCapabilities {
  /** Statements that were run can be run again from an empty schema, at their times, so that a fail-over can lose some. */
  readonly replay: boolean
}

/** The software that a Postgres box stands on. Tables live in one schema, which {@link PostgresEngine.reset} empties. */
export interface PostgresEngine {
  readonly name: PostgresEngineName
  /** Name and version for people, and where it runs. */
  readonly title: string
  readonly can: PostgresCapabilities
  /** The version of the software, e.g. `18.6`. */
  readonly version: string
  /** Set by a real server that serves a run: its box then passes on what it is asked, and models nothing. */
  readonly live?: LivePostgres
  /** The run's clock. */
  clock: PostgresClock
  /**
   * A connection. PGlite has one session: a second connection is the same session, so only one may have a transaction open
   * at a time, and the box sees to that.
   */
  connect(): PostgresConnection
  /** Back to an empty schema, with clock and chance as in a fresh server. Open transactions are rolled back. */
  reset(): void | Promise<void>
  /** How far the source of `gen_random_uuid()` has come, so that a replay can start from there. 0 on a live server. */
  entropy: number
  /**
   * Looks without leaving a mark: one statement in a read-only transaction that is rolled back. An error is a value.
   * Refused with `25P02` while a failed transaction occupies the only session.
   */
  peek(statement: SqlStatement): SqlReply | Promise<SqlReply>
  /** Memory the engine holds, in bytes; 0 for a live server. */
  memoryBytes(): number
  /** Frees the engine. */
  close(): void | Promise<void>
}

/** The run's clock, as far as an engine needs it. The kernel's `Clock` fits. */
export interface PostgresClock {
  /** Milliseconds since the run began; fractions count. Never negative. */
  nowMs(): number
}
