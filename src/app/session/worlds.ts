/** One press: the run is played on the live stores, the engine's is laid beside it, and both are compared when it is over. */
import type { Comparison } from '~/host/live/comparison'
import type { EarlierRun } from './earlier-run'
import type { EngineLink } from './engine-link'
import type { LifecycleEvent } from './lifecycle'
import type { LiveStore } from './live-store'
import type { PlayedRun } from './played-run'
import type { Referee } from './referee'

/** How far the comparison of both worlds is. */
export type WorldsState =
  | { readonly state: 'playing' }
  | { readonly state: 'comparing' }
  | { readonly state: 'compared'; readonly comparison: Comparison }
  | { readonly state: 'failed'; readonly why: string }

/** What it needs of its session. */
export interface WorldsHost {
  readonly store: LiveStore
  readonly link: EngineLink
  readonly referee: Referee
  readonly played: PlayedRun | null
  remember(because: EarlierRun['because']): void
  send(event: LifecycleEvent): void
}

/** The comparison of one session. */
export class Worlds {
  private readonly host: WorldsHost
  private isToBegin = false

  constructor(host: WorldsHost) {
    this.host = host
  }

  /** Plays the run from its start, with all that was done to it. */
  begin(): void {
    const { host } = this
    const run = host.played?.run
    if (run === undefined) return
    host.remember('replaced')
    this.isToBegin = true
    host.send({ type: 'open', run, plays: true })
  }

  /** A run was opened: the one that is compared stops for nothing, and any other one is not it. */
  opened(): void {
    const { store, referee } = this.host
    if (this.isToBegin) referee.letGo()
    store.setState({ worlds: this.isToBegin ? { state: 'playing' } : null })
    this.isToBegin = false
  }

  /** The run is over. */
  ended(): void {
    if (this.host.store.getState().worlds?.state === 'playing') void this.compare()
  }

  private async compare(): Promise<void> {
    const { store, link } = this.host
    store.setState({ worlds: { state: 'comparing' } })
    const state = await link
      .ask((engine) => engine.worlds(), COMPARING_MS_MAX)
      .then(
        (comparison): WorldsState =>
          comparison === null
            ? { state: 'failed', why: 'the live server is gone, and with it the other half of the comparison' }
            : { state: 'compared', comparison },
        (error: unknown): WorldsState => ({
          state: 'failed',
          why: error instanceof Error ? error.message : String(error),
        }),
      )
    // Another run may have been opened meanwhile.
    if (store.getState().worlds?.state === 'comparing') store.setState({ worlds: state })
  }
}

/** Two whole runs are executed for it. */
const COMPARING_MS_MAX = 120_000
