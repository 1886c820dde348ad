/** What a page does with the run of a diagram: one session, from the engine's boot to its end. */
import type { InspectQuery } from '~/kernel/component'
import type { Diagram } from '~/kernel/diagram'
import type { Violation } from '~/kernel/invariant'
import type { Json } from '~/kernel/json'
import type { Run } from '~/kernel/run'
import type { Act } from '~/host/api'
import type { EventPage, EventQuery } from '~/host/event-query'
import type { TraceFormat } from '~/host/trace-formats'
import type { Moment } from '~/projections/annals'
import type { Keyframe, Snapshot } from '~/projections/frame'
import type { MomentUrl } from '../moment-url'
import { claimRun, type Side } from './claim-result'
import { Conductor, type SessionOptions } from './conductor'
import type { InspectorTab, LiveStore, Selection } from './live-store'
import { upTo } from './time-travel'

/** A session of one diagram. */
export class RunSession {
  readonly diagram: Diagram
  readonly store: LiveStore
  /** What else is looked into, the last moments before a violation, slowly, where files are brought, and live stores. */
  readonly inquiry: Pick<Conductor['inquiry'], 'compare' | 'recordingFile' | 'askForStores'>
  readonly slow: Pick<Conductor['slow'], 'watch'>
  readonly files: Pick<Conductor['boot'], 'bring'>
  readonly line: Pick<Conductor['line'], 'comeBack'>
  readonly worlds: Pick<Conductor['worlds'], 'begin'>
  private readonly conductor: Conductor

  constructor(diagram: Diagram, options: SessionOptions) {
    this.diagram = diagram
    this.conductor = new Conductor(diagram, options)
    this.store = this.conductor.store
    this.inquiry = this.conductor.inquiry
    this.slow = this.conductor.slow
    this.files = this.conductor.boot
    this.line = this.conductor.line
    this.worlds = this.conductor.worlds
  }

  /** Boots the engine. */
  start(): void {
    this.conductor.start()
  }

  /** Ends the session and its worker. */
  close(): void {
    this.conductor.close()
  }

  /** Calls `listener` with every moment played, also those too close to the last to be written into the store. */
  onFrame(listener: (moment: Snapshot) => void): () => void {
    return this.conductor.playback.onFrame(listener)
  }

  play(): void {
    const { phase, viewing, case: shown } = this.store.getState()
    if (phase === 'ended' && viewing === null) return this.restart(true)
    if (shown?.stopped === true) {
      this.conductor.referee.letGo()
      this.store.setState({ case: { ...shown, stopped: false } })
    }
    this.conductor.play()
  }

  pause(): void {
    this.conductor.pause()
  }

  toggle(): void {
    if (this.store.getState().phase === 'running') this.pause()
    else this.play()
  }

  /** Goes on by exactly one event of the trace. */
  async step(): Promise<void> {
    this.pause()
    const { phase, viewing, frame } = this.store.getState()
    if (viewing !== null) await this.conductor.travel.goToEvent(frame!.events + 1)
    else if (phase === 'paused' || phase === 'ready') await this.conductor.playback.step()
  }

  /** Goes back by exactly one event of the trace. */
  async stepBack(): Promise<void> {
    this.pause()
    const { frame } = this.store.getState()
    if (frame !== null && this.canRewind) await this.conductor.travel.goToEvent(frame.events - 1)
  }

  /** Shows a played moment; the present, if the time was not played yet. */
  scrub(ms: number): void {
    this.pause()
    if (this.canRewind) this.conductor.travel.goTo(Math.max(0, ms))
  }

  /** Shows the present again. */
  goToPresent(): void {
    if (this.conductor.played !== null) this.conductor.travel.goToPresent()
  }

  /** Keyframes of what was played, oldest first. */
  get keyframes(): readonly Keyframe[] {
    return this.conductor.played?.keyframes ?? []
  }

  /** The latest played moment at or before a time; null before a run is open. */
  momentAt(ms: number): Moment | null {
    return this.conductor.played?.momentAt(ms) ?? null
  }

  /** Plays the same run from its start, with everything that was done to it. */
  restart(plays = this.store.getState().phase === 'running'): void {
    const run = this.currentRun
    if (run !== null) this.open(run, plays)
  }

  /** Opens another run in place of this one, which is remembered as far as it was played; at a moment of it, if one is given. */
  open(run: Run, plays: boolean, moment: MomentUrl = {}): void {
    this.conductor.remember('replaced')
    this.conductor.destination = moment
    this.conductor.send({ type: 'open', run, plays })
  }

  /** Opens a run that differs from this one, and goes on playing if this one was played. */
  change(difference: Partial<Run>): void {
    const run = this.currentRun
    if (run !== null) this.open({ ...run, ...difference }, this.store.getState().phase === 'running')
  }

