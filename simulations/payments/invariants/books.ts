/**
 * What several checkers need to know of a run: what the ledger has committed and the PSP has captured, in the order in
 * which it happened. One serves all checkers of a run.
 */
import { sharedFold } from '~/kernel/invariant'
import type { TraceEvent } from '~/kernel/trace'
import type { Capture, FailoverFact, JournalFact } from '../messages'

/** A payment as the ledger has committed it. */
export interface LedgerPayment {
  readonly recorded: JournalFact
  posted: JournalFact | undefined
  voided: JournalFact | undefined
}

/** The fact of a box, if the event is one. */
export function factOf<Fact>(event: TraceEvent, node: string, key: string): Fact | null {
  return event.kind === 'state' && event.key === key && event.node === node ? (event.data as Fact) : null
}

/** Both sides of the business. */
export class Books {
  /** Payments by id. */
  readonly payments = new Map<string, LedgerPayment>()
  /** Payments that were ever recorded, also those that a fail-over has taken back. */
  readonly everRecorded = new Set<string>()
  /** Captures by payment. */
  readonly captures = new Map<string, Capture[]>()
  /** Takes in an event; whoever looks at the books asks for that first. */
  readonly read = sharedFold((event) => this.follow(event))
  /** The first request that led to a payment, by payment: the ledger itself does not know of requests. */
  private readonly requests = new Map<string, number>()
  private journals: JournalFact[] = []

  /** The first request that was about a payment; 0 if none was. */
  requestOf(payment: string): number {
    return this.requests.get(payment) ?? 0
  }

  private follow(event: TraceEvent): void {
    const payment = event.kind === 'state' ? (event.data as { readonly payment?: unknown } | null)?.payment : undefined
    if (typeof payment === 'string' && event.id !== 0 && !this.requests.has(payment)) {
      this.requests.set(payment, event.id)
    }
    const journal = factOf<JournalFact>(event, 'ledger', 'journal')
    if (journal !== null) this.add(journal)
    const capture = factOf<Capture>(event, 'psp', 'capture')
    if (capture !== null) {
      const known = this.captures.get(capture.payment)
      if (known === undefined) this.captures.set(capture.payment, [capture])
      else known.push(capture)
    }
    const failover = factOf<FailoverFact>(event, 'ledger', 'failover')
    if (failover !== null && failover.lostMs > 0) this.takeBack(failover.feedCursor)
  }

  private add(journal: JournalFact): void {
    this.journals.push(journal)
    const known = this.payments.get(journal.payment)
    if (known === undefined) {
      this.payments.set(journal.payment, { recorded: journal, posted: undefined, voided: undefined })
      this.everRecorded.add(journal.payment)
    } else if (journal.kind === 'posted') known.posted = journal
    else if (journal.kind === 'voided') known.voided = journal
  }

  /** What the standby does not have has never been. */
  private takeBack(cursor: number): void {
    const kept = this.journals.filter((journal) => journal.cursor <= cursor)
    this.journals = []
    this.payments.clear()
    for (const journal of kept) this.add(journal)
  }
}

/** What every checker that reads the books listens to. */
export const BOOK_KINDS = ['state'] as const
