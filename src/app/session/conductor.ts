/** Keeps the parts of a session together: the life of the session decides which of them works, and they hear of each other here. */
import { createActor, fromCallback, fromPromise, type ActorRefFrom } from 'xstate'
import type { Diagram } from '~/kernel/diagram'
import type { Run } from '~/kernel/run'
import type { Advance, EngineApi } from '~/host/api'
import { connectEngine, type Connection } from '~/host/connect'
import type { Snapshot } from '~/projections/frame'
import type { MomentUrl } from '../moment-url'
import { Arrival } from './arrival'
import { Boot } from './boot'
import { EngineLink } from './engine-link'
import { Fork } from './fork'
import { Inquiry } from './inquiry'
import { lifecycle, phaseOf, type LifecycleEvent } from './lifecycle'
import { LiveLine } from './live-line'
import { createLiveStore, type LiveStore } from './live-store'
import { Playback, type PlaybackHost } from './playback'
import { PlayedRun } from './played-run'
import { Referee } from './referee'
import { withEarlier, type EarlierRun } from './earlier-run'
import { SlowMotion } from './slow-motion'
import { TimeTravel, type TravelHost } from './time-travel'
import { Worlds } from './worlds'

/** What a session is started with. */
export interface SessionOptions {
  /** The query of the address, from which the first run is read. */
  readonly search: string
  /** Play as soon as the engine has booted. */
  readonly plays: boolean
  /** Give the run of the address time for the walk of its diagram. Default false. */
  readonly walks?: boolean
  /** The recording that the address names, in base 64. */
  readonly recording?: () => Promise<string>
  /** False to go on when an invariant is violated. Default true. */
  readonly stops?: boolean
  /** Where the engine comes from. Default: a worker of the page. */
  readonly connect?: () => Connection
}

/** The parts of one session. */
export class Conductor implements PlaybackHost {
  readonly store: LiveStore = createLiveStore()
  readonly boot: Boot
  readonly referee: Referee
  readonly playback: Playback
  readonly inquiry: Inquiry
  readonly travel: TimeTravel
  readonly slow: SlowMotion
  /** The moment to go to in the run that is opened next. */
  destination: MomentUrl = {}
  readonly link: EngineLink
  readonly line: LiveLine
  readonly worlds: Worlds
  private readonly arrival: Arrival
  private readonly fork: Fork
  private readonly plays: boolean
  private actor: ActorRefFrom<typeof lifecycle> | null = null
  private run: PlayedRun | null = null

  constructor(
    diagram: Diagram,
    { search, plays, walks = false, recording, stops = true, connect = connectEngine }: SessionOptions,
  ) {
    const { store } = this
    const link = new EngineLink(
      (error) => this.fail(error),
      connect,
      (isGap) => this.line.noteGap(isGap),
    )
    this.link = link
    this.plays = plays
    this.boot = new Boot(diagram, store, link, { search, walks, ...(recording === undefined ? {} : { recording }) })
    this.line = new LiveLine(this, diagram.id)
    this.fork = new Fork(this)
    this.worlds = new Worlds(this)
    this.referee = new Referee(store, stops)
    this.playback = new Playback(this)
    this.inquiry = new Inquiry(store, link)
    // Only what was played has a past: nobody goes there before a run is open.
    this.travel = new TimeTravel(this as TravelHost)
    this.arrival = new Arrival({
      store,
      played: () => this.run!,
      goOn: (untilMs) => this.playback.goOn(untilMs),
      openCase: (violation) => this.inquiry.openCase(violation, true),
      follow: (request, atMs) => this.inquiry.follow(request, atMs),
      fail: (error) => this.fail(error),
    })
    this.slow = new SlowMotion(
      {
        store,
        ask: (question) => this.ask(question),
        jumpTo: (ms) => this.travel.goTo(ms),
        showEvent: async (n) => {
          await this.travel.goToEvent(n)
          await this.inquiry.goOnFollowing()
        },
        showFolded: (moment) => this.travel.goOnTo(moment),
        fly: (moment) => this.playback.tell(moment),
        replay: () => {
          this.inquiry.stopFollowing()
          this.send({ type: 'play' })
        },
        halt: () => this.send({ type: 'pause' }),
        played: () => this.run,
      },
      diagram,
    )
  }

  /** The run that is open, as far as it was played; null before there is one. */
  get played(): PlayedRun | null {
    return this.run
  }

  get stopAt(): 'any' | readonly string[] {
    return this.run === null ? [] : this.referee.stopAt(this.run.run)
  }

