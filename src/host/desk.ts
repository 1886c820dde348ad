/**
 * Where one client asks its engine: questions are answered in turn, about the run as it is played or, while somebody looks
 * at its past, about a second execution of it. Clients share nothing but what the host has loaded.
 */
import { base64 } from '@scure/base'
import type { InspectQuery } from '~/kernel/component'
import type { Host } from '~/kernel/engine'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import type { Base } from '~/projections/frame'
import type { OrdinaryQuery } from '~/projections/story/ordinary'
import type {
  Abilities,
  Act,
  AdvanceRequest,
  Destination,
  EngineApi,
  ExportEvent,
  Hear,
  Reached,
  ViolationId,
} from './api'
import type { Progress } from './assets-browser'
import { describeSimulation } from './describe'
import type { EventQuery } from './event-query'
import { openExecution, type Execution } from './execution'
import { exportTrace, type TraceFormat } from './export-trace'
import type { FileStore } from './files'
import type { SearchEvent, SeedRange } from './fuzz/search'
import { openPlayed, type ThreadHost } from './open-played'
import { Turns } from './turns'

/** Where a desk gets diagrams and engines from. */
export interface DeskHost extends ThreadHost {
  /** The code of a diagram; rejects if there is none of that name. */
  simulation(id: string): Promise<AnySimulation>
  /** Holds a file for acts that name it, and gives its SHA-256; a host without it holds none. */
  readonly holdFile?: FileStore['hold']
  /** Tells of bytes being fetched, also of those under way already, until what is returned is called. */
  hearProgress(hear: Hear<Progress>): () => void
}

/** A run under virtual time is executed anew as often as one likes. */
const ABILITIES: Abilities = { rewind: true, fork: true }

/** How much of a run warms the engine up: about a second of work. */
const WARM_UP: Destination = { atMs: 1000, events: 60_000 }

/** A desk for one client. */
export function createDesk(host: DeskHost): EngineApi {
  return new Desk(host)
}

class Desk implements EngineApi {
  private readonly host: DeskHost
  private readonly turns = new Turns()
  private present: Execution | undefined
  /** What begins when the present run first goes on. */
  private soon: (() => Promise<unknown>)[] = []
  private past: Execution | undefined
  /** Ends the threads of the present run, if it has any. */
  private endThreads: () => void = () => undefined
  /** Counts journeys, and the times they were given up: one is wanted as long as no other number came. */
  private journey = 0

  constructor(host: DeskHost) {
    this.host = host
  }

  can() {
    return Promise.resolve(ABILITIES)
  }

  describe(id: string) {
    return this.turns.take(async () => describeSimulation(await this.host.simulation(id)))
  }

  async prepare(id: string) {
    const { boot } = await this.host.simulation(id)
    // A rehearsal: engines ask for their files, and never get them. What comes is there when they ask in earnest.
    const load: Host['load'] = (asset) => {
      this.host.load(asset).catch(() => undefined)
      return new Promise(() => undefined)
    }
    void boot({ clock: { nowMs: () => 0 }, load })
  }

  open(run: Run, hear: Hear<Progress>) {
    return this.turns.take(async () => {
      this.present = undefined
      this.past = undefined
      this.endThreads()
      const unsubscribe = this.host.hearProgress(hear)
      try {
        const played = await openPlayed(await this.host.simulation(run.simulation), run, this.host)
        this.present = played.execution
        this.soon = played.soon
        this.endThreads = played.endThreads
      } finally {
        unsubscribe()
      }
      return this.present.frame()
    })
  }

  warmUp(run: Run) {
    return this.turns.take(async () => {
      const { asked } = this.turns
      const aside = await this.execute(run)
      const isAlone = () => this.turns.asked === asked
      await aside.travel(WARM_UP, isAlone, () => undefined)
    })
  }

