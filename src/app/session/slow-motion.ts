/**
 * The last moments before a violation, slowly: moments between the keyframes are folded anew, one after the other, and what the guilty
 * request does lights up as it does it.
 */
import type { Violation } from '~/kernel/invariant'
import { arrowName } from '~/kernel/arrow'
import type { Diagram } from '~/kernel/diagram'
import type { PlainEvent } from '~/kernel/trace'
import type { EngineApi } from '~/host/api'
import type { Moment } from '~/projections/annals'
import type { Flight } from '~/projections/flights'
import type { Snapshot } from '~/projections/frame'
import { placesOf } from './inquiry'
import type { LiveStore } from './live-store'
import type { PlayedRun } from './played-run'

/** How much of the run before a violation is watched, in milliseconds. */
export const WATCHED_MS = 200
/** Virtual seconds per second of watching: 200 ms take five seconds. */
export const SLOW_SPEED = 0.04

/** What slow motion needs of its session. */
export interface SlowHost {
  readonly store: LiveStore
  played(): PlayedRun | null
  ask<Result>(question: (engine: EngineApi) => Promise<Result>): Promise<Result>
  /** Shows a played moment. */
  jumpTo(ms: number): void
  /** Shows the moment right after an event. */
  showEvent(n: number): Promise<void>
  /** Shows a moment that was folded anew, without dropping what is on its way. */
  showFolded(moment: Moment): void
  /** Hands flights to whoever draws them. */
  fly(moment: Snapshot): void
  replay(): void
  halt(): void
}

/** Slow motion in one session. */
export class SlowMotion {
  private readonly host: SlowHost
  private readonly arrows: readonly string[]
  private isFolding = false

  constructor(host: SlowHost, diagram: Diagram) {
    this.host = host
    this.arrows = diagram.arrows.map(arrowName)
  }

  /** Goes back a little and plays on to the violation. */
  watch({ atMs, event }: Violation): void {
    const { host } = this
    const fromMs = Math.max(0, atMs - WATCHED_MS)
    host.halt()
    host.jumpTo(fromMs)
    const watching = { fromMs, nowMs: fromMs, untilMs: atMs, event, speed: SLOW_SPEED }
    host.store.setState({ watching, ...this.lit(fromMs) })
    host.replay()
  }

  /** Shows the moment at a time on the way; at the violation it is over. */
  show(ms: number): void {
    const { store } = this.host
    const { watching } = store.getState()
    if (watching === null) return
    if (ms >= watching.untilMs) {
      this.host.fly(this.flown(watching.nowMs, watching.untilMs))
      this.end(watching.event)
      return
    }
    this.host.fly(this.flown(watching.nowMs, ms))
    store.setState({ watching: { ...watching, nowMs: ms }, ...this.lit(ms) })
    if (!this.isFolding) void this.fold(ms)
  }

  /** Everything of the guilty request is lit up again. */
  private end(event: number): void {
    const { host } = this
    host.halt()
    host.store.setState({ watching: null, ...this.lit(Infinity) })
    host.showEvent(event).catch(() => undefined)
  }

  private async fold(ms: number): Promise<void> {
    const { host } = this
    const played = host.played()
    if (played === null) return
    this.isFolding = true
    try {
      const n = played.eventNear(ms)
      const refolded = await host.ask((engine) => engine.back(n, played.baseOf(n)))
      const { watching } = host.store.getState()
      if (refolded !== null && watching !== null && host.played() === played) host.showFolded(played.refolded(refolded))
    } finally {
      this.isFolding = false
    }
  }

  /** The way of the guilty request up to a time. */
  private lit(ms: number) {
    const { case: shown } = this.host.store.getState()
    if (shown === null || shown.events === null) return {}
    const until = shown.events.filter((event) => (event as unknown as PlainEvent).t <= ms)
    return { case: { ...shown, ...placesOf(until) } }
  }

  /** What left between two times: the samples that were kept, and every message of the guilty request. */
  private flown(fromMs: number, ms: number): Snapshot {
    const { store } = this.host
    const played = this.host.played()!
    const { case: shown } = store.getState()
    const own = (shown?.events ?? []) as unknown as readonly PlainEvent[]
    const guilty = own.flatMap(({ kind, t, op, id, arrow = '' }): Flight[] =>
      kind === 'send' && t > fromMs && t <= ms
        ? [{ op, request: id, arrow: this.arrows.indexOf(arrow), departMs: t, tone: 'failed' }]
        : [],
    )
    const kept = [...played.keyframes, played.head]
    const sampled = kept.flatMap(({ flights, nowMs }) =>
      nowMs < fromMs ? [] : flights.filter(({ departMs }) => departMs > fromMs && departMs <= ms),
    )
    return { ...played.head, flights: [...sampled, ...guilty], outcomes: [], nowMs: ms }
  }
}
