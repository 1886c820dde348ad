/**
 * The session's line to its engine: what is asked, what is still owed, and when it must be given up. A worker that dies says so; one
 * that runs without end only falls silent.
 */
import type { EngineApi } from '~/host/api'
import type { Connection } from '~/host/connect'

/** An engine that owes an answer and is silent for so long is given up, in milliseconds of real time. */
const SILENCE_MS_MAX = 8_000
/**
 * The same for one in a live server. One that is gone has closed its connection, and an engine of its own cannot be ended from here: it is
 * waited for longer, since it shares its machine with the stores.
 */
const SERVED_SILENCE_MS_MAX = 30_000
/** The same while a run is opened: what it needs is compiled then, which takes as long as the machine wants, and nothing in it can be endless. */
export const OPENING_SILENCE_MS_MAX = 60_000
/** How often that is looked at; a page that was asleep looks again before it judges. */
const LOOK_MS = 1_000

/** The name of the error of an engine that is given up for its silence. */
export const SILENT = 'EngineSilent'

/** The line. */
export class EngineLink {
  /** Where the next engine comes from. */
  connect: () => Connection
  private readonly onFailure: (error: unknown) => void
  private readonly onGap: (isGap: boolean) => void
  private connection: Connection | null = null
  private watchdog: ReturnType<typeof setInterval> | undefined
  private isGap = false
  /** How long the engine may be silent over each question without an answer yet. */
  private readonly owed = new Map<symbol, number>()

  /**
   * `onFailure` hears why the engine can be asked no more, and `onGap` that what is asked waits for a connection, and that it does no more;
   * `connect` gets the engine.
   */
  constructor(
    onFailure: (error: unknown) => void,
    connect: () => Connection,
    onGap: (isGap: boolean) => void = () => undefined,
  ) {
    this.onFailure = onFailure
    this.connect = connect
    this.onGap = onGap
  }

  /** True if the engine is in a live server, and not in the page. */
  get isServed(): boolean {
    return this.connection?.listenForGaps !== undefined
  }

  /** Connects, unless there is a connection; true if the engine is a new one. */
  open(): boolean {
    if (this.connection !== null) return false
    const connection = this.connect()
    this.connection = connection
    this.isGap = false
    this.watch(connection)
    connection.listenForGaps?.((isGap) => {
      if (this.connection !== connection) return
      this.isGap = isGap
      this.onGap(isGap)
    })
    connection.failure.catch((error: unknown) => {
      if (this.connection === connection) this.onFailure(error)
    })
    return true
  }

  /** Lets the engine go. */
  close(): void {
    clearInterval(this.watchdog)
    this.owed.clear()
    this.connection?.close()
    this.connection = null
  }

  /** Asks; rejects if there is no engine, or it dies before it answers. */
  ask<Answer>(question: (engine: EngineApi) => Promise<Answer>, silenceMsMax?: number): Promise<Answer> {
    const { connection } = this
    if (connection === null) return Promise.reject(new Error('the engine is not there'))
    const key = Symbol('question')
    this.owed.set(key, silenceMsMax ?? (this.isServed ? SERVED_SILENCE_MS_MAX : SILENCE_MS_MAX))
    return question(connection.engine).finally(() => this.owed.delete(key))
  }

  private watch(connection: Connection): void {
    let lookedAt = performance.now()
    clearInterval(this.watchdog)
    this.watchdog = setInterval(() => {
      const now = performance.now()
      const wasAsleep = now - lookedAt > 2 * LOOK_MS
      lookedAt = now
      const heardAtMs = connection.heardAtMs()
      const silenceMsMax = Math.max(...this.owed.values())
      if (wasAsleep || this.isGap || this.owed.size === 0 || heardAtMs === null || now - heardAtMs < silenceMsMax)
        return
      const seconds = silenceMsMax / 1000
      const why = this.isServed
        ? `The live server has been silent for ${seconds} seconds.`
        : `The engine has been silent for ${seconds} seconds: something in it runs without end, perhaps a script.`
      this.onFailure(Object.assign(new Error(why), { name: SILENT }))
    }, LOOK_MS)
  }
}
