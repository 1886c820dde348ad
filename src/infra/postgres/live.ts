/**
 * A real PostgreSQL over TCP, by `pg`; Node only. The same port. Where a run's virtual time is to hold on it, too, the
 * functions of the clock are shadowed in a schema that is searched before PostgreSQL's own.
 */
import { Socket } from 'node:net'
import { Client, type QueryResult } from 'pg'
import {
  PostgresError,
  SQLSTATE,
  type PostgresClock,
  type PostgresConnection,
  type PostgresEngine,
  type SqlExecuteOptions,
  type SqlReply,
  type SqlRow,
  type SqlStatement,
  type SqlValue,
  type TransactionStatus,
} from './port'
import { RUN_EPOCH_MS } from '~/kernel/time'
import { guardReading } from '../guard-reading-node'
import { isReading } from './statement'
import { decodeValue, encodeParameter } from './values'

const CONNECT_TIMEOUT_MS = 5_000
const STATEMENT_TIMEOUT_MS = 10_000
const END_TIMEOUT_MS = 2_000

/** `now()` and the like as the run's clock has set them, for the schemas that are created and searched after this. */
const VIRTUAL_CLOCK = ['now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp']
  .map(
    (name) =>
      `CREATE OR REPLACE FUNCTION clock.${name}() RETURNS timestamptz LANGUAGE sql STABLE ` +
      `AS $$ SELECT pg_catalog.current_setting('clock.now')::timestamptz $$;`,
  )
  .join('\n')

/** Where the server is, and what may be done to it. */
export interface LiveEngineOptions {
  /** `postgres://user@host:port/database`. It appears in no error message. */
  readonly url: string
  /** The schema of the run. `reset` drops it and creates it again. */
  readonly schema: string
  /** True if the run's clock is to hold for the SQL as well. */
  readonly hasVirtualTime?: boolean
}

/**
 * Connects to a live server.
 * @throws Error when it cannot be reached within five seconds.
 */
export async function connectLiveEngine(options: LiveEngineOptions, clock: PostgresClock): Promise<PostgresEngine> {
  const connection = new LiveConnection(options, () => clock.nowMs())
  const [reply] = await connection.execute([{ text: 'SHOW server_version' }])
  await connection.close()
  if (reply instanceof PostgresError) throw reply
  return new LiveEngine(options, String(reply!.rows[0]!['server_version']), clock)
}

class LiveEngine implements PostgresEngine {
  readonly name = 'live'
  /** It has fail-overs of its own. */
  readonly can = { replay: false }
  readonly title: string
  readonly version: string
  readonly entropy = 0
  clock: PostgresClock
  readonly #options: LiveEngineOptions

  constructor(options: LiveEngineOptions, version: string, clock: PostgresClock) {
    this.#options = options
    this.version = version.split(' ')[0]!
    this.title = `PostgreSQL ${this.version}`
    this.clock = clock
  }

  connect(): LiveConnection {
    return new LiveConnection(this.#options, () => this.clock.nowMs())
  }

  async reset(): Promise<void> {
    const { schema, hasVirtualTime } = this.#options
    const connection = this.connect()
    try {
      const clock = hasVirtualTime === true ? `CREATE SCHEMA IF NOT EXISTS clock; ${VIRTUAL_CLOCK}` : ''
      await connection.script(`DROP SCHEMA IF EXISTS ${schema} CASCADE; ${clock} CREATE SCHEMA ${schema};`)
    } finally {
      await connection.close()
    }
  }

  async peek(statement: SqlStatement): Promise<SqlReply> {
    const connection = this.connect()
    try {
      return await connection.peek(statement)
    } finally {
      await connection.close()
    }
  }

  memoryBytes(): number {
    return 0
  }

  close(): void {}
}

/** One session of a real server. */
export class LiveConnection implements PostgresConnection {
  status: TransactionStatus = 'idle'
  readonly #client: Client
  readonly #socket = guardReading(new Socket())
  readonly #options: LiveEngineOptions
  readonly #nowMs: () => number
  #ready: Promise<void> | undefined
  #setMs: number | undefined
  #isClosed = false

