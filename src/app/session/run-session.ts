/**
 * One session: it owns the worker, asks it for frames while the run is played, and writes what came into the live store. An
 * engine that keeps up easily gets one question at a time, a busy one has the next one waiting; that is all the
 * backpressure there is.
 */
import { createActor, fromCallback, fromPromise, type ActorRefFrom } from 'xstate'
import type { InspectQuery } from '~/kernel/component'
import type { Diagram } from '~/kernel/diagram'
import type { Violation } from '~/kernel/invariant'
import type { Json } from '~/kernel/json'
import type { Run } from '~/kernel/run'
import type { Act, EngineApi } from '~/host/api'
import type { SimulationDescription } from '~/host/describe'
import type { Frame, Moment } from '~/projections/frame'
import { COLUMN_MS } from '~/projections/timeline'
import { parseRunUrl } from '../run-url'
import { claimRun, resultOf, sideOf, type Side } from './claim-result'
import type { TraceFormat } from '~/host/export-trace'
import type { EventPage, EventQuery } from '~/host/event-query'
import { withColumns } from './columns'
import { withRecord, type RunRecord } from './run-record'
import { EngineLink } from './engine-link'
import { Inquiry } from './inquiry'
import { lifecycle, phaseOf, type LifecycleEvent } from './lifecycle'
import { createLiveStore, type InspectorTab, type LiveStore, type Selection } from './live-store'
import { JourneyCancelled, TimeTravel, upTo } from './time-travel'
import { achievedSpeed, fallsShort, isBehind, nextTargetMs, withSample, type SpeedSample } from './pace'

/** The store is written at most this often while the run is played: figures that change faster cannot be read. */
const PUBLISH_MS = 66
/** An engine that takes so long for an answer, in milliseconds, must not lose time by waiting for the screen. */
const BUSY_MS = 8
/** How much real time an engine that is behind may take for one frame: as long as a published picture stands, about. */
const WALL_MS = 50
const EVENTS_MAX = 1_000_000
/** Questions that a busy engine may have: while the page draws one answer, the engine works on the next. */
const ASKED_MAX = 2
/** An engine is warmed up when nobody has pressed play for so long, in milliseconds: whoever does at once is not to wait. */
const WARM_UP_AFTER_MS = 400

/** What a session is started with. */
export interface SessionOptions {
  /** The query of the address, from which the first run is read. */
  readonly search: string
  /** Play as soon as the engine has booted. */
  readonly plays: boolean
  /** Give the run of the address time for the walk of its diagram. Default false. */
  readonly walks?: boolean
  /** False to go on when an invariant is violated. Default true. */
  readonly stops?: boolean
}

/** A session of one diagram. */
export class RunSession {
  readonly diagram: Diagram
  readonly store: LiveStore = createLiveStore()
  private readonly search: string
  private readonly plays: boolean
  private readonly walks: boolean
  private readonly stops: boolean
  private actor: ActorRefFrom<typeof lifecycle> | null = null
  private readonly frameListeners = new Set<(moment: Moment) => void>()
  private readonly link = new EngineLink((error) => this.fail(error))
  private readonly inquiry = new Inquiry(this.store, this.link)
  /** True before the engine has executed anything: browsers compile what is hot only while it runs. */
  private isCold = true
  private latest: Frame | null = null
  private travel: TimeTravel | null = null
  private columns: ReturnType<typeof withColumns> = []
  private samples: readonly SpeedSample[] = []
  private publishedAt = 0
  private stopsAtViolation = true
  private broken = new Set<string>()
  private engines: Run['engines'] = {}

  constructor(diagram: Diagram, { search, plays, walks = false, stops = true }: SessionOptions) {
    this.diagram = diagram
    this.search = search
    this.plays = plays
    this.walks = walks
    this.stops = stops
  }

