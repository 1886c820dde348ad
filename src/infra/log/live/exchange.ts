/** A request of this folder as Kafka's bytes, and the answer back. Which versions are spoken is fixed: those of Kafka 3.3 and later. */
import type { Connection } from '@platformatic/kafka'
import type { LogApiName, LogRequest } from '../protocol/api'
import { CLUSTER_EXCHANGES } from './cluster-exchanges'
import { GROUP_ADMIN_EXCHANGES } from './group-admin-exchanges'
import { GROUP_EXCHANGES } from './group-exchanges'
import { RECORDS_EXCHANGES } from './records-exchanges'

/** An answer, and where brokers are, if it says so. */
export interface WireAnswer {
  readonly response: object
  readonly brokers?: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[]
}

export type Settle = (error: Error | null, answer?: WireAnswer) => void

/** Sends one kind of request. */
export type Exchange<Request> = (connection: Connection, request: Request, settle: Settle) => void

const EXCHANGES: { readonly [Name in LogApiName]: Exchange<Extract<LogRequest, { readonly type: Name }>> } = {
  ...RECORDS_EXCHANGES,
  ...GROUP_EXCHANGES,
  ...GROUP_ADMIN_EXCHANGES,
  ...CLUSTER_EXCHANGES,
}

export function exchange(connection: Connection, request: LogRequest, settle: Settle): void {
  ;(EXCHANGES[request.type] as Exchange<LogRequest>)(connection, request, settle)
}