  /** Opens another scenario from its start, as long as it is, without what was done to the one before. */
  openScenario(scenario: string): void {
    const run = this.currentRun
    if (run === null) return
    const { durationMs: _, settleMs: __, ...rest } = run
    this.open({ ...rest, scenario, actions: [] }, this.store.getState().phase === 'running')
  }

  /** Tries again after a failure, with all that was done to the run and answered; perhaps with other engines behind its stores, or without what was done to the run. */
  retry(difference: Partial<Pick<Run, 'engines' | 'actions'>> = {}): void {
    this.conductor.boot.engines = difference.engines ?? {}
    const run = this.currentRun
    this.conductor.send({ type: 'open', run: run === null ? null : { ...run, ...difference }, plays: false })
  }

  /** Shows one side of a claim. */
  runClaim(claim: string, side: Side): void {
    const run = this.currentRun
    const proof = this.store.getState().description?.claims[claim]
    if (run !== null && proof !== undefined) this.open(claimRun(run, claim, proof, side), true)
  }

  setSpeed(speed: number): void {
    this.conductor.playback.setSpeed(speed)
  }

  /** Says whether anybody can see the diagram. */
  setSeen(isSeen: boolean): void {
    this.conductor.send({ type: 'seen', isSeen })
  }

  /**
   * Does something to a box or an arrow at the moment that is shown; gives what the box wants shown. If that is a moment of the
   * past, the run goes another way from there.
   */
  async inject(act: Act): Promise<Json> {
    const { conductor } = this
    const doIt = async () => {
      const { shown, ...advance } = await conductor.ask((engine) => engine.inject(act))
      conductor.playback.take(advance)
      return shown
    }
    return this.store.getState().viewing === null ? doIt() : conductor.forkAnd(doIt)
  }

  /** A page of a box's state. */
  async inspect(box: string, instance: number, query: InspectQuery): Promise<Json> {
    await this.exactly()
    return this.conductor.ask((engine) => engine.inspect(box, instance, query))
  }

  /** Events up to the moment that is shown, newest first. */
  events(query: Omit<EventQuery, 'upTo'> & { readonly upTo?: number }): Promise<EventPage> {
    const shownUpTo = this.store.getState().frame?.events ?? 0
    const upTo = Math.min(shownUpTo, query.upTo ?? Infinity)
    return this.conductor.ask((engine) => engine.events({ ...query, upTo }))
  }

  /** Executes the run anew up to the moment that is shown, unless that is the present or done already. */
  exactly(): Promise<void> {
    return this.conductor.travel.exactly()
  }

  /** Looks at a box or an arrow, in the place of whatever else was looked at. */
  select(selection: Selection | null, tab?: InspectorTab): void {
    this.store.setState({
      selection,
      followed: null,
      menu: null,
      ...(selection === null ? {} : { case: null }),
      ...(tab === undefined ? {} : { tab }),
    })
  }

  dismissNotices(): void {
    this.store.setState({ notices: [], choices: [] })
  }

  closeCase(): void {
    this.store.setState({ case: null })
  }

  /** Opens the evidence of a violation and lights up the way of the guilty request. */
  openCase(violation: Violation, stopped = false): Promise<void> {
    return this.conductor.inquiry.openCase(violation, stopped)
  }

  /** Shows one request on its way. `atMs` is a moment at or after which it was over. */
  follow(request: number, atMs: number): Promise<void> {
    return this.conductor.inquiry.follow(request, atMs)
  }

  /** Executes the run anew to have all of the request that is followed, with every message. */
  async recall(): Promise<void> {
    if (this.currentRun !== null) await this.conductor.inquiry.recall(this.currentRun)
  }

  /** The trace of the run up to a moment, from an execution of its own. Null if something else was asked in between. */
  async exportTrace(format: TraceFormat, { nowMs }: Moment, progress: (nowMs: number) => void): Promise<Blob | null> {
    const run = this.currentRun
    return run === null ? null : this.conductor.inquiry.exportTrace(upTo(run, nowMs), nowMs, format, progress)
  }

  unfollow(): void {
    this.store.setState({ followed: null })
  }

  /** The run with everything that was injected so far. */
  get currentRun(): Run | null {
    return this.conductor.played?.run ?? this.store.getState().run
  }

  /** Virtual seconds per second of watching, as they really pass: dots and their ratio follow what is seen. */
  get watchedSpeed(): number {
    return this.conductor.playback.watchedSpeed
  }

  private get canRewind(): boolean {
    return this.conductor.played !== null && this.store.getState().can?.rewind === true
  }
}
