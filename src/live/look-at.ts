/** How a live store is: it is connected to, asked something empty, and let go of. Nothing is created in it. */
import type { Connector, Ours } from '~/host/live/connector'
import { closeStores, NotOpen, openStores } from '~/host/live/open-stores'
import type { OpenLiveStore } from '~/infra/live-store'
import type { StackStore } from './live-stack'
import { plainStore } from './plain-store'
import { troubleOf, type Trouble } from './trouble'

/** A page hears of a store after so long, whether that has answered or not, in milliseconds. */
const PATIENCE_MS = 400
/** For so long a store that was lost is called back, in milliseconds. */
const BACK_MS = 30_000

/** What a look came to. */
export type Found =
  (Pick<Required<Connector>, 'title' | 'version' | 'roundTripMs' | 'creates'> & Pick<Connector, 'here'>) | Trouble

/** The looks at one store: one at a time, since pages ask often, and a store that hangs would be asked by all of them. */
export class Looks {
  readonly #store: StackStore
  readonly #look: () => Promise<Found>
  readonly #nowMs: () => number
  #looking: { readonly sinceMs: number; readonly done: Promise<void> } | undefined
  #found: Found | undefined
  /** How it was when it was last connected. */
  #connected: Exclude<Found, Trouble> | undefined
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

  /** Waits for what a look of its own comes to. Never rejects. */
  async once(): Promise<Found> {
    await this.#take()
    return this.#found!
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
      const { why, isRefusal } = this.#found
      return { state: this.#connected === undefined || isRefusal ? 'refused' : 'lost', why: `It ${why}` }
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

async function lookAt(store: StackStore, suffix: string): Promise<Found> {
  const { kind } = store
  try {
    const open = await openStores([plainStore(store)], { suffix })
    const { title, version, roundTripMs, creates } = open.get(kind.name)!
    const here = await oursIn(open.get(kind.name)!, suffix)
    await closeStores(open, true)
    return { title, version, roundTripMs, creates, ...(here === undefined ? {} : { here }) }
  } catch (error) {
    return troubleOf(store, error instanceof NotOpen ? error.cause : error)
  }
}

/** What runs have there. A store that is there and does not tell is no trouble. */
async function oursIn(store: OpenLiveStore, suffix: string): Promise<readonly Ours[] | undefined> {
  try {
    const held = await store.held?.()
    return held?.map(({ suffix: run, what, remove }) => (run.startsWith(suffix) ? { what } : { what, remove }))
  } catch {
    return undefined
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