  /** Boots the engine. */
  start(): void {
    const machine = lifecycle.provide({
      actors: {
        boot: fromPromise<void, Run | null>(({ input, signal }) => this.boot(input, signal)),
        idle: fromCallback<LifecycleEvent>(() => this.warmUpSoon()),
        pull: fromCallback<LifecycleEvent>(() => this.pull()),
      },
    })
    this.actor = createActor(machine, { input: { plays: this.plays } })
    this.actor.subscribe(({ value, context: { failure } }) => {
      const phase = phaseOf(value)
      if (phase !== 'running') this.samples = []
      this.store.setState({ phase, failure, ...(phase === 'running' ? {} : { achieved: null }) })
      if (phase === 'failed') this.link.close()
      else if (phase !== 'booting') this.publish()
    })
    this.actor.start()
  }

  /** Ends the session and its worker. */
  close(): void {
    this.actor?.stop()
    this.actor = null
    this.link.close()
  }

  /** Calls `listener` with every moment played, also those too close to the last to be written into the store. */
  onFrame(listener: (moment: Moment) => void): () => void {
    this.frameListeners.add(listener)
    return () => this.frameListeners.delete(listener)
  }

  play(): void {
    const { phase, viewing, case: shown } = this.store.getState()
    if (phase === 'ended' && viewing === null) {
      this.restart(true)
      return
    }
    if (shown?.stopped === true) {
      // Whoever goes on has seen it; the run does not stop for violations again.
      this.stopsAtViolation = false
      this.store.setState({ case: { ...shown, stopped: false } })
    }
    this.actor?.send({ type: 'play' })
  }

  pause(): void {
    this.actor?.send({ type: 'pause' })
  }

  toggle(): void {
    if (this.store.getState().phase === 'running') this.pause()
    else this.play()
  }

  /** Goes on by exactly one event of the trace. */
  async step(): Promise<void> {
    this.pause()
    const { phase, viewing } = this.store.getState()
    if (viewing !== null) await this.travel!.goToEvent(viewing.events + 1)
    else if (phase === 'paused' || phase === 'ready') await this.advance(Number.MAX_SAFE_INTEGER, 1)
  }

  /** Goes back by exactly one event of the trace. */
  async stepBack(): Promise<void> {
    this.pause()
    const { frame } = this.store.getState()
    if (frame !== null) await this.travel?.goToEvent(frame.events - 1)
  }

  /** Shows a played moment; the present, if the time was not played yet. */
  scrub(ms: number): void {
    this.pause()
    this.travel?.goTo(Math.max(0, ms))
  }

  /** Shows the present again. */
  goToPresent(): void {
    this.travel?.goToPresent()
  }

  /** Keyframes of what was played, oldest first. */
  get keyframes(): TimeTravel['keyframes'] {
    return this.travel?.keyframes ?? []
  }

  /** Plays the same run from its start, with everything that was done to it. */
  restart(plays = this.store.getState().phase === 'running'): void {
    const run = this.currentRun
    if (run !== null) this.open(run, plays)
  }

  /** Opens another run in place of this one, which is remembered as far as it was played. */
  open(run: Run, plays: boolean): void {
    this.remember('replaced')
    this.actor?.send({ type: 'open', run, plays })
  }

  /** Opens a run that differs from this one, and goes on playing if this one was played. */
  change(difference: Partial<Run>): void {
    const run = this.currentRun
    if (run === null) return
    this.open({ ...run, ...difference }, this.store.getState().phase === 'running')
  }

  /** Tries again after a failure, with all that was done to the run and answered; perhaps with other engines behind its stores, or without what was done to the run. */
  retry(difference: Partial<Pick<Run, 'engines' | 'actions'>> = {}): void {
    this.engines = difference.engines ?? {}
    const run = this.currentRun
    this.actor?.send({ type: 'open', run: run === null ? null : { ...run, ...difference }, plays: false })
  }

  /** Shows one side of a claim. */
  runClaim(claim: string, side: Side): void {
    const run = this.currentRun
    const proof = this.store.getState().description?.claims[claim]
    if (run !== null && proof !== undefined) this.open(claimRun(run, claim, proof, side), true)
  }

  setSpeed(speed: number): void {
    this.samples = []
    this.store.setState({ speed, achieved: null })
  }

