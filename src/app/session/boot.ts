/** Boots the engine with a run: the one asked for, or the one in the address. */
import type { Diagram } from '~/kernel/diagram'
import type { Run } from '~/kernel/run'
import { formatRunQuery } from '~/kernel/run-query'
import type { EngineApi, Opened, RecordingSummary } from '~/host/api'
import type { SimulationDescription } from '~/host/describe'
import { addressChoices } from '../address-choices'
import { parseMoment, type MomentUrl } from '../moment-url'
import { parseRunUrl } from '../run-url'
import { OPENING_SILENCE_MS_MAX, type EngineLink } from './engine-link'
import type { LiveStore } from './live-store'

/** An engine is warmed up when nobody has pressed play for so long, in milliseconds: whoever does at once is not to wait. */
const WARM_UP_AFTER_MS = 400

/** Where the first run comes from. */
export interface Address {
  /** The query of the address. */
  readonly search: string
  /** Give the run time for the walk of its diagram. */
  readonly walks: boolean
  /** The recording that the address names, in base 64. */
  readonly recording?: () => Promise<string>
}

/** Boots runs, one after another, in one session. */
export class Boot {
  /** Engines that a retry asks for instead of those that the address names, by kind of store. */
  engines: Run['engines'] = {}
  /** Files that somebody has brought, in base 64: an engine that starts anew is given them. */
  private readonly files: string[] = []
  private readonly diagram: Diagram
  private readonly store: LiveStore
  private readonly link: EngineLink
  private readonly address: Address
  /** Where the recording is from which runs are executed; undefined if there is none. */
  private recording: Address['recording']
  /** That recording, once it is here. */
  private recorded: { readonly file: string; readonly summary: RecordingSummary } | null = null
  /** True before the engine has executed anything: browsers compile what is hot only while it runs. */
  private isCold = true

  constructor(diagram: Diagram, store: LiveStore, link: EngineLink, address: Address) {
    this.recording = address.recording
    this.diagram = diagram
    this.store = store
    this.link = link
    this.address = address
  }

  /** Opens a run; gives its first frame, or null if another one was asked for in between. */
  async open(asked: Run | null, signal: AbortSignal): Promise<Opened | null> {
    const isNew = this.link.open()
    this.store.setState({ progress: null })
    const [can, description] = await Promise.all([this.ask((engine) => engine.can(this.diagram.id)), this.describe()])
    if (signal.aborted) return null
    this.store.setState({ description })
    if (isNew) await this.holdRecording()
    if (signal.aborted) return null
    const run = asked ?? this.recorded?.summary.run ?? this.runOfAddress(description)
    const recording = this.recordingOf(run)
    this.store.setState({ run, recording, can: recording === null ? can : { ...can, fork: false } })
    if (can.isRealTime === true) this.store.setState({ speed: 1 })
    for (const file of this.files) await this.ask((engine) => engine.holdFile(file))
    const opened = await this.ask((engine) => engine.open(run, (progress) => this.store.setState({ progress })))
    if (signal.aborted) return null
    const { cannot = {}, leftOut = [] } = opened.live ?? {}
    this.store.setState({ cannot, leftOut })
    return opened
  }

  /** From the next engine on, runs are executed from this recording, in base 64; null for none. */
  standOn(recording: string | null): void {
    this.recorded = null
    this.recording = recording === null ? undefined : () => Promise.resolve(recording)
  }

  /** Takes a file for acts that name it by its SHA-256, which is the answer; null if there is no engine, which is then given it when it starts. */
  async bring(base64: string): Promise<string | null> {
    if (!this.files.includes(base64)) this.files.push(base64)
    if (this.store.getState().phase === 'failed') return null
    return this.link.ask((engine) => engine.holdFile(base64))
  }

  /** Warms the engine up, once, unless something else comes first; returns what calls it off. */
  warmUpSoon(): () => void {
    const timer = setTimeout(() => {
      const { run } = this.store.getState()
      if (!this.isCold || run === null) return
      this.isCold = false
      this.link.ask((engine) => engine.warmUp(run)).catch(() => undefined)
    }, WARM_UP_AFTER_MS)
    return () => clearTimeout(timer)
  }

  /** The moment of the run that the address names. */
  get moment(): MomentUrl {
    return parseMoment(this.address.search, this.diagram).moment
  }

  /** An engine that starts anew is given the recording again. */
  private async holdRecording(): Promise<void> {
    const { recording } = this
    if (recording === undefined) return
    const file = this.recorded?.file ?? (await recording())
    const summary = await this.ask((engine) => engine.holdRecording(file))
    this.recorded = { file, summary }
  }

  private recordingOf(run: Run): RecordingSummary | null {
    const { summary } = this.recorded ?? {}
    return summary !== undefined && formatRunQuery(run) === formatRunQuery(summary.run) ? summary : null
  }

  private ask<Answer>(question: (engine: EngineApi) => Promise<Answer>): Promise<Answer> {
    return this.link.ask(question, OPENING_SILENCE_MS_MAX)
  }

  private async describe(): Promise<SimulationDescription> {
    return this.store.getState().description ?? this.ask((engine) => engine.describe(this.diagram.id))
  }

  private runOfAddress(description: SimulationDescription): Run {
    const { search, walks } = this.address
    const { run, notices } = parseRunUrl(search, this.diagram, description)
    this.store.setState({
      notices: [...notices, ...parseMoment(search, this.diagram).notices],
      choices: addressChoices(search, this.diagram, description),
    })
    const { walk } = description
    return {
      ...run,
      engines: { ...run.engines, ...this.engines },
      ...(walks && walk !== undefined ? { durationMs: walk.durationMs } : {}),
    }
  }
}
