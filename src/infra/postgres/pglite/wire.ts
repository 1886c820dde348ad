/** PostgreSQL's wire protocol (version 3), as far as one statement needs it: what is sent, and what is read back. */
import { protocol } from '@electric-sql/pglite'
import { PostgresError, type SqlReply, type SqlResult, type SqlRow, type SqlStatement, type SqlValue } from '../port'
import { decodeValue, encodeParameter } from '../values'

const { serialize, Parser, messages } = protocol

/** A statement as one message: parsed under a name if it is new, bound, described, executed, and ended. */
export function encodeStatement({ text, values = [] }: SqlStatement, name: string, isNew: boolean): Uint8Array {
  return concat([
    ...(isNew ? [serialize.parse({ name, text })] : []),
    serialize.bind({ statement: name, values: values.map(encodeParameter) }),
    serialize.describe({ type: 'P' }),
    serialize.execute(),
    serialize.sync(),
  ])
}

/** A text of any number of statements, as one message. */
export function encodeScript(text: string): Uint8Array {
  return serialize.query(text)
}

/** What the server said: what came of the last statement, or the first error; and where the session stands. */
export interface Answer {
  readonly reply: SqlReply
  /** `I` for idle, `T` for in a transaction, `E` for in a failed one. */
  readonly status: string
  /** True if the statement is now known to the server by its name. */
  readonly isParsed: boolean
}

/** Reads all that the server has sent. */
export function decodeAnswer(bytes: Uint8Array): Answer {
  let columns: readonly string[] = []
  let types: readonly number[] = []
  const rows: SqlRow[] = []
  let command = ''
  let error: PostgresError | undefined
  let status = 'I'
  let isParsed = false
  new Parser().parse(bytes, (message) => {
    if (message instanceof messages.DataRowMessage) rows.push(rowOf(message.fields, columns, types))
    else if (message instanceof messages.RowDescriptionMessage) {
      columns = message.fields.map((field) => field.name)
      types = message.fields.map((field) => field.dataTypeID)
    } else if (message instanceof messages.CommandCompleteMessage) command = message.text
    else if (message instanceof messages.ReadyForQueryMessage) status = message.status
    else if (message.name === 'parseComplete') isParsed = true
    else if (message instanceof messages.DatabaseError) {
      error ??= new PostgresError(message.code ?? 'XX000', message.message, message)
    }
  })
  return { reply: error ?? resultOf(rows, columns, command), status, isParsed }
}

function rowOf(fields: readonly (string | null)[], columns: readonly string[], types: readonly number[]): SqlRow {
  const row: Record<string, SqlValue> = {}
  for (let index = 0; index < columns.length; index++) {
    row[columns[index]!] = decodeValue(fields[index]!, types[index]!)
  }
  return row
}

/** A result, with the number of rows taken from the command tag. */
export function resultOf(rows: readonly SqlRow[], columns: readonly string[], command: string): SqlResult {
  return { rows, columns, command, rowCount: Number(/\d+$/.exec(command)?.[0] ?? 0) }
}

/** Puts parts together. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
