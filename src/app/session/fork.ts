/** Letting the run go another way from the moment that is shown, and doing something there. */
import type { EarlierRun } from './earlier-run'
import type { LiveStore } from './live-store'
import type { PlayedRun } from './played-run'
import { JourneyCancelled, type TimeTravel } from './time-travel'

const NOTHING_DONE = 'Nothing was done: another moment was shown before the run had got to the one it was meant for.'

/** What a fork needs of its session. */
export interface ForkHost {
  readonly store: LiveStore
  readonly travel: TimeTravel
  play(): void
  pause(): void
  remember(because: EarlierRun['because']): void
  adopt(run: PlayedRun): void
}

/** Forks of one session, one after the other. */
export class Fork {
  private readonly host: ForkHost
  private forking: Promise<boolean> | null = null
  private playsOn = false

  constructor(host: ForkHost) {
    this.host = host
  }

  /** Says whether to play once the run has gone another way and what led to it is done; false if no fork is under way. */
  playsAfter(plays: boolean): boolean {
    this.playsOn = plays && this.forking !== null
    return this.forking !== null
  }

  /**
   * Makes the moment that is shown the present and does something there; null, with a notice, if another moment was shown before the
   * engine stood there.
   */
  async goAnd<Result>(act: () => Promise<Result>): Promise<Result | null> {
    const { host } = this
    this.forking ??= this.go().finally(() => {
      this.forking = null
    })
    if (!(await this.forking)) {
      host.store.setState(({ notices }) => ({ notices: [...notices, NOTHING_DONE] }))
      return null
    }
    try {
      return await act()
    } finally {
      if (this.playsOn) host.play()
      this.playsOn = false
    }
  }

  private async go(): Promise<boolean> {
    const { host } = this
    if (host.store.getState().can?.fork !== true) throw new Error('this engine cannot let a run go another way')
    host.pause()
    try {
      await host.travel.exactly()
    } catch (error) {
      if (error instanceof JourneyCancelled) return false
      throw error
    }
    host.remember('forked')
    host.adopt(await host.travel.fork())
    return true
  }
}
