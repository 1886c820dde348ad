/** The live stores that runs of this live server stand on: which there are, what a run creates there, and a world for each run. */
import type { Host } from '~/kernel/engine'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import type { Place } from '~/infra/live-place'
import type { LiveStore } from '~/infra/live-store'
import { createLiveHost, type LiveHost } from '~/host/live/live-host'
import type { Comparison } from '~/host/live/comparison'
import type { Connector } from '~/host/live/connector'
import type { LivePlay, LiveWorld } from '~/host/live/live-play'
import { canBeLive, closeStores, drawNames, NotOpen, openStores, type OpenStores } from '~/host/live/open-stores'
import { nodeHost } from '~/host/node'
import type { LiveRecording } from '~/host/recording/live-recording'
import { comparePlayed } from './compare-played'
import { StackControl } from './control'
import type { ServerProcess } from './local/server-process'
import { Looks } from './look-at'
import type { LiveKind } from './options'
import type { SpanSender } from './run-spans'
import { Proxies } from './proxy/proxies'
import { plainStore } from './plain-store'
import { sideBySide, stepByStep } from './step-by-step'
import { troubleOf, Unusable } from './trouble'
import { addressesOf, openWays, waysTo } from './ways'

/** A live store: where it is, by addresses that were settled. */
export interface StackStore {
  readonly kind: LiveKind
  readonly place: Place
  /** Its processes, if it was started to be thrown away; none for what is somebody's own. */
  readonly processes: readonly ServerProcess[]
  /** Whoever named it has said that it is his own, wherever its servers are. Default: they are on this machine, or are not used. */
  readonly isOwned?: boolean
}

/** How runs leave the stores. */
export interface StackOptions {
  readonly stores: readonly StackStore[]
  /** Leave what a run has created. */
  readonly keeps?: boolean
  /** Hears what is created and removed, a line each, for people. */
  readonly tell?: (line: string) => void
  /** Sends the spans of every run; left out where nobody collects them. */
  readonly spans?: SpanSender
  /** Where whatever is not live comes from. Default: this process. */
  readonly base?: Host
}

/** A store as it was found. */
export interface Surveyed {
  readonly store: StackStore
  readonly title: string
  readonly roundTripMs: number
  /** What a run creates there, a line each. */
  readonly creates: readonly string[]
}

/** A run on the stack, and what its caller may want of it besides. */
export interface StackPlay extends LivePlay {
  readonly live: LiveHost
  readonly control: StackControl
}

/** The live stores. */
export class LiveStack implements LiveWorld {
  readonly stores: readonly StackStore[]
  readonly #options: StackOptions
  /** Runs that have left something in the stores, or may yet. */
  readonly #plays = new Set<StackPlay>()
  /** Runs that begin: they have created nothing yet. */
  readonly #opening = new Set<Promise<StackPlay>>()
  #isClosed = false
  /** All names of what runs create begin with it. */
  readonly #suffix = drawNames().suffix
  #runs = 0
  readonly #looks = new Map<StackStore, Looks>()

  /** Stores of a kind that cannot be live yet are left out. */
  constructor(options: StackOptions) {
    this.stores = options.stores.filter(({ kind }) => canBeLive(kind.name))
    this.#options = options
    for (const store of this.stores) this.#looks.set(store, new Looks(store, this.#suffix))
  }

