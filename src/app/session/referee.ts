/** Watches the verdicts of a run: where it stops for a violation, and what it says about the claims of its diagram. */
import type { Violation } from '~/kernel/invariant'
import type { Run } from '~/kernel/run'
import type { AdvanceRequest } from '~/host/api'
import type { Snapshot } from '~/projections/frame'
import { resultOf, sideOf } from './claim-result'
import type { LiveStore } from './live-store'

/** What a referee stops at. */
type StopAt = AdvanceRequest['stop']['at']

/** The referee of one session. */
export class Referee {
  private readonly store: LiveStore
  private readonly stops: boolean
  private isStopping: boolean
  /** Invariants that were violated already. */
  private broken = new Set<string>()

  /** `stops` is false for a session that goes on whatever is violated. */
  constructor(store: LiveStore, stops: boolean) {
    this.store = store
    this.stops = stops
    this.isStopping = stops
  }

  /** Begins with another run. */
  begin(): void {
    this.isStopping = this.stops
    this.broken = new Set()
  }

  /** Whoever goes on after a stop has seen it: the run does not stop for violations again. */
  letGo(): void {
    this.isStopping = false
  }

  /**
   * A run with a safeguard off stops where its own invariant breaks, whatever else breaks on the way; any other run stops at
   * the first violation there is.
   */
  stopAt({ without }: Run): StopAt {
    if (!this.isStopping) return []
    const { description } = this.store.getState()
    const expected = without.flatMap((id) => {
      const { [id]: proof } = description?.claims ?? {}
      const { [id]: mutant } = description?.mutants ?? {}
      return [proof?.invariant, mutant?.breaks].filter((invariant) => invariant !== undefined)
    })
    return expected.length === 0 ? 'any' : expected
  }

  /** Judges where a run got to; gives the violation to stop for, if it has just come. */
  judge(run: Run, head: Snapshot): Violation | null {
    const news = head.verdicts.filter(({ id, held }) => !held && !this.broken.has(id))
    for (const { id } of news) this.broken.add(id)
    if (news.length > 0 || head.ended) this.record(run, head)
    const stopAt = this.stopAt(run)
    return news.find(({ id }) => stopAt === 'any' || stopAt.includes(id))?.first ?? null
  }

  /** Writes down what the run says of each claim it shows: a violation at once, that all held only at its end. */
  private record(run: Run, { verdicts, ended }: Snapshot): void {
    const { description, results } = this.store.getState()
    if (description === null) return
    const next = { ...results }
    for (const [claim, proof] of Object.entries(description.claims)) {
      const side = sideOf(run, claim, proof)
      const verdict = verdicts.find(({ id }) => id === proof.invariant)
      if (side === null || verdict === undefined || (!ended && verdict.held)) continue
      next[claim] = { ...next[claim], [side]: resultOf(verdict) }
    }
    this.store.setState({ results: next })
  }
}