  /** Says whether anybody can see the diagram. */
  setSeen(isSeen: boolean): void {
    this.actor?.send({ type: 'seen', isSeen })
  }

  /**
   * Does something to a box or an arrow at the moment that is shown; gives what the box wants shown. If that is a moment of the
   * past, the run goes another way from there.
   */
  async inject(act: Act): Promise<Json> {
    if (this.store.getState().viewing !== null && !(await this.fork())) return null
    const { shown, frame, keyframes } = await this.link.ask((engine) => engine.inject(act))
    this.travel?.add(keyframes)
    this.accept(frame)
    return shown
  }

  /** A page of a box's state. */
  inspect(box: string, instance: number, query: InspectQuery): Promise<Json> {
    return this.askExactly((engine) => engine.inspect(box, instance, query))
  }

  /** Events up to the moment that is shown, newest first. */
  events(query: Omit<EventQuery, 'upTo'> & { readonly upTo?: number }): Promise<EventPage> {
    const shownUpTo = this.store.getState().frame?.events ?? 0
    const upTo = Math.min(shownUpTo, query.upTo ?? Infinity)
    return this.link.ask((engine) => engine.events({ ...query, upTo }))
  }

  /** Executes the run anew up to the moment that is shown, unless that is the present or done already. */
  async exactly(): Promise<void> {
    await this.travel?.exactly()
  }

  select(selection: Selection | null, tab?: InspectorTab): void {
    this.store.setState({ selection, followed: null, ...(tab === undefined ? {} : { tab }) })
  }

  dismissNotices(): void {
    this.store.setState({ notices: [] })
  }

  closeCase(): void {
    this.store.setState({ case: null })
  }

  /** Opens the evidence of a violation and lights up the way of the guilty request. */
  openCase(violation: Violation, stopped = false): Promise<void> {
    return this.inquiry.openCase(violation, stopped)
  }

  /** Shows one request on its way. `atMs` is a moment at or after which it was over. */
  follow(request: number, atMs: number): Promise<void> {
    return this.inquiry.follow(request, atMs)
  }

  /** Executes the run anew to have all of the request that is followed, with every message. */
  async recall(): Promise<void> {
    const run = this.currentRun
    if (run !== null) await this.inquiry.recall(run)
  }

  /** The trace of the run up to a moment, from an execution of its own. Null if something else was asked in between. */
  async exportTrace(format: TraceFormat, { nowMs }: Moment, progress: (nowMs: number) => void): Promise<Blob | null> {
    const run = this.currentRun
    if (run === null) return null
    const parts: string[] = []
    const outcome = await this.link.ask((engine) =>
      engine.exportTrace(upTo(run, nowMs), nowMs, format, (event) => {
        if ('text' in event) parts.push(event.text)
        else progress(event.nowMs)
      }),
    )
    return outcome === null ? null : new Blob(parts, { type: 'application/json' })
  }

  unfollow(): void {
    this.store.setState({ followed: null })
  }

  /** The run with everything that was injected so far. */
  get currentRun(): Run | null {
    return this.latest?.run ?? this.store.getState().run
  }

  /** Virtual seconds per second of watching, as they really pass: dots and their ratio follow what is seen. */
  get watchedSpeed(): number {
    const { speed, achieved } = this.store.getState()
    return fallsShort(achieved, speed) ? Math.max(achieved!, speed / 50) : speed
  }

  private async askExactly<Result>(question: (engine: EngineApi) => Promise<Result>): Promise<Result> {
    await this.exactly()
    return this.link.ask(question)
  }

  /** Makes the moment that is shown the present; false if another moment was shown before the engine stood there. */
  private async fork(): Promise<boolean> {
    this.pause()
    try {
      await this.exactly()
    } catch (error) {
      if (error instanceof JourneyCancelled) return false
      throw error
    }
    const { viewing } = this.store.getState()
    this.remember('forked')
    this.columns = this.columns.slice(0, Math.floor((viewing?.atMs ?? 0) / COLUMN_MS) + 1)
    this.accept((await this.travel!.fork()) as Frame)
    this.actor?.send({ type: 'fork' })
    this.publish()
    return true
  }

