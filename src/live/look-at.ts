/** How a live store is: it is connected to, asked something empty, and let go of. Nothing is created in it. */
import type { Connector } from '~/host/live/connector'
import { closeStores, openStores } from '~/host/live/open-stores'
import type { StackStore } from './live-stack'
import { createRedactor } from './redact'

/** A page hears of a store after so long, whether that has answered or not, in milliseconds. */
const PATIENCE_MS = 400
/** For so long a store that was lost is called back, in milliseconds. */
const BACK_MS = 30_000
/** With words like these a server that is there turns somebody away. */
const TURNED_AWAY = /\b(NOAUTH|WRONGPASS|NOPERM)\b|password|authenticat|permission|denied|\bprotected mode\b/i

/** What a look came to. */
type Found = Pick<Required<Connector>, 'title' | 'version' | 'roundTripMs' | 'creates'> | { readonly why: string }

/** The looks at one store: one at a time, since pages ask often, and a store that hangs would be asked by all of them. */
export class Looks {
  readonly #store: StackStore
  readonly #look: () => Promise<Found>
  readonly #nowMs: () => number
  #looking: { readonly sinceMs: number; readonly done: Promise<void> } | undefined
  #found: Found | undefined
  /** How it was when it was last connected. */
  #connected: Exclude<Found, { why: string }> | undefined
  #lostAtMs: number | undefined
  #backAtMs: number | undefined

  /** `look` and `nowMs` are given by tests. */
  constructor(store: StackStore, suffix: string, look = () => lookAt(store, suffix), nowMs = () => performance.now()) {
    this.#store = store
    this.#look = look
    this.#nowMs = nowMs
  }

  /** How it is now, as far as one can tell at once. Never rejects; no reason holds a credential. */
  async now(): Promise<Connector> {
    this.#looking ??= { sinceMs: this.#nowMs(), done: this.#take() }
    await Promise.race([this.#looking.done, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref())])
    return { ...this.#own, ...this.#state() }
  }

  get #own() {
    const { kind, processes } = this.#store
    return { kind: kind.name, label: kind.label, isDisposable: processes.length > 0, creates: [], ...this.#connected }
  }

  #state(): Pick<Connector, 'state' | 'why'> {
    const nowMs = this.#nowMs()
    const waitedMs = this.#looking === undefined ? 0 : nowMs - this.#looking.sinceMs
    if (this.#found === undefined) return { state: 'connecting', why: `It was asked ${seconds(waitedMs)} ago.` }
    if ('why' in this.#found) {
      const { why } = this.#found
      return { state: this.#connected === undefined || TURNED_AWAY.test(why) ? 'refused' : 'lost', why }
    }
    // What has answered at once, and does not now, may be frozen.
    if (waitedMs > PATIENCE_MS / 2) return { state: 'connecting', why: `It has not answered for ${seconds(waitedMs)}.` }
    if (this.#backAtMs === undefined || nowMs - this.#backAtMs > BACK_MS) return { state: 'connected' }
    return { state: 'back', why: `It was away for ${seconds(this.#backAtMs - this.#lostAtMs!)}.` }
  }

  async #take(): Promise<void> {
    const found = await this.#look()
    const nowMs = this.#nowMs()
    this.#looking = undefined
    this.#found = found
    if ('why' in found) {
      if (this.#connected !== undefined && (this.#lostAtMs === undefined || this.#backAtMs !== undefined)) {
        this.#lostAtMs = nowMs
        this.#backAtMs = undefined
      }
      return
    }
    this.#connected = found
    if (this.#lostAtMs !== undefined) this.#backAtMs ??= nowMs
  }
}

async function lookAt({ kind, place, processes }: StackStore, suffix: string): Promise<Found> {
  const isDisposable = processes.length > 0
  try {
    const open = await openStores([{ kind: kind.name, url: place.url, isDisposable }], { suffix })
    const { title, version, roundTripMs, creates } = open.get(kind.name)!
    await closeStores(open, true)
    return { title, version, roundTripMs, creates }
  } catch (error) {
    const why = createRedactor(place.secrets)(error instanceof Error ? error.message : String(error))
    return { why: why.replace(/\bECONNREFUSED\b/, 'nobody listens there (ECONNREFUSED)') }
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
