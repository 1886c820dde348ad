/** What the box of a live PostgreSQL stands on: the real server, or, where a recording plays, nothing. */
import type { LiveHalf } from '~/kernel/live'
import type { LiveCaller } from '../../live-store'
import type { SqlMessage } from '../client'
import { PostgresError, type SqlReply, type SqlResult, type SqlRow, type SqlStatement } from '../port'

/** What of a message the server needs. */
export type LiveSql = Pick<SqlMessage, 'statements' | 'unit' | 'transaction' | 'isFirst'>

/** A reply as it is recorded. */
export type PlainSqlReply =
  | SqlResult
  | {
      readonly error: {
        readonly code: string
        readonly message: string
        readonly detail?: string
        readonly constraint?: string
      }
    }

/** What came of a message, and what the feed has gained since it was last read. */
export interface LiveAnswer {
  readonly replies: readonly PlainSqlReply[]
  readonly rows: readonly SqlRow[]
  /** True if nothing but this message can have written the rows. */
  readonly isOwn: boolean
}

/** A query whose new rows are told of after every change, and the statements that can add to it. */
export interface LiveFeed {
  readonly text: string
  readonly after: RegExp
}

/** A real PostgreSQL, through the schema of one run. Everything rejects with a `CallError`, but for a mistake in the SQL of a migration. */
export interface LivePostgres {
  readonly half: LiveHalf
  execute(caller: LiveCaller, sql: LiveSql, feed: LiveFeed | undefined): Promise<LiveAnswer>
  /** Rows that the feed has gained and nobody was told of. */
  feed(feed: LiveFeed): Promise<readonly SqlRow[]>
  /** Runs a statement that somebody typed. */
  typed(statement: SqlStatement): Promise<PlainSqlReply>
}

/** A reply as plain data. */
export function plainOf(reply: SqlReply): PlainSqlReply {
  if (!(reply instanceof PostgresError)) return reply
  const { code, message, detail, constraint } = reply
  return {
    error: {
      code,
      message,
      ...(detail === undefined ? {} : { detail }),
      ...(constraint === undefined ? {} : { constraint }),
    },
  }
}

/** The reply that plain data tells of. */
export function replyOf(plain: PlainSqlReply): SqlReply {
  if (!('error' in plain)) return plain
  const { code, message, detail, constraint } = plain.error
  return new PostgresError(code, message, { detail, constraint })
}
