/** Looking into a run: the request that broke an invariant, one that somebody follows on its way, and the whole trace as text. */
import type { Violation } from '~/kernel/invariant'
import type { Json } from '~/kernel/json'
import type { Run } from '~/kernel/run'
import type { PlainEvent } from '~/kernel/trace'
import type { Reached } from '~/host/api'
import type { TraceFormat } from '~/host/trace-formats'
import type { Snapshot } from '~/projections/frame'
import type { EngineLink } from './engine-link'
import type { Case, LiveStore } from './live-store'
import { upTo } from './time-travel'

const NOBODY: ReadonlySet<string> = new Set()
/** What is not over is asked for again after so much of the run, in milliseconds. */
const AGAIN_MS = 200
/** A run that is longer is not executed anew to see the end of a request, unless somebody asks for it. */
const FOLLOWED_MS_MAX = 20_000

/** What is looked into, for one session. */
export class Inquiry {
  private readonly store: LiveStore
  private readonly link: EngineLink
  private isAsking = false
  private isFollowing = false
  private askedAtMs = 0

  constructor(store: LiveStore, link: EngineLink) {
    this.store = store
    this.link = link
  }

  /** Everything still known of one request. */
  request(id: number): Promise<Json[]> {
    return this.link.ask((engine) => engine.request(id))
  }

  /** Opens the evidence of a violation and lights up the way of the guilty request. */
  async openCase(violation: Violation, stopped: boolean): Promise<void> {
    const nothing = { story: null, isWhole: false, ordinary: null, events: null, boxes: NOBODY, arrows: NOBODY }
    this.store.setState({ case: { violation, stopped, ...nothing } })
    const { evidence, invariant, event } = violation
    const { request } = evidence
    const story = await this.link.ask((engine) => engine.story({ invariant, event }))
    const events = story?.events ?? (request === 0 ? [] : await this.request(request))
    this.showCase(violation, events, { story })
    await this.goOnFollowing()
  }

  /** Follows the guilty request to its end, unless that is known, or costs too much. */
  async goOnFollowing(): Promise<void> {
    const { case: shown, can, headMs, frame } = this.store.getState()
    if (shown === null || !shown.stopped || shown.isWhole || this.isFollowing || frame?.ended === true) return
    if (shown.events === null || !isOpen(shown.events) || can?.rewind !== true || headMs > FOLLOWED_MS_MAX) return
    await this.followToEnd(shown.violation)
  }

  /**
   * Executes the run anew, some way beyond the violation, until its request is over: what is told of it is then all of it. Whoever plays
   * on meanwhile sees it end anyway.
   */
  private async followToEnd(violation: Violation): Promise<void> {
    const { frame, run } = this.store.getState()
    const known = frame?.run ?? run
    if (known === null) return
    const { evidence, atMs } = violation
    this.isFollowing = true
    try {
      const part = upTo(known, atMs)
      const events = await this.link.ask((engine) => engine.recall(part, evidence.request, atMs, () => undefined))
      if (events === null || events.length === 0) return
      // Whoever follows it by now sees it end, too.
      this.show(evidence.request, events)
      this.showCase(violation, events, { isWhole: true })
    } finally {
      this.isFollowing = false
    }
  }

  /** Stops following a request that was guilty: the engine is wanted for something else. */
  stopFollowing(): void {
    if (this.isFollowing) this.link.ask((engine) => engine.leave()).catch(() => undefined)
  }

  /** Looks for an ordinary request to lay beside the guilty one. */
  async compare(): Promise<void> {
    const { case: shown } = this.store.getState()
    if (shown === null || shown.story === null) return
    const { violation, story } = shown
    const { request, others = [] } = violation.evidence
    const beforeMs = story.cause.atMs ?? violation.atMs
    const ask = (ms: number) =>
      this.link.ask((engine) => engine.ordinary(request, { beforeMs: ms, except: [...others] }))
    // Where nothing was asked for before it broke, the nearest one has to do.
    const ordinary = (await ask(beforeMs)) ?? (await ask(violation.atMs)) ?? []
    const { case: current } = this.store.getState()
    if (current?.violation === violation) this.store.setState({ case: { ...current, ordinary } })
  }

  /** All of a request, if it is the guilty one and was followed to its end. */
  private wholeOf(request: number): readonly Json[] | null {
    const { case: shown } = this.store.getState()
    return shown?.isWhole === true && shown.violation.evidence.request === request ? shown.events : null
  }

