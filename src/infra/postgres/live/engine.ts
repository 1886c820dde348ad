/** The engine of a live PostgreSQL: its migrations, and looking into it. All else goes through its box. */
import type { PostgresClock, PostgresConnection, PostgresEngine, SqlReply, SqlStatement } from '../port'
import type { LivePostgres } from './live-postgres'

/** What of the engine is real; a recording has none of it. */
export interface LiveSchema {
  /** An empty schema. */
  reset(): Promise<void>
  /** Runs a migration, after those before it and before all statements that come after. */
  migrate(text: string): Promise<void>
  peek(statement: SqlStatement): Promise<SqlReply>
}

/** A live PostgreSQL as an engine. */
export class LivePostgresEngine implements PostgresEngine {
  readonly name = 'live'
  readonly can = { replay: false }
  readonly entropy = 0
  readonly title: string
  readonly version: string
  readonly live: LivePostgres
  clock: PostgresClock = { nowMs: () => 0 }
  private readonly schema: LiveSchema

  constructor(about: { readonly title: string; readonly version: string }, live: LivePostgres, schema: LiveSchema) {
    this.title = about.title
    this.version = about.version
    this.live = live
    this.schema = schema
  }

  connect(): PostgresConnection {
    return {
      status: 'idle',
      execute: () => Promise.reject(new Error('a live PostgreSQL is asked through its box alone')),
      script: (text) => this.schema.migrate(text),
      close: () => undefined,
    }
  }

  reset(): Promise<void> {
    return this.schema.reset()
  }

  peek(statement: SqlStatement): Promise<SqlReply> {
    return this.schema.peek(statement)
  }

  memoryBytes(): number {
    return 0
  }

  close(): void {}
}
