/**
 * Plays a run: asks for frames at the pace that is wanted, and publishes them. An engine that keeps up easily gets one question
 * at a time, a busy one has the next one waiting; that is all the backpressure there is.
 */
import type { Advance, EngineApi } from '~/host/api'
import type { Snapshot } from '~/projections/frame'
import type { LiveStore } from './live-store'
import { achievedSpeed, fallsShort, isBehind, nextTargetMs, withSample, type SpeedSample } from './pace'
import type { PlayedRun } from './played-run'
import { nextReplayMs } from './replay-pace'

/** The store is written at most this often while the run is played: figures that change faster cannot be read. */
const PUBLISH_MS = 66
/** An engine that takes longer for an answer, in milliseconds, is asked again at once, not at the next animation frame. */
const BUSY_MS = 8
/** How much real time an engine that is behind may take for one frame: as long as a published picture stands, about. */
const WALL_MS = 50
const EVENTS_MAX = 1_000_000
/** Questions that a busy engine may have: while the page draws one answer, the engine works on the next. */
const ASKED_MAX = 2

/** What playing needs of its session. */
export interface PlaybackHost {
  readonly store: LiveStore
  readonly played: PlayedRun | null
  /** Where the run is to stop, as a question says it. */
  readonly stopAt: 'any' | readonly string[]
  ask<Result>(question: (engine: EngineApi) => Promise<Result>): Promise<Result>
  /** Shows a moment of the past, as playing on from there does. */
  replayTo(ms: number): void
  /** Keeps what was recorded of the run on the way. */
  gather(advance: Advance): void
  /** Hears of everything the run got to. */
  arrived(head: Snapshot): void
  /** There is nothing more to play. */
  ended(): void
  fail(error: unknown): void
}

/** Plays the run of one session. */
export class Playback {
  private readonly host: PlaybackHost
  private readonly listeners = new Set<(moment: Snapshot) => void>()
  private samples: readonly SpeedSample[] = []
  private publishedAt = 0

  constructor(host: PlaybackHost) {
    this.host = host
  }

  /** Calls `listener` with every moment played, also those too close to the last to be written into the store. */
  onFrame(listener: (moment: Snapshot) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Tells whoever draws of a moment. */
  tell(moment: Snapshot): void {
    for (const listener of this.listeners) listener(moment)
  }

  /** Virtual seconds per second of watching, as they really pass: dots and their ratio follow what is seen. */
  get watchedSpeed(): number {
    const { speed, achieved, watching } = this.host.store.getState()
    if (watching !== null) return watching.speed
    return fallsShort(achieved, speed) ? Math.max(achieved!, speed / 50) : speed
  }

  /** The clock on the wall has one speed: a run on live stores is played at no other. */
  setSpeed(speed: number): void {
    if (this.host.store.getState().can?.isRealTime === true && speed !== 1) return
    this.forgetSpeed()
    this.host.store.setState({ speed, achieved: null })
  }

  /** What is achieved is measured anew: the run stands, or is asked for at another speed. */
  forgetSpeed(): void {
    this.samples = []
  }

  /** Goes on by exactly one event of the trace. */
  step(): Promise<void> {
    return this.advance(Number.MAX_SAFE_INTEGER, 1)
  }

  /** Goes on towards a time as far as one answer reaches. */
  goOn(untilMs: number): Promise<void> {
    return this.advance(untilMs, EVENTS_MAX)
  }

  /** Takes where the run got to. */
  take(advance: Advance): void {
    const { played } = this.host
    if (played === null) return
    this.host.gather(advance)
    played.take(advance)
    this.arrive(played)
  }

  /** Tells everybody where a run stands. */
  arrive(played: PlayedRun): void {
    const { head } = played
    this.samples = withSample(this.samples, { wallMs: performance.now(), nowMs: head.nowMs })
    this.tell(head)
    this.host.arrived(head)
    const isPlaying = this.host.store.getState().phase === 'running'
    if (!isPlaying || performance.now() - this.publishedAt >= PUBLISH_MS) this.publish()
  }

  /** Writes the present into the store; while a moment of the past is shown, only how far the run was played. */
  publish(): void {
    const { played, store } = this.host
    if (played === null) return
    this.publishedAt = performance.now()
    const isPresent = store.getState().viewing === null
    store.setState({
      ...(isPresent ? { frame: played.present, achieved: achievedSpeed(this.samples) } : {}),
      headMs: played.head.nowMs,
      head: played.present,
      columns: played.columns,
    })
  }

  /** Asks for frames until it is told to stop; returns what tells it. */
  pull(): () => void {
    let isWanted = true
    this.play(() => isWanted).catch((error: unknown) => this.host.fail(error))
    return () => {
      isWanted = false
    }
  }

  private async play(isWanted: () => boolean): Promise<void> {
    await this.replay(isWanted)
    const { host } = this
    const nowMs = () => host.played!.head.nowMs
    if (isWanted() && host.played!.head.ended) host.ended()
    let askedAt = performance.now()
    let targetMs = nowMs()
    let isBusy = false
    const asked: { readonly atMs: number; readonly targetMs: number; readonly answer: Promise<void> }[] = []
    await nextAnimationFrame()
    while (isWanted()) {
      const now = performance.now()
      const { speed } = host.store.getState()
      targetMs = nextTargetMs({ targetMs, nowMs: nowMs(), elapsedMs: now - askedAt, speed })
      askedAt = now
      const answer = this.advance(targetMs, EVENTS_MAX)
      answer.catch(() => undefined)
      asked.push({ atMs: now, targetMs, answer })
      if (isBusy && asked.length < ASKED_MAX) continue
      const oldest = asked.shift()!
      await oldest.answer
      // An engine that has its hands full gets the next question at once, one that keeps up easily waits for the screen.
      isBusy = isBehind(nowMs(), oldest.targetMs) || performance.now() - oldest.atMs > BUSY_MS
      if (isBusy) continue
      await Promise.all(asked.splice(0).map((each) => each.answer))
      if (isWanted()) await nextAnimationFrame()
    }
  }

  /** Plays the past that is shown, up to the present. */
  private async replay(isWanted: () => boolean): Promise<void> {
    const { store } = this.host
    let last = performance.now()
    let atMs = store.getState().frame?.nowMs ?? 0
    while (isWanted() && store.getState().viewing !== null) {
      await nextAnimationFrame()
      const now = performance.now()
      const { speed, viewing, watching, frame: before } = store.getState()
      if (viewing === null || before === null || !isWanted()) return
      atMs = nextReplayMs(watching?.nowMs ?? atMs, now - last, watching?.speed ?? speed)
      last = now
      this.host.replayTo(atMs)
      const { frame } = store.getState()
      if (frame === null || frame.nowMs === before.nowMs || watching !== null) continue
      this.tell(frame)
    }
  }

  private async advance(untilMs: number, eventsMax: number): Promise<void> {
    const { host, watchedSpeed: speed } = this
    const played = host.played!
    const stop = { at: host.stopAt, after: played.head.violationCount }
    const question = { untilMs, eventsMax, wallMs: WALL_MS, speed, stop }
    const advance = await host.ask((engine) => engine.advance(question))
    // Another run may have been opened, or this one have gone another way, while the answer was on its way.
    if (host.played === played) this.take(advance)
  }
}

function nextAnimationFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()))
}