  constructor(options: LiveEngineOptions, nowMs: () => number) {
    this.#options = options
    this.#nowMs = nowMs
    this.#client = new Client({
      connectionString: options.url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS,
      stream: () => this.#socket,
      // Values come as text and are decoded as PGlite's are.
      types: { getTypeParser: () => (text: string) => text },
    })
    // A connection that fails rejects what waits for it; without a listener it would also end the process.
    this.#client.on('error', () => {})
  }

  /** Connects, unless it has. @throws Error with the reason */
  open(): Promise<void> {
    return this.#prepare()
  }

  async execute(statements: readonly SqlStatement[], { atMs }: SqlExecuteOptions = {}): Promise<SqlReply[]> {
    await this.#prepare(atMs)
    const replies: SqlReply[] = []
    for (const statement of statements) {
      const reply = await this.#run(statement)
      replies.push(reply)
      if (reply instanceof PostgresError) break
    }
    return replies
  }

  async script(text: string, { atMs }: SqlExecuteOptions = {}): Promise<void> {
    await this.#prepare(atMs)
    const reply = await this.#run({ text })
    if (reply instanceof PostgresError) throw reply
  }

  /**
   * Runs one statement that reads. It goes by the protocol that takes a single one: by the other, `COMMIT; DROP TABLE …` would first end the
   * transaction that only reads.
   */
  async peek(statement: SqlStatement): Promise<SqlReply> {
    if (!isReading(statement.text)) {
      return new PostgresError(SQLSTATE.readOnlyTransaction, 'cannot execute this: only what reads is run here')
    }
    await this.#prepare()
    const begun = await this.#run({ text: 'BEGIN READ ONLY' })
    if (begun instanceof PostgresError) return begun
    const reply = await this.#run(statement, 'extended')
    await this.#run({ text: 'ROLLBACK' })
    return reply
  }

  async close(): Promise<void> {
    if (this.#isClosed || this.#ready === undefined) return
    this.#isClosed = true
    // A server that hangs does not hang up.
    const patience = setTimeout(() => this.#socket.destroy(), END_TIMEOUT_MS)
    await this.#client.end()
    clearTimeout(patience)
  }

  async #prepare(atMs = this.#nowMs()): Promise<void> {
    await (this.#ready ??= this.#connect())
    if (this.#options.hasVirtualTime !== true || this.#setMs === atMs || this.status === 'failed') return
    this.#setMs = atMs
    const now = new Date(RUN_EPOCH_MS + atMs).toISOString()
    await this.#client.query(`SELECT set_config('clock.now', '${now}', false)`)
  }

  async #connect(): Promise<void> {
    await this.#client.connect()
    const { schema, hasVirtualTime } = this.#options
    const searched = hasVirtualTime === true ? `${schema}, clock, pg_catalog` : schema
    await this.#client.query(`SET search_path = ${searched}; SET timezone = 'UTC'`)
  }

  async #run({ text, values }: SqlStatement, queryMode?: 'extended'): Promise<SqlReply> {
    try {
      const config = { text, rowMode: 'array' as const, ...(queryMode === undefined ? {} : { queryMode }) }
      const answer = await this.#client.query(
        values === undefined ? config : { ...config, values: values.map(encodeParameter) },
      )
      const result = (Array.isArray(answer) ? answer.at(-1) : answer) as QueryResult<(string | null)[]>
      this.#follow(result.command)
      return convert(result)
    } catch (error) {
      if (!isServerError(error)) throw error
      if (this.status === 'open') this.status = /^\s*(commit|end)\b/i.test(text) ? 'idle' : 'failed'
      return new PostgresError(error.code, error.message, error)
    }
  }

  #follow(command: string | null): void {
    if (command === 'BEGIN') this.status = 'open'
    else if (command === 'COMMIT' || command === 'ROLLBACK') this.status = 'idle'
  }
}

function convert({ rows, fields, command, rowCount }: QueryResult<(string | null)[]>): SqlReply {
  const columns = fields.map(({ name }) => name)
  const decoded = rows.map((row): SqlRow => {
    const values: Record<string, SqlValue> = {}
    fields.forEach(({ name, dataTypeID }, index) => (values[name] = decodeValue(row[index]!, dataTypeID)))
    return values
  })
  return { rows: decoded, columns, command, rowCount: rowCount ?? 0 }
}

function isServerError(error: unknown): error is Error & { code: string; detail?: string; constraint?: string } {
  return error instanceof Error && /^[0-9A-Z]{5}$/.test((error as { code?: unknown }).code as string)
}
