/** Postgres over an arrow: a `PostgresClient` whose statements travel the drawn network to a Postgres box. */
import type { CallOptions, Context, Message } from '~/kernel/component'
import { isStoreTrouble } from '~/kernel/store-error'
import {
  PostgresError,
  type PostgresClient,
  type SqlParameter,
  type SqlReply,
  type SqlResult,
  type SqlStatement,
} from './port'

/** What a client sends to a Postgres box. The answer is one `SqlReply` for each statement that was run. */
export interface SqlMessage extends Message {
  readonly type: 'sql'
  readonly statements: readonly SqlStatement[]
  /** All in one transaction, or each in its own. */
  readonly unit: 'all' | 'each'
  /** The transaction these statements go on with, by a number of the caller's. Left out: none stays open. */
  readonly transaction?: number
  /** True in the first message of a transaction. */
  readonly isFirst?: boolean
}

/** Terms that hold for every call of a client. */
export interface PostgresClientOptions extends Omit<CallOptions, 'instance'> {
  /** The request of the outside world that the statements serve. Default 0: none. */
  readonly request?: number
}

/** Where a client's messages go. */
export type SendSql = (message: Omit<SqlMessage, 'type' | 'request'>) => Promise<SqlReply[]>

/**
 * A client of the box `box`. Every statement, batch or step of a transaction is one call with its own timeout. Calls reject
 * with `CallError` when the network or the box fails them, and with `PostgresError` when PostgreSQL says no. After a
 * timeout or a reset at its end a transaction may have been committed, or not.
 */
export function createPostgresClient<Box extends string>(
  context: Pick<Context<Box>, 'call'>,
  box: Box,
  { request = 0, ...callOptions }: PostgresClientOptions,
): PostgresClient {
  const send: SendSql = (sql) => {
    const message: SqlMessage = { type: 'sql', request, ...sql }
    return context.call<SqlReply[]>(box, message, callOptions)
  }
  return clientOf(send, counterOf(context))
}

/** Counts the transactions of one process: their numbers tell them apart, and travel in messages. */
interface TransactionCounter {
  begun: number
}

/** Clients are made for each request; what they begin is counted for the process. A counter goes with its context. */
const counters = new WeakMap<object, TransactionCounter>()

function counterOf(context: object): TransactionCounter {
  const known = counters.get(context)
  if (known !== undefined) return known
  const counter = { begun: 0 }
  counters.set(context, counter)
  return counter
}

/** A client whose messages go wherever `send` takes them. */
export function clientOf(send: SendSql, counter: TransactionCounter = { begun: 0 }): PostgresClient {
  const query = async (text: string, values: readonly SqlParameter[] = []) =>
    resultOf((await send({ statements: [{ text, values }], unit: 'each' })).at(-1)!)
  return {
    query,
    async batch(statements) {
      if (statements.length === 0) return []
      return (await send({ statements, unit: 'all' })).map(resultOf)
    },
    async transaction(work) {
      const transaction = ++counter.begun
      let isFirst = true
      const step = async (text: string, values: readonly SqlParameter[] = []) => {
        const sent = send({ statements: [{ text, values }], unit: 'each', transaction, isFirst })
        isFirst = false
        return resultOf((await sent).at(-1)!)
      }
      let result
      try {
        result = await work({ query: step })
      } catch (error) {
        // The server ends the transaction by itself if this does not reach it.
        if (!isFirst) await step('ROLLBACK').catch(ignoreExpected)
        throw error
      }
      if (!isFirst) await step('COMMIT')
      return result
    },
  }
}

function resultOf(reply: SqlReply): SqlResult {
  if (reply instanceof PostgresError) throw reply
  return reply
}

function ignoreExpected(error: unknown): void {
  if (!isStoreTrouble(error)) throw error
}
