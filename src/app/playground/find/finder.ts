/**
 * Has a diagram searched for what breaks it, by an engine of its own: what is played knows nothing of it. Stopping ends that
 * engine at once, whatever it is at.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Run } from '~/kernel/run'
import type { Connection } from '~/host/connect'
import type { Find, SearchEvent } from '~/host/fuzz/search'
import { addWorst, type WorstFigure } from './worst-figures'

/** One schedule that was tried. */
export interface Tried {
  readonly seed: number
  readonly faults: number
  readonly isBroken: boolean
}

/** What is known of a search. */
export interface Search {
  readonly phase: 'idle' | 'searching' | 'shrinking' | 'found' | 'stopped' | 'through' | 'failed'
  /** The diagram as it stood when the search began. */
  readonly of: Run | null
  readonly tried: readonly Tried[]
  readonly faults: number
  /** Virtual time that was searched, and the real time it took, in milliseconds. */
  readonly virtualMs: number
  readonly tookMs: number
  /** The schedule being tried. */
  readonly current: Run | null
  /** The worst figures that were seen, the last that grew first. */
  readonly worst: readonly WorstFigure[]
  /** The smallest run so far that breaks something, and how many attempts it took. */
  readonly find: Find | null
  readonly tries: number
  readonly failure: string | null
}

/** More than anybody waits for; and few enough to be shown. */
export const SEEDS_MAX = 2_000
const FIRST_SEED = 1

/** A search before it has begun. */
export const NOTHING: Search = {
  phase: 'idle',
  of: null,
  tried: [],
  faults: 0,
  virtualMs: 0,
  tookMs: 0,
  current: null,
  worst: [],
  find: null,
  tries: 0,
  failure: null,
}

/** Where a search gets its engine, and the time. */
export interface FinderOptions {
  connect(): Connection
  nowMs(): number
}

/** One search after another. */
export class Finder {
  readonly store: StoreApi<Search> = createStore<Search>(() => NOTHING)
  private readonly options: FinderOptions
  private connection: Connection | null = null
  private beganAtMs = 0
  private tookBeforeMs = 0

  constructor(options: FinderOptions) {
    this.options = options
  }

  /** Searches a diagram as it stands, from the first seed. */
  start(run: Run): void {
    this.stop()
    this.store.setState({ ...NOTHING, of: run })
    this.goOn()
  }

  /** Goes on after the last seed that was tried, whatever came of it. */
  goOn(): void {
    const { of, tried } = this.store.getState()
    if (of === null || this.connection !== null) return
    const from = (tried.at(-1)?.seed ?? FIRST_SEED - 1) + 1
    const connection = this.options.connect()
    this.connection = connection
    this.beganAtMs = this.options.nowMs()
    this.tookBeforeMs = this.store.getState().tookMs
    this.store.setState({ phase: 'searching', find: null, tries: 0, failure: null })
    const isMine = () => this.connection === connection
    const hear = (event: SearchEvent) => {
      if (isMine()) this.take(event)
    }
    const end = (state: Partial<Search>) => {
      if (!isMine()) return
      this.release()
      this.store.setState({ current: null, ...state })
    }
    connection.engine.search(of, { from, count: SEEDS_MAX - tried.length }, hear).then(
      (find) => end(find === null ? { phase: 'through' } : { phase: 'found', find }),
      (error: unknown) => end({ phase: 'failed', failure: error instanceof Error ? error.message : String(error) }),
    )
  }

  /** Ends the search at once. What was found stays. */
  stop(): void {
    if (this.connection === null) return
    this.release()
    this.store.setState({ phase: 'stopped', current: null })
  }

  private release(): void {
    this.connection?.close()
    this.connection = null
  }

  private take(event: SearchEvent): void {
    const { tried, faults, virtualMs, worst } = this.store.getState()
    if (event.kind === 'trying') this.store.setState({ current: event.run })
    else if (event.kind === 'shrinking')
      this.store.setState({ phase: 'shrinking', find: event.find, tries: event.tries, current: null })
    else {
      this.store.setState({
        tried: [...tried, { seed: event.seed, faults: event.faults, isBroken: event.isBroken }],
        faults: faults + event.faults,
        virtualMs: virtualMs + event.virtualMs,
        tookMs: this.tookBeforeMs + this.options.nowMs() - this.beganAtMs,
        worst: event.isBroken ? worst : addWorst(worst, event.worst, event.seed),
      })
    }
  }
}