  private remember(because: RunRecord['because']): void {
    const { latest, keyframes, columns } = this
    if (latest === null || latest.nowMs === 0) return
    const record = { because, run: latest.run, keyframes: [...keyframes, { ...latest, happenings: [] }], columns }
    this.store.setState(({ records }) => ({ records: withRecord(records, record) }))
  }

  private fail(error: unknown): void {
    this.actor?.send({ type: 'fail', message: error instanceof Error ? error.message : String(error) })
  }

  private async boot(asked: Run | null, signal: AbortSignal): Promise<void> {
    this.link.open()
    this.store.setState({ progress: null })
    const description =
      this.store.getState().description ?? (await this.link.ask((engine) => engine.describe(this.diagram.id)))
    if (signal.aborted) return
    this.store.setState({ description })
    const run = asked ?? this.runOfAddress(description)
    this.store.setState({ run })
    const frame = await this.link.ask((engine) => engine.open(run, (progress) => this.store.setState({ progress })))
    if (signal.aborted) return
    this.columns = []
    this.samples = []
    this.stopsAtViolation = this.stops
    this.broken = new Set()
    this.store.setState({ progress: null, case: null, followed: null, viewing: null, journey: null })
    this.latest = frame
    this.travel = this.newTravel(frame)
    this.accept(frame)
    this.publish()
  }

  /** Warms the engine up, once, unless something else comes first; returns what calls it off. */
  private warmUpSoon(): () => void {
    const timer = setTimeout(() => {
      const { run } = this.store.getState()
      if (!this.isCold || run === null) return
      this.isCold = false
      this.link.ask((engine) => engine.warmUp(run)).catch(() => undefined)
    }, WARM_UP_AFTER_MS)
    return () => clearTimeout(timer)
  }

  private newTravel(start: Frame): TimeTravel {
    const head = () => this.latest!
    return new TimeTravel(
      {
        store: this.store,
        ask: (question) => this.link.ask(question),
        get head() {
          return head()
        },
      },
      start,
    )
  }

  private runOfAddress(description: SimulationDescription): Run {
    const { run, notices } = parseRunUrl(this.search, this.diagram, description)
    this.store.setState({ notices })
    const { walk } = description
    return {
      ...run,
      engines: { ...run.engines, ...this.engines },
      ...(this.walks && walk !== undefined ? { durationMs: walk.durationMs } : {}),
    }
  }

  /** Asks for frames until it is told to stop; returns what tells it. */
  private pull(): () => void {
    let isWanted = true
    const loop = async () => {
      await this.replay(() => isWanted)
      if (isWanted && this.latest!.ended) this.actor?.send({ type: 'end' })
      let askedAt = performance.now()
      let targetMs = this.latest!.nowMs
      let isBusy = false
      const asked: { readonly atMs: number; readonly targetMs: number; readonly answer: Promise<void> }[] = []
      await nextAnimationFrame()
      while (isWanted) {
        const now = performance.now()
        const { speed } = this.store.getState()
        targetMs = nextTargetMs({ targetMs, nowMs: this.latest!.nowMs, elapsedMs: now - askedAt, speed })
        askedAt = now
        const answer = this.advance(targetMs, EVENTS_MAX)
        answer.catch(() => undefined)
        asked.push({ atMs: now, targetMs, answer })
        if (isBusy && asked.length < ASKED_MAX) continue
        const oldest = asked.shift()!
        await oldest.answer
        // An engine that has its hands full gets the next question at once, one that keeps up easily waits for the screen.
        isBusy = isBehind(this.latest!.nowMs, oldest.targetMs) || performance.now() - oldest.atMs > BUSY_MS
        if (isBusy) continue
        await Promise.all(asked.splice(0).map((each) => each.answer))
        if (isWanted) await nextAnimationFrame()
      }
    }
    loop().catch((error: unknown) => this.fail(error))
    return () => {
      isWanted = false
    }
  }

