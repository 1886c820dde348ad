/** Going to a moment of a run as soon as it is open, as a link says, or as taking something back does; what is met there is shown. */
import type { Violation } from '~/kernel/invariant'
import type { MomentUrl } from '../moment-url'
import type { LiveStore } from './live-store'
import type { PlayedRun } from './played-run'

/** What arriving needs of its session. */
export interface ArrivalHost {
  readonly store: LiveStore
  played(): PlayedRun
  /** Goes on towards a time as far as one answer of the engine reaches. */
  goOn(untilMs: number): Promise<void>
  openCase(violation: Violation): Promise<void>
  follow(request: number, atMs: number): Promise<void>
  fail(error: unknown): void
}

/** Arrivals in one session, one after the other. */
export class Arrival {
  /** True on the way: violations are met, and nobody stops for them. */
  isUnderWay = false
  private readonly host: ArrivalHost
  private met: Violation | null = null

  constructor(host: ArrivalHost) {
    this.host = host
  }

  /** Remembers the last violation met on the way. */
  meet(violation: Violation | null): void {
    this.met = violation ?? this.met
  }

  /** Goes there; gives up if something else is wanted. */
  async arrive({ atMs, select, request }: MomentUrl, signal: AbortSignal): Promise<void> {
    const { host } = this
    if (select !== undefined) host.store.setState({ selection: select })
    if (atMs !== undefined && !(await this.goForth(atMs, signal))) return
    const { head } = host.played()
    // Whoever hands on the moment of a violation means that violation: it is told as if the run had stopped for it.
    const { met } = this
    const isThere = met !== null && met.event === head.events
    if (isThere) host.openCase(met).catch((error: unknown) => host.fail(error))
    if (request === undefined || (isThere && met.evidence.request === request)) return
    host.follow(request, head.nowMs).catch((error: unknown) => host.fail(error))
  }

  private async goForth(atMs: number, signal: AbortSignal): Promise<boolean> {
    const { host } = this
    const { store } = host
    this.met = null
    this.isUnderWay = true
    try {
      for (;;) {
        const { head } = host.played()
        if (signal.aborted) return false
        if (head.ended || head.nowMs >= atMs - 1e-6) return true
        store.setState({ journey: { nowMs: head.nowMs, ofMs: atMs } })
        await host.goOn(atMs)
      }
    } finally {
      this.isUnderWay = false
      if (!signal.aborted) store.setState({ journey: null })
    }
  }
}