  /** Starts the life of the session. */
  start(): void {
    const machine = lifecycle.provide({
      actors: {
        boot: fromPromise<void, Run | null>(({ input, signal }) => this.begin(input, signal)),
        idle: fromCallback<LifecycleEvent>(() => this.boot.warmUpSoon()),
        pull: fromCallback<LifecycleEvent>(() => this.playback.pull()),
      },
    })
    const isToStand = this.boot.moment.atMs !== undefined
    this.actor = createActor(machine, { input: { plays: this.plays && !isToStand } })
    this.actor.subscribe(({ value, context: { failure } }) => {
      const phase = phaseOf(value)
      if (phase !== 'running') this.playback.forgetSpeed()
      this.store.setState({ phase, failure, ...(phase === 'running' ? {} : { achieved: null }) })
      if (phase === 'failed') this.link.close()
      else if (phase !== 'booting') this.playback.publish()
      // Whoever was brought to the end of a run has nothing to play.
      if (phase === 'ready' && this.run?.head.ended === true) this.ended()
    })
    this.actor.start()
  }

  /** Ends it, and lets the engine go. */
  close(): void {
    this.actor?.stop()
    this.actor = null
    this.line.close()
    this.link.close()
  }

  /** Something happens to the session. */
  send(event: LifecycleEvent): void {
    this.actor?.send(event)
  }

  /** Asks the engine; rejects if there is none, or it dies before it answers. */
  ask<Answer>(question: (engine: EngineApi) => Promise<Answer>): Promise<Answer> {
    return this.link.ask(question)
  }

  /** Plays; while the run is on its way to go another way, as soon as it has and what led to it is done. */
  play(): void {
    this.inquiry.stopFollowing()
    if (!this.fork.playsAfter(true)) this.send({ type: 'play' })
  }

  pause(): void {
    this.fork.playsAfter(false)
    this.send({ type: 'pause' })
  }

  /** Makes the moment that is shown the present and does something there; null, with a notice, if that was called off. */
  forkAnd<Result>(act: () => Promise<Result>): Promise<Result | null> {
    return this.fork.goAnd(act)
  }

  /** A run that went another way is the one that is played. */
  adopt(run: PlayedRun): void {
    this.run = run
    this.playback.arrive(run)
    this.send({ type: 'fork' })
    this.playback.publish()
  }

  /** Remembers the run as far as it was played, to be compared with. */
  remember(because: EarlierRun['because']): void {
    const { run: played } = this
    if (played === null || played.head.nowMs === 0) return
    const earlier = { because, run: played.run, played }
    this.store.setState(({ earlierRuns }) => ({ earlierRuns: withEarlier(earlierRuns, earlier) }))
  }

  replayTo(ms: number): void {
    if (this.store.getState().watching !== null) this.slow.show(ms)
    else this.travel.goTo(ms, false)
  }

  arrived(head: Snapshot): void {
    const violation = this.referee.judge(this.run!.run, head)
    if (this.arrival.isUnderWay) this.arrival.meet(violation)
    else if (violation !== null) {
      this.send({ type: 'pause' })
      this.inquiry.openCase(violation, true).catch((error: unknown) => this.fail(error))
    } else this.inquiry.catchUp(head).catch((error: unknown) => this.fail(error))
    if (head.ended) this.ended()
  }

  ended(): void {
    this.send({ type: 'end' })
    this.worlds.ended()
  }

  gather(advance: Advance): void {
    this.line.gather(advance)
  }

  reopen(run: Run, atMs: number): void {
    this.destination = { atMs }
    this.send({ type: 'open', run, plays: false })
  }

  fail(error: unknown): void {
    if (this.line.survive(error)) this.send({ type: 'pause' })
    else this.send({ type: 'fail', message: error instanceof Error ? error.message : String(error) })
  }

  private async begin(asked: Run | null, signal: AbortSignal): Promise<void> {
    const opened = await this.boot.open(asked, signal)
    if (opened === null) return
    this.playback.forgetSpeed()
    this.referee.begin()
    this.worlds.opened()
    this.store.setState({ progress: null, case: null, watching: null, followed: null, viewing: null, journey: null })
    this.run = new PlayedRun(opened.frame)
    this.line.begin(opened.live?.record)
    this.travel.begin()
    this.playback.arrive(this.run)
    this.playback.publish()
    const destination = asked === null ? this.boot.moment : this.destination
    this.destination = {}
    await this.arrival.arrive(destination, signal)
  }
}
