/**
 * Where one client asks its engine: questions are answered in turn, about the run as it is played or, while somebody looks
 * at its past, about a second execution of it. Clients share nothing but what the host has loaded.
 */
import { base64 } from '@scure/base'
import type { InspectQuery } from '~/kernel/component'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import type { Base } from '~/projections/frame'
import type { OrdinaryQuery } from '~/projections/story/ordinary'
import type {
  Abilities,
  Act,
  AdvanceRequest,
  Destination,
  ExportEvent,
  FilePiece,
  Hear,
  OwnedEngine,
  Reached,
  ViolationId,
} from './api'
import type { Progress } from './assets-browser'
import { describeSimulation } from './describe'
import type { EventQuery } from './event-query'
import { openExecution, type Execution } from './execution'
import type { FileStore } from './files'
import type { SearchEvent, SeedRange } from './fuzz/search'
import type { ThreadHost } from './open-played'
import { Present } from './present'
import { rehearse } from './rehearse'
import type { TraceFormat } from './trace-formats'
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

/** How much of a run warms the engine up: about a second of work. */
const WARM_UP: Destination = { atMs: 1000, events: 60_000 }

/** A desk for one client. */
export function createDesk(host: DeskHost): OwnedEngine {
  return new Desk(host)
}

class Desk implements OwnedEngine {
  private readonly host: DeskHost
  private readonly turns = new Turns()
  private readonly present: Present
  private past: Execution | undefined
  /** Counts journeys, and the times they were given up: one is wanted as long as no other number came. */
  private journey = 0

  constructor(host: DeskHost) {
    this.host = host
    this.present = new Present(host)
  }

  /** A run under virtual time is executed anew as often as one likes, and may go another way then; one on real stores has been. */
  async can(id?: string): Promise<Abilities> {
    const { world } = this.host
    if (world === undefined) return { rewind: true, fork: true }
    const isLive = id === undefined || world.has(await this.host.simulation(id))
    return { rewind: true, fork: !isLive, ...(isLive ? { isRealTime: true } : {}) }
  }

  describe(id: string) {
    return this.turns.take(async () => describeSimulation(await this.host.simulation(id)))
  }

  async prepare(id: string) {
    rehearse(await this.host.simulation(id), (asset) => this.host.load(asset))
  }

  open(run: Run, hear: Hear<Progress>) {
    return this.turns.take(async () => {
      this.past = undefined
      const unsubscribe = this.host.hearProgress(hear)
      try {
        await this.present.open(await this.host.simulation(run.simulation), run)
      } finally {
        unsubscribe()
      }
      return this.present.opened()
    })
  }

  warmUp(run: Run) {
    return this.turns.take(async () => {
      // What is hot is executed while it is played: on real stores there is no other pace.
      if (this.present.isLive) return
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

  holdRecording(text: string) {
    return this.turns.take(() => this.present.hold(text, (id) => this.host.simulation(id)))
  }

  stores = () => this.host.world?.connectors?.() ?? Promise.resolve([])

  advance(request: AdvanceRequest) {
    return this.turns.take(() => {
      this.present.begin()
      return this.present.advance(request)
    })
  }

  inject(act: Act) {
    return this.turns.take(() => {
      this.present.checkCanAct()
      if (this.past === undefined) return this.present.inject(act)
      this.present.checkCanFork()
      return this.past.inject(act)
    })
  }

  inspect(box: string, instance: number, query: InspectQuery) {
    const mayHang = () => this.past === undefined && this.present.isLiveBox(box)
    return this.turns.look(() => this.shown().inspect(box, instance, query), mayHang)
  }

  request(id: number) {
    return this.turns.take(() => this.shown().request(id))
  }

  story(of: ViolationId) {
    return this.turns.take(() => this.present.execution.story(of))
  }

  ordinary(id: number, query: OrdinaryQuery) {
    return this.turns.take(() => this.present.execution.ordinary(id, query))
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
      const span = { atMs, knownMs: this.present.knownMs }
      return (await witness.follow(id, span, isWanted, (nowMs) => hear({ nowMs }))) ? witness.request(id) : null
    })
  }

  exportTrace(run: Run, untilMs: number, format: TraceFormat, hear: Hear<ExportEvent>) {
    return this.setOut(async (isWanted) => {
      // Few take a trace away, and everybody loads this file.
      const { exportTrace, sinkOf } = await import('./export-trace')
      const simulation = await this.host.simulation(run.simulation)
      const until = Math.min(untilMs, this.present.knownMs)
      return exportTrace(
        simulation,
        run,
        await this.present.againHost(),
        { untilMs: until, format },
        sinkOf(hear, isWanted),
      )
    })
  }

  search(run: Run, seeds: SeedRange, hear: Hear<SearchEvent>) {
    return this.setOut(async (isWanted) => {
      // Few who open a diagram search it, and everybody loads this file.
      const { fixedOf, search } = await import('./fuzz/search')
      return search(await this.host.simulation(run.simulation), fixedOf(run), seeds, this.host, { hear, isWanted })
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
      const { past } = this
      this.present.checkCanFork()
      if (past === undefined) throw new Error('there is no second execution that could become the run')
      this.present.become(past)
      this.past = undefined
      return past.frame()
    })
  }

  worlds = () => this.turns.take(() => this.present.worlds((id) => this.host.simulation(id)))

  recording(hear: Hear<FilePiece>) {
    return this.turns.take(() => this.present.recording(hear))
  }

  async end() {
    this.journey++
    this.past = undefined
    // Not in its turn: what was done to a real store may be what the turns before it wait for.
    await this.present.endForGood()
    await this.turns.take(() => this.present.end())
  }

  /** The execution that somebody looks at. */
  private shown(): Execution {
    return this.past ?? this.present.execution
  }

  private async execute(run: Run): Promise<Execution> {
    return openExecution(await this.host.simulation(run.simulation), run, await this.present.againHost())
  }

  /** A journey takes its turn, but ends all those before it at once. */
  private setOut<Answer>(go: (isWanted: () => boolean) => Promise<Answer>): Promise<Answer> {
    const number = ++this.journey
    return this.turns.take(() => go(() => number === this.journey))
  }
}
