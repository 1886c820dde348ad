/** What travels along the arrows of the pipeline, and the facts its boxes state. */
import type { Message } from '~/kernel/component'
import type { Currency } from './money'

/** What somebody wants to pay. */
export interface Order {
  readonly tenant: string
  /** In minor units. */
  readonly amount: number
  readonly currency: Currency
  readonly card: string
}

/** `POST /charge`. */
export interface ChargeRequest extends Message {
  readonly type: 'POST /charge'
  readonly headers: { readonly 'idempotency-key'?: string }
  readonly body: Order
}

/** The body of an answer: what was charged, or a problem (RFC 9457). */
export type ChargeBody =
  | { readonly payment: string; readonly state: 'posted' | 'pending' | 'voided'; readonly amount: number; readonly currency: Currency } // prettier-ignore
  | { readonly type: string; readonly title: string }

/** The answer to a `POST /charge`. */
export interface ChargeResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: ChargeBody
}

/** The fraud service's question. */
export interface ScoreRequest extends Message {
  readonly type: 'score'
  readonly order: Order
}

/** And its answer. */
export interface Score {
  readonly risk: 'accept' | 'reject'
  readonly score: number
}

/** One charge as the PSP is told of it: it keeps the reference to our payment. */
export interface Capture extends Order {
  readonly payment: string
  readonly key: string
  readonly chargeNo: number
  /** Our idempotency key towards the PSP: one for each attempt to pay, whoever makes the call. */
  readonly pspKey: string
}

/** Asks the PSP to take the money. */
export interface PspChargeRequest extends Message {
  readonly type: 'charge'
  readonly capture: Capture
}

/** Asks the PSP what became of a charge. */
export interface PspStatusRequest extends Message {
  readonly type: 'status'
  readonly pspKey: string
}

/** Asks the PSP for what it has captured after a position. */
export interface PspReportRequest extends Message {
  readonly type: 'report'
  readonly after: number
  readonly countMax: number
}

/** What the PSP says of a charge. 429 and 503 say that nothing was done; 500 says nothing. */
export type PspAnswer =
  | { readonly status: 200; readonly outcome: 'captured' | 'declined' }
  | { readonly status: 404 | 409 | 429 | 500 | 503; readonly retryAfterMs?: number }

/** A capture with its position in the PSP's report. */
export interface ReportedCapture extends Capture {
  readonly seq: number
}

/** What became of an attempt to charge, as its caller can know it. */
export type AttemptOutcome = 'captured' | 'declined' | 'unavailable' | 'unknown'
/** What the PSP says of a charge it was asked about; `absent` if it knows of none. */
export type StatusOutcome = AttemptOutcome | 'absent'

/** An event of the outbox, on its way to the worker. */
export interface SettleRequest extends Message {
  readonly type: 'settlement.requested'
  /** The event's id: redelivered ones have the same. */
  readonly event: string
  readonly attempt: number
  /** True if an earlier attempt left open what has happened: then the PSP is asked before it is told. */
  readonly isOpen: boolean
  readonly payload: unknown
}

/** The worker's answer. */
export interface SettleResult {
  readonly outcome: AttemptOutcome | 'poison'
  readonly error: string
}

/** Asks the worker for the PSP's report. */
export interface ReportRequest extends Message {
  readonly type: 'report'
  readonly after: number
}

/** Fact of the API: a request was answered. */
export interface ChargeFact {
  readonly request: number
  readonly tenant: string
  readonly key: string
  readonly outcome: string
  readonly status: number
  readonly replayed: boolean
  readonly chargeNo: number
  readonly fingerprint: string
  /** The body, as one text. */
  readonly body: string
}

/** Fact of whoever called the PSP. */
export interface PspFact {
  readonly payment: string
  readonly attempt: number
  readonly pspKey: string
  readonly outcome: StatusOutcome
  readonly definite: boolean
  /** `charge` takes money; `status` only asks. */
  readonly call: 'charge' | 'status'
}

/** Fact of the relay: what an event came to. */
export interface SettlementFact {
  readonly payment: string
  readonly attempt: number
  readonly outcome: AttemptOutcome | 'poison' | 'dead-lettered'
}

/** Fact of a client: an answer it has seen. */
export interface AnswerFact {
  readonly tenant: string
  readonly key: string
  readonly status: number
  readonly payment: string | null
}

/** Fact of the ledger: one row of `sql/feed.sql`. */
export interface JournalFact {
  readonly cursor: number
  readonly payment: string
  readonly kind: 'pending' | 'posted' | 'voided'
  readonly tenant: string
  readonly key: string
  readonly chargeNo: number
  readonly amount: number
  readonly currency: Currency
  readonly pspKey: string
  readonly entries: readonly (readonly [
    account: string,
    layer: 'pending' | 'posted',
    amount: number,
    currency: string,
  ])[]
  readonly events: number
}

/** Fact of the ledger: a standby took over. */
export interface FailoverFact {
  readonly lostMs: number
  readonly feedCursor: number
}

/** Fact of the outbox, twice a second. */
export interface OutboxFact {
  readonly waiting: number
  readonly dead: number
  readonly oldestMs: number
}
