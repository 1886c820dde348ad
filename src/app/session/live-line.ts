/**
 * The line to the live server that has served the page. A run happens there once, so the page gathers its record; when the server is gone,
 * the run goes on to be looked at from that record, in an engine of the page that was started for this, and the page looks for the server.
 */
import type { Run } from '~/kernel/run'
import type { Advance } from '~/host/api'
import { connectWorker, findLiveServer, gatherRecord, type Connection, type GatheredRecord } from '~/host/connect'
import { base64Of } from '../base64'
import type { Boot } from './boot'
import { SILENT, type EngineLink } from './engine-link'
import type { LiveStore } from './live-store'
import type { PlayedRun } from './played-run'

/** How the line is. */
export type Line =
  | { readonly state: 'there' }
  /** Nothing crosses for the moment; it is tried to get the connection back. */
  | { readonly state: 'gap' }
  | Gone
  /** The server is there again, and the run in the page is what was kept. */
  | { readonly state: 'back'; readonly run: Gone['run'] }

/** The server cannot be asked any more. */
export interface Gone {
  readonly state: 'gone'
  readonly why: string
  /** A server is there that does not know the page: it was started since. */
  readonly isStranger: boolean
  /** What has become of the run: it is recorded, it goes on in the page, or nothing was played yet. */
  readonly run: 'recorded' | 'here' | 'none'
}

/** What the line needs of its session. */
export interface LineHost {
  readonly store: LiveStore
  readonly link: EngineLink
  readonly boot: Boot
  readonly played: PlayedRun | null
  /** Opens a run at a moment of it, in milliseconds, in the engine that the link gets next. */
  reopen(run: Run, atMs: number): void
  fail(error: unknown): void
}

/** The line of one session. */
export class LiveLine {
  private readonly host: LineHost
  private readonly id: string
  private readonly ended = new AbortController()
  private record: Promise<GatheredRecord> | null = null
  /** An engine in the page that has loaded all that it takes, while there is a server to load it from. */
  private standby: Connection | null = null
  /** The server that was found again. */
  private found: Connection | null = null
  private lost: Gone = { state: 'gone', why: '', isStranger: false, run: 'none' }
  /** Where engines come from while there is a server. */
  private readonly usual: () => Connection

  constructor(host: LineHost, id: string) {
    this.host = host
    this.id = id
    this.usual = host.link.connect
  }

  /** A run was opened. `record` is how its record begins; undefined if it stands on nothing live. */
  begin(record: Advance['record']): void {
    const { store, link } = this.host
    if (!link.isServed) return
    store.setState({ line: { state: 'there' } })
    this.record = record === undefined ? null : gatherRecord()
    this.take(record)
    if (this.standby === null) this.standBy().catch(() => undefined) // Ignored: without one, another worker is tried.
  }

  /** Gathers what was recorded. */
  gather({ record }: Advance): void {
    this.take(record)
  }

  /** What gathers it may not have come: whoever then wants the file is told so. */
  private take(record: Advance['record']): void {
    if (record !== undefined) this.record?.then((gathered) => gathered.take(record)).catch(() => undefined)
  }

  /** Nothing crosses for the moment, or does again. */
  noteGap(isGap: boolean): void {
    const { line } = this.host.store.getState()
    if (line?.state === 'there' || line?.state === 'gap') {
      this.host.store.setState({ line: { state: isGap ? 'gap' : 'there' } })
    }
  }

  /** Takes over from a live server that cannot be asked any more; false if that is not what has failed. */
  survive(error: unknown): boolean {
    const { store, link } = this.host
    const { line } = store.getState()
    const { name, message, isStranger = false } = error as Error & { readonly isStranger?: boolean }
    if (name !== 'LiveServerLost' && name !== SILENT) return false
    if (!link.isServed) return line?.state === 'gone'
    const { played } = this.host
    const run = played === null || played.head.events === 0 ? 'none' : this.record === null ? 'here' : 'recorded'
    this.lost = { state: 'gone', why: message, isStranger, run }
    store.setState({ line: this.lost })
    link.close()
    void this.lookForServer()
    if (run === 'none') return false
    this.takeOver(played!).catch((reason: unknown) => this.host.fail(reason))
    return true
  }

  /** Runs are to happen on the live server again, which was found; the next one that is opened does. */
  comeBack(): void {
    const { found } = this
    if (found === null) return
    const { link, boot, store } = this.host
    this.found = null
    link.close()
    link.connect = () => {
      link.connect = this.usual
      return found
    }
    boot.standOn(null)
    store.setState({ line: { state: 'there' }, recording: null })
  }

  /** Ends it. */
  close(): void {
    this.ended.abort()
    this.standby?.close()
    this.found?.close()
  }

  private async standBy(): Promise<void> {
    const standby = connectWorker()
    this.standby = standby
    standby.failure.catch(() => {
      if (this.standby === standby) this.standby = null
    })
    const { engine } = standby
    const file = await this.fileOf(this.host.played)
    await engine.prepare(this.id)
    if (file === null) return
    const { run } = await engine.holdRecording(file)
    await engine.open(run, () => undefined)
  }

  private async takeOver(played: PlayedRun): Promise<void> {
    const { link, boot } = this.host
    const { head, run } = played
    const file = await this.fileOf(played)
    const standby = this.standby ?? connectWorker()
    this.standby = null
    link.connect = () => {
      link.connect = connectWorker
      return standby
    }
    boot.standOn(file)
    this.host.reopen(run, head.nowMs)
  }

  /** The recording of a run as far as it was played, in base 64; null if it has none. */
  private async fileOf(played: PlayedRun | null): Promise<string | null> {
    const record = await this.record
    if (record === null || played === null) return null
    const bytes = await record.file({ ...played.head, run: played.run })
    if (bytes === null) throw new Error('The live server is gone, and the run was too long for the page to keep.')
    return base64Of(bytes)
  }

  private async lookForServer(): Promise<void> {
    const { store } = this.host
    const found = await findLiveServer(this.ended.signal)
    if (this.ended.signal.aborted) return
    if (found === null) {
      store.setState({ line: { ...this.lost, isStranger: true } })
      return
    }
    this.found = found
    store.setState({ line: { state: 'back', run: this.lost.run } })
    found.failure.catch(() => {
      if (this.found !== found) return
      this.found = null
      store.setState({ line: this.lost })
      void this.lookForServer()
    })
  }
}