  async holdFile(text: string) {
    if (this.host.holdFile === undefined) throw new Error('this engine holds no files')
    return this.host.holdFile(base64.decode(text))
  }

  advance(request: AdvanceRequest) {
    return this.turns.take(() => {
      // What fails here is tried again where it is needed, and then it is the run that fails.
      for (const begin of this.soon.splice(0)) begin().catch(() => undefined)
      return this.played().advance(request)
    })
  }

  inject(act: Act) {
    return this.turns.take(() => this.shown().inject(act))
  }

  inspect(box: string, instance: number, query: InspectQuery) {
    return this.turns.take(() => this.shown().inspect(box, instance, query))
  }

  request(id: number) {
    return this.turns.take(() => this.shown().request(id))
  }

  story(of: ViolationId) {
    return this.turns.take(() => this.played().story(of))
  }

  ordinary(id: number, query: OrdinaryQuery) {
    return this.turns.take(() => this.played().ordinary(id, query))
  }

  events(query: EventQuery) {
    return this.turns.take(() => this.shown().events(query))
  }

  back(n: number, base: Base) {
    return this.turns.take(() => this.shown().back(n, base))
  }

  travel(run: Run, to: Destination, hear: Hear<Reached>) {
    return this.setOut(async (isWanted) => {
      this.past = undefined
      if (!isWanted()) return null
      const traveller = await this.execute(run)
      const hasArrived = await traveller.travel(to, isWanted, (nowMs) => hear({ nowMs }))
      if (!hasArrived) return null
      this.past = traveller
      return traveller.here()
    })
  }

  recall(run: Run, id: number, atMs: number, hear: Hear<Reached>) {
    return this.setOut(async (isWanted) => {
      if (!isWanted()) return null
      const witness = await this.execute(run)
      witness.keep(id)
      return (await witness.follow(id, atMs, isWanted, (nowMs) => hear({ nowMs }))) ? witness.request(id) : null
    })
  }

  exportTrace(run: Run, untilMs: number, format: TraceFormat, hear: Hear<ExportEvent>) {
    return this.setOut(async (isWanted) => {
      const simulation = await this.host.simulation(run.simulation)
      const sink = {
        write: (text: string) => hear({ text }),
        progress: (nowMs: number) => hear({ nowMs }),
        isWanted,
      }
      return exportTrace(simulation, run, this.host, { untilMs, format }, sink)
    })
  }

  search(run: Run, seeds: SeedRange, hear: Hear<SearchEvent>) {
    return this.setOut(async (isWanted) => {
      // Few who open a diagram search it, and everybody loads this file.
      const { search } = await import('./fuzz/search')
      const simulation = await this.host.simulation(run.simulation)
      return search(simulation, fixedOf(run), seeds, this.host, { hear, isWanted })
    })
  }

  leave() {
    this.journey++
    return this.turns.take(() => {
      this.past = undefined
    })
  }

  fork() {
    return this.turns.take(() => {
      if (this.past === undefined) throw new Error('there is no second execution that could become the run')
      this.present = this.past
      this.past = undefined
      this.endThreads()
      return this.present.frame()
    })
  }

  private played(): Execution {
    if (this.present === undefined) throw new Error('no run is open')
    return this.present
  }

  /** The execution that somebody looks at. */
  private shown(): Execution {
    return this.past ?? this.played()
  }

  private async execute(run: Run): Promise<Execution> {
    return openExecution(await this.host.simulation(run.simulation), run, this.host)
  }

  /** A journey takes its turn, but ends all those before it at once. */
  private setOut<Answer>(go: (isWanted: () => boolean) => Promise<Answer>): Promise<Answer> {
    const number = ++this.journey
    return this.turns.take(() => go(() => number === this.journey))
  }
}

/** How the diagram stands in a run, whatever was done to it. */
function fixedOf({ scenario, settings, without, engines }: Run) {
  return { scenario, settings, without, ...(engines === undefined ? {} : { engines }) }
}
