/** The run as it is played: what it stands on, what can be asked of it again, and how it ends. */
import { base64 } from '@scure/base'
import type { Host } from '~/kernel/engine'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import type {
  Act,
  Advance,
  AdvanceRequest,
  FileOutcome,
  FilePiece,
  Hear,
  Injected,
  Opened,
  RecordingSummary,
} from './api'
import type { Execution } from './execution'
import { boot, openPlayed, type Played, type ThreadHost } from './open-played'
import type { Comparison } from './live/comparison'
import type { HeldRecording } from './recording/held-recording'

/** So much of a file crosses at once, in bytes: a multiple of three, so that pieces of base 64 can be put together. */
const PIECE_BYTES = 3 * 256 * 1024

/** The run that is played, if one is open. */
export class Present {
  private readonly host: ThreadHost
  private played: Played | undefined
  /** What was brought: the run that it is of is executed from it. */
  private held: HeldRecording | undefined
  /** The recording that the run is executed from, if it is. */
  private recorded: HeldRecording | undefined
  private hasEnded = false

  constructor(host: ThreadHost) {
    this.host = host
  }

  /** @throws Error if no run is open */
  get execution(): Execution {
    if (this.played === undefined) throw new Error('no run is open')
    return this.played.execution
  }

  /** Whether it stands on anything live. */
  get isLive(): boolean {
    return this.played?.live !== undefined
  }

  /** Whether a box of it stands on a real store. */
  isLiveBox(box: string): boolean {
    return this.isLive && this.execution.isLive(box)
  }

  /** How far it can be executed anew, in milliseconds: nobody knows what a real store will answer. */
  get knownMs(): number {
    return this.isLive ? this.execution.reached().endMs : (this.recorded?.recording.endMs ?? Infinity)
  }

  /** Holds a recording, in base 64. @throws {RecordingError} naming what is wrong with it */
  async hold(text: string, simulation: (id: string) => Promise<AnySimulation>): Promise<RecordingSummary> {
    // Few have one, and everybody loads this file.
    const { holdRecording } = await import('./recording/on-demand')
    this.held = await holdRecording(text, simulation)
    return this.held.summary
  }

  /** Boots a run in place of the one before. */
  async open(simulation: AnySimulation, run: Run): Promise<void> {
    await this.end()
    const held = this.held?.isOf(run) === true ? this.held : undefined
    this.recorded = held
    this.checkGoesOn()
    const played =
      held === undefined
        ? await openPlayed(simulation, run, this.host)
        : await boot(simulation, run, await held.host(this.host), null)
    if (this.hasEnded) await played.end()
    this.checkGoesOn()
    this.played = played
  }

  /** Where it stands when it was booted. */
  opened(): Opened {
    const { execution } = this
    const live = this.played?.live
    return {
      frame: execution.frame(),
      ...(live === undefined ? {} : { live: { record: live.news(), ...execution.refusals() } }),
    }
  }

  /** Does something to it. */
  async inject(act: Act): Promise<Injected> {
    return this.withRecord(await this.execution.inject(act))
  }

  /** Goes on, but not beyond what is known of it. */
  async advance(request: AdvanceRequest): Promise<Advance> {
    const { execution, recorded } = this
    if (recorded === undefined) return this.withRecord(await execution.advance(request))
    const untilMs = Math.min(request.untilMs, recorded.recording.endMs)
    return recorded.upToItsEnd(await execution.advance({ ...request, untilMs }), execution)
  }

  /** Begins what was to begin when the run first goes on. What fails here is tried again where it is needed, and then it is the run that fails. */
  begin(): void {
    for (const begin of this.played?.soon.splice(0) ?? []) begin().catch(() => undefined)
  }

  /** Another execution becomes the run. */
  become(execution: Execution): void {
    const { played } = this
    this.played = { execution, soon: [], end: () => Promise.resolve() }
    void played?.end()
  }

  /** Ends it, with all that it has in the world. */
  async end(): Promise<void> {
    const { played } = this
    this.played = undefined
    await played?.end()
  }

  /** The same for good: no run is opened any more, and one that is being opened ends as soon as it is. */
  async endForGood(): Promise<void> {
    this.hasEnded = true
    if (this.isLive) await this.end()
  }

  /** @throws Error if nothing can be done to the run */
  checkCanAct(): void {
    if (this.recorded !== undefined) throw new Error('this is a recording: nothing can be done to what has happened')
  }

  /** @throws Error if the run cannot go another way than it went */
  checkCanFork(): void {
    this.checkCanAct()
    if (this.isLive) throw new Error('a run on live stores happens once: it cannot go another way')
  }

  /** Where it is executed anew: a run on real stores from what came of it so far. */
  async againHost(): Promise<Host> {
    if (this.recorded !== undefined) return this.recorded.host(this.host)
    const { live, execution } = this.played ?? {}
    if (live === undefined || execution === undefined) return this.host
    const { recordedHost } = await import('./recording/on-demand')
    return recordedHost(live.recording(execution.reached()), this.host)
  }

  /** What it has come to, beside the same run in the engine; null if it stands on nothing live. */
  async worlds(simulation: (id: string) => Promise<AnySimulation>): Promise<Comparison | null> {
    const { live, execution } = this.played ?? {}
    const { world } = this.host
    if (live === undefined || execution === undefined || world?.compare === undefined) return null
    const reached = execution.reached()
    if (!execution.isOver)
      throw new Error('the run is not over: what it comes to in both worlds is compared at its end')
    return world.compare(await simulation(reached.run.simulation), live.recording(reached))
  }

  /** Its recording so far, as a file; null if it needs none. */
  async recording(hear: Hear<FilePiece>): Promise<FileOutcome | null> {
    const bytes = this.recorded?.bytes ?? (await this.written())
    if (bytes === null) return null
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      hear({ base64: base64.encode(bytes.subarray(at, at + PIECE_BYTES)) })
    }
    return { bytes: bytes.length }
  }

  private checkGoesOn(): void {
    if (this.hasEnded) throw new Error('the engine has ended')
  }

  private withRecord<Reached extends Advance>(reached: Reached): Reached {
    const live = this.played?.live
    return live === undefined ? reached : { ...reached, record: live.news() }
  }

  private async written(): Promise<Uint8Array | null> {
    const { live, execution } = this.played ?? {}
    if (live === undefined || execution === undefined) return null
    const { writeRecording } = await import('./recording/on-demand')
    return writeRecording(live.recording(execution.reached()))
  }
}