  /**
   * Looks at every store, and creates nothing.
   * @throws {Unusable} naming every store that cannot be reached, refuses, or is not what it should be
   */
  async survey(): Promise<readonly Surveyed[]> {
    const looks = await Promise.all(this.stores.map((store) => this.#looks.get(store)!.once()))
    const [found, unusable]: [Surveyed[], ConstructorParameters<typeof Unusable>[0][number][]] = [[], []]
    for (const [index, look] of looks.entries()) {
      const store = this.stores[index]!
      if ('why' in look) {
        unusable.push({ store, trouble: look })
        continue
      }
      found.push({ store, title: look.title, roundTripMs: look.roundTripMs, creates: this.#ofRun(look.creates) })
    }
    if (unusable.length > 0) throw new Unusable(unusable)
    return found
  }

  async connectors(): Promise<readonly Connector[]> {
    const all = await Promise.all(this.stores.map((store) => this.#looks.get(store)!.now()))
    return all.map((each) => ({ ...each, creates: this.#ofRun(each.creates) }))
  }

  compare(simulation: AnySimulation, recording: LiveRecording): Promise<Comparison> {
    return comparePlayed(simulation, recording)
  }

  has(simulation: AnySimulation): boolean {
    return this.#usedBy(simulation).length > 0
  }

  async play(simulation: AnySimulation, run: Run): Promise<StackPlay> {
    if (this.#isClosed) throw new Error('The live server is ending.')
    const opening = this.#open(simulation, run)
    this.#opening.add(opening)
    try {
      return await opening
    } finally {
      this.#opening.delete(opening)
    }
  }

  async #open(simulation: AnySimulation, run: Run): Promise<StackPlay> {
    const { keeps = false, tell = () => undefined, base = nodeHost, spans } = this.#options
    const used = this.#usedBy(simulation)
    const suffix = `${this.#suffix}r${++this.#runs}`
    const title = `Run ${this.#runs} of ${simulation.diagram.id}`
    // A server that was started to be thrown away may have been ended by hand.
    await Promise.all(used.flatMap(({ processes }) => processes.map((each) => each.revive())))
    const proxies = new Proxies()
    const processes = new Map(used.flatMap((store) => (store.processes.length === 0 ? [] : [[store.kind.name, store.processes]]))) // prettier-ignore
    const control = new StackControl({ proxies, processes })
    let open: OpenStores
    try {
      const stores: LiveStore[] = []
      for (const store of used) {
        const ways = waysTo(simulation, store.kind.name, run)
        const urlFor = await openWays(ways, store.place, control)
        stores.push({ ...plainStore(store), urlFor, addressFor: addressesOf(ways, control) })
      }
      open = await openStores(stores, { suffix })
    } catch (error) {
      await proxies.close()
      throw this.#named(error)
    }
    const created = Array.from(open.values(), ({ creates }) => creates).flat()
    tell(`${title} creates ${created.join('; ')}.`)
    const live = createLiveHost(base, open, control)
    const traced = spans?.ofRun(simulation, run)
    const end = once(async () => {
      await stepByStep(
        () => traced?.end(),
        () => control.restore(),
        // What still is on a way must not arrive after all was removed.
        () => proxies.close(),
        async () => {
          const removed = await closeStores(open, keeps)
          tell(keeps ? `${title} has left ${created.join('; ')}.` : `${title} has removed ${removed.join('; ')}.`)
        },
        // Not before: whoever closes the stack waits for what is being removed.
      ).finally(() => this.#plays.delete(play))
    })
    const play: StackPlay = {
      host: live.host,
      live,
      control,
      recording: (reached) => live.recording(reached),
      news: () => live.news(),
      end,
      ...(traced === undefined ? {} : { observer: traced.observer }),
    }
    this.#plays.add(play)
    return play
  }

  /** Ends all runs, and waits until what they created is removed. No run begins after it. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.allSettled(this.#opening)
    await sideBySide(Array.from(this.#plays, (play) => play.end))
  }

  /** What a look says that would be created, by the names of the last run, or the first one. */
  #ofRun(creates: readonly string[]): readonly string[] {
    return creates.map((line) => line.replaceAll(this.#suffix, `${this.#suffix}r${Math.max(1, this.#runs)}`))
  }

  /** The failure to open a store, with its name and the reason. */
  #named(error: unknown): unknown {
    const store = error instanceof NotOpen ? this.stores.find(({ kind }) => kind.name === error.kind) : undefined
    if (store === undefined) return error
    return new Unusable([{ store, trouble: troubleOf(store, (error as NotOpen).cause) }])
  }

  #usedBy({ stores = {} }: AnySimulation): readonly StackStore[] {
    const kinds = new Set(Object.values(stores as Readonly<Record<string, { readonly name: string }>>).map(({ name }) => name)) // prettier-ignore
    return this.stores.filter(({ kind }) => kinds.has(kind.name))
  }
}

function once<Result>(does: () => Promise<Result>): () => Promise<Result> {
  let done: Promise<Result> | undefined
  return () => (done ??= does())
}