  private showCase(
    violation: Violation,
    events: readonly Json[],
    more: Partial<Pick<Case, 'story' | 'isWhole'>>,
  ): void {
    const { case: current } = this.store.getState()
    if (current?.violation === violation)
      this.store.setState({ case: { ...current, ...more, events, ...placesOf(events) } })
  }

  /** Asks again for the request that is shown, where it was not over yet: the run has gone on. Rarely, since whoever reads does not. */
  async catchUp({ nowMs, ended }: Pick<Snapshot, 'nowMs' | 'ended'>): Promise<void> {
    if (this.isAsking || (!ended && nowMs < this.askedAtMs + AGAIN_MS && nowMs >= this.askedAtMs)) return
    const { case: shown, followed } = this.store.getState()
    const open = followed ?? shown
    if (open === null || open.events === null || !isOpen(open.events)) return
    if (open === shown && shown.isWhole) return
    const request = followed?.request ?? shown!.violation.evidence.request
    this.isAsking = true
    this.askedAtMs = nowMs
    try {
      const events = await this.request(request)
      if (followed !== null) this.show(request, events)
      else this.showCase(shown!.violation, events, {})
    } finally {
      this.isAsking = false
    }
  }

  /** Shows one request on its way. `atMs` is a moment at or after which it was over. */
  async follow(request: number, atMs: number): Promise<void> {
    this.store.setState({ followed: { request, atMs, events: null, boxes: NOBODY, arrows: NOBODY } })
    const events = this.wholeOf(request) ?? (await this.request(request))
    // Meanwhile it may have been followed to its end.
    this.show(request, this.wholeOf(request) ?? events)
  }

  /** Executes `run` anew to have all of the request that is followed, with every message. */
  async recall(run: Run): Promise<void> {
    const { followed, viewing } = this.store.getState()
    if (followed === null) return
    const { request, atMs } = followed
    const say = ({ nowMs }: Reached) => this.store.setState({ journey: { nowMs, ofMs: atMs } })
    try {
      const part = upTo(run, atMs)
      const events = await this.link.ask((engine) => engine.recall(part, request, atMs, say))
      if (events !== null) this.show(request, events)
    } finally {
      if (this.store.getState().viewing === viewing) this.store.setState({ journey: null })
    }
  }

  /** The trace of a run up to a moment, from an execution of its own. Null if something else was asked in between. */
  async exportTrace(
    run: Run,
    untilMs: number,
    format: TraceFormat,
    progress: (nowMs: number) => void,
  ): Promise<Blob | null> {
    const parts: string[] = []
    const outcome = await this.link.ask((engine) =>
      engine.exportTrace(run, untilMs, format, (event) => {
        if ('text' in event) parts.push(event.text)
        else progress(event.nowMs)
      }),
    )
    return outcome === null ? null : new Blob(parts, { type: 'application/json' })
  }

  /** Looks at the live stores. */
  async askForStores(): Promise<void> {
    const connectors = await this.link.ask((engine) => engine.stores())
    this.store.setState({ connectors })
  }

  /** The recording of the run so far, as a file; null for a run that needs none. */
  async recordingFile(): Promise<Blob | null> {
    const pieces: Uint8Array<ArrayBuffer>[] = []
    const outcome = await this.link.ask((engine) =>
      engine.recording(({ base64 }) => {
        pieces.push(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))
      }),
    )
    return outcome === null ? null : new Blob(pieces, { type: 'application/gzip' })
  }

  private show(request: number, events: readonly Json[]): void {
    const { followed } = this.store.getState()
    if (followed?.request !== request) return
    this.store.setState({ followed: { ...followed, events, ...placesOf(events) } })
  }
}

/** True if a call of the request has no outcome yet. */
function isOpen(events: readonly Json[]): boolean {
  const open = new Set<number>()
  for (const { kind, op } of events as unknown as readonly PlainEvent[]) {
    if (kind === 'send') open.add(op)
    else if (kind === 'ok' || kind === 'fail' || kind === 'info') open.delete(op)
  }
  return open.size > 0
}

/** The boxes and arrows that events name. */
export function placesOf(events: readonly Json[]) {
  const named = (field: string) =>
    new Set(events.map((event) => (event as Record<string, Json>)[field]).filter((name) => typeof name === 'string'))
  return { boxes: named('node'), arrows: named('arrow') }
}