  /** Plays the past that is shown, up to the present. */
  private async replay(isWanted: () => boolean): Promise<void> {
    let last = performance.now()
    let atMs = this.store.getState().viewing?.atMs ?? 0
    while (isWanted() && this.store.getState().viewing !== null) {
      await nextAnimationFrame()
      const now = performance.now()
      const { speed, viewing } = this.store.getState()
      if (viewing === null || !isWanted()) return
      atMs = nextTargetMs({ targetMs: atMs, nowMs: viewing.atMs, elapsedMs: now - last, speed })
      last = now
      this.travel!.goTo(atMs, false)
      const { frame, viewing: shown } = this.store.getState()
      if (frame === null || shown?.atMs === viewing.atMs) continue
      for (const listener of this.frameListeners) listener(frame)
    }
  }

  private async advance(untilMs: number, eventsMax: number): Promise<void> {
    const speed = this.watchedSpeed
    const stop = { at: this.stopAt, after: this.latest?.violationCount ?? 0 }
    const question = { untilMs, eventsMax, wallMs: WALL_MS, speed, stop }
    const { frame, keyframes } = await this.link.ask((engine) => engine.advance(question))
    this.travel?.add(keyframes)
    this.accept(frame)
  }

  private accept(frame: Frame): void {
    this.latest = frame
    this.columns = withColumns(this.columns, frame.timeline)
    this.samples = withSample(this.samples, { wallMs: performance.now(), nowMs: frame.nowMs })
    for (const listener of this.frameListeners) listener(frame)
    this.judge(frame)
    if (frame.ended) this.finish(frame)
    const isPlaying = this.store.getState().phase === 'running'
    if (!isPlaying || performance.now() - this.publishedAt >= PUBLISH_MS) this.publish()
  }

  private publish(): void {
    if (this.latest === null) return
    this.publishedAt = performance.now()
    const { viewing } = this.store.getState()
    this.store.setState({
      ...(viewing === null ? { frame: this.latest, achieved: achievedSpeed(this.samples) } : {}),
      headMs: this.latest.nowMs,
      columns: this.columns,
    })
  }

  /** Stops for an invariant that has just been violated for the first time. */
  private judge(frame: Frame): void {
    const news = frame.verdicts.filter(({ id, held }) => !held && !this.broken.has(id))
    for (const { id } of news) this.broken.add(id)
    if (news.length === 0) return
    this.recordResults(frame, false)
    const first = news.find(({ id }) => this.stopAt === 'any' || this.stopAt.includes(id))?.first
    if (first == null) return
    this.pause()
    this.openCase(first, true).catch((error: unknown) => this.fail(error))
  }

  /**
   * A run with a safeguard off stops where its own invariant breaks, whatever else breaks on the way; any other run stops at
   * the first violation there is.
   */
  private get stopAt(): 'any' | readonly string[] {
    const { description } = this.store.getState()
    if (!this.stopsAtViolation) return []
    const expected = (this.currentRun?.without ?? []).flatMap((id) => {
      const { [id]: proof } = description?.claims ?? {}
      const { [id]: mutant } = description?.mutants ?? {}
      return [proof?.invariant, mutant?.breaks].filter((invariant) => invariant !== undefined)
    })
    return expected.length === 0 ? 'any' : expected
  }

  private finish(frame: Frame): void {
    this.recordResults(frame, true)
    this.actor?.send({ type: 'end' })
  }

  private recordResults(frame: Frame, isOver: boolean): void {
    const { description, results } = this.store.getState()
    if (description === null) return
    const next = { ...results }
    for (const [claim, proof] of Object.entries(description.claims)) {
      const side = sideOf(frame.run, claim, proof)
      const verdict = frame.verdicts.find(({ id }) => id === proof.invariant)
      if (side === null || verdict === undefined || (!isOver && verdict.held)) continue
      next[claim] = { ...next[claim], [side]: resultOf(verdict) }
    }
    this.store.setState({ results: next })
  }
}

function nextAnimationFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()))
}
