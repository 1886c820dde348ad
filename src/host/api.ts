/** What may be asked of an engine, wherever it runs: in a worker of the page, in this process, or behind a socket. */
import type { Action } from '~/kernel/action'
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Run } from '~/kernel/run'
import type { Base, Frame, Keyframe, Snapshot } from '~/projections/frame'
import type { Refolded } from '~/projections/refolded'
import type { OrdinaryQuery } from '~/projections/story/ordinary'
import type { Story } from '~/projections/story/story'
import type { Progress } from './assets-browser'
import type { SimulationDescription } from './describe'
import type { EventPage, EventQuery } from './event-query'
import type { ExportOutcome } from './export-trace'
import type { Comparison } from './live/comparison'
import type { Connector } from './live/connector'
import type { Find, SearchEvent, SeedRange } from './fuzz/search'
import type { RecordNews } from './recording/record-news'
import type { Cannot, LeftOut } from './refusals'
import type { TraceFormat } from './trace-formats'

/**
 * One client's engine. Every promise rejects with a clear message if the question cannot be answered. There is the run as it
 * is played, and while somebody looks at its past, a second execution of it that stands at that moment: from `travel`
 * until `leave`, questions about boxes, events and requests are answered by the latter, and acts are done to it.
 *
 * Whatever is asked, heard and answered is plain data that JSON can carry, so that any link can. A listener comes last among
 * what is asked; it hears of the question until that is answered.
 */
export interface EngineApi {
  /** What this engine can do besides going on, with a diagram, or with all of them. */
  can(id?: string): Promise<Abilities>
  /** Loads the code of a diagram; no engine is booted yet. */
  describe(id: string): Promise<SimulationDescription>
  /** Has what a diagram needs fetched, since it will be asked for. */
  prepare(id: string): Promise<void>
  /**
   * Boots a run in place of the one before. The listener hears of bytes being fetched. The frame's news begin its annals. Rejects with a
   * `MissingFileError` if the run names a file that is not held.
   */
  open(run: Run, hear: Hear<Progress>): Promise<Opened>
  /**
   * Executes the start of a run aside and forgets it, so that what is hot is compiled before somebody presses play. Ends as
   * soon as anything else is asked.
   */
  warmUp(run: Run): Promise<void>
  /** Holds a file (in base 64) for acts that name it by its SHA-256, which is the answer, in hexadecimal. */
  holdFile(base64: string): Promise<string>
  /**
   * Holds a recording (a file in base 64), in place of the one before: a run that is opened and is the recorded one is then executed from
   * it, and nothing can be done to it. Rejects with what is wrong with the file.
   */
  holdRecording(base64: string): Promise<RecordingSummary>
  /** The live stores that this engine has, as they are now; none where it has none. It waits for no other question. */
  stores(): Promise<readonly Connector[]>
  /** Goes on, and tells where the run stands then and what of the way is to be kept. */
  advance(request: AdvanceRequest): Promise<Advance>
  /**
   * Does something to a box or an arrow now, one step of the grid after the moment reached, and goes on to there. Rejects if the
   * act does not fit the diagram or the run has ended; the run is then as it was.
   */
  inject(act: Act): Promise<Injected>
  /** A page of a box's state, as the box itself tells it; null if the process is down. */
  inspect(box: string, instance: number, query: InspectQuery): Promise<Json>
  /** Everything still known of one request, oldest first, at most some thousand events. */
  request(id: number): Promise<Json[]>
  /**
   * The story of a violation of the run as it is played, wherever somebody looks; null if it is not among those that are kept. From
   * then on the messages of the guilty request stay in the trace as long as its events do.
   */
  story(of: ViolationId): Promise<Story | null>
  /** A request like this one that ended well, the nearest before it; null if the trace has none. */
  ordinary(id: number, before: OrdinaryQuery): Promise<Json[] | null>
  /** Looks for events, newest first. */
  events(query: EventQuery): Promise<EventPage>
  /** The moment at event `n` of the past, or null if the trace holds too little to tell. */
  back(n: number, base: Base): Promise<Refolded | null>
  /**
   * Executes `run` anew up to a moment. The listener hears how far it is. Gives the moment reached, or null if `leave` or a
   * later journey came in between.
   */
  travel(run: Run, to: Destination, hear: Hear<Reached>): Promise<Snapshot | null>
  /**
   * Everything of one request, with all its messages, from an execution of its own up to `atMs`, and on until the request is over, if
   * that is soon. Null if `leave` or a later journey came in between.
   */
  recall(run: Run, id: number, atMs: number, hear: Hear<Reached>): Promise<Json[] | null>
  /**
   * Executes a run anew up to `untilMs` and hands its trace over, piece by piece. Null if `leave` or a later journey came in
   * between.
   */
  exportTrace(run: Run, untilMs: number, format: TraceFormat, hear: Hear<ExportEvent>): Promise<ExportOutcome | null>
  /**
   * Searches the diagram as it stands in a run (its scenario, parameters and safeguards; not what was done to it) for what breaks
   * it, seed after seed, each in an execution of its own. Null if nothing did, or `leave` or a later journey came in between.
   */
  search(run: Run, seeds: SeedRange, hear: Hear<SearchEvent>): Promise<Find | null>
  /** Gives up the second execution, also one that is still on its way. */
  leave(): Promise<void>
  /** Makes the second execution the run: what came after it is gone. The frame's news begin its annals. */
  fork(): Promise<Frame>
  /**
   * What the run has come to on its live stores, beside the same run in the engine. Null if it stands on nothing live. Rejects if it is not
   * over.
   */
  worlds(): Promise<Comparison | null>
  /**
   * Hands over the recording of the run so far, as a file, piece by piece; null if the run stands on nothing live and so needs none.
   * Rejects with a `RecordingError` if it has become larger than what is read again.
   */
  recording(hear: Hear<FilePiece>): Promise<FileOutcome | null>
}

/** An engine, and how whoever has made it ends it. */
export interface OwnedEngine extends EngineApi {
  /** Ends the run that is played, with all that it has in the world. Nothing is asked after that. */
  end(): Promise<void>
}

/** Listens to what happens while a question is being answered. */
export type Hear<Event> = (event: Event) => void

/** What a recording says of itself. Every text in it may be hostile. */
export interface RecordingSummary {
  readonly run: Run
  /** The live stores that it was made on. */
  readonly stores: readonly {
    readonly kind: string
    readonly title: string
    readonly version: string
    /** Of an empty question before the run, in milliseconds. */
    readonly roundTripMs: number
  }[]
  /** How far it goes, in milliseconds of the run. */
  readonly endMs: number
  /** How late the run was behind the clock of the wall, in milliseconds. */
  readonly lagMs: { readonly max: number; readonly mean: number }
  /** When it began, in milliseconds of Unix time; left out by whoever did not say so. */
  readonly beganAtMs?: number
}

/** What not every engine can do: one that follows real processes can neither go back nor have another past. */
export interface Abilities {
  /** Moments of the past can be shown and executed anew. */
  readonly rewind: boolean
  /** A run can go another way from a moment of its past. */
  readonly fork: boolean
  /** Runs of the diagram go at the pace of the clock on the wall. Left out: as fast as somebody likes. */
  readonly isRealTime?: true
}

/** Something to do to a box or an arrow now; a lasting act may end by itself, `forMs` of virtual time later. */
export type Act = Omit<Action, 'atMs' | 'untilMs'> & { readonly forMs?: number }

/** A violation, by its invariant and the number of the event that completed it. */
export interface ViolationId {
  readonly invariant: string
  readonly event: number
}

/** How far to go for the next frame. */
export interface AdvanceRequest {
  readonly untilMs: number
  /** At most so many trace events. */
  readonly eventsMax: number
  /** At most so many milliseconds of real time; what is not reached stays for the next frame. */
  readonly wallMs: number
  /** Virtual seconds per second of watching, to choose how many dots stand for how many requests. */
  readonly speed: number
  /**
   * Stop where one of these invariants is first violated, or any, not counting violations up to number `after`: those that
   * whoever asks has seen. A question asked before its asker saw a violation does not go beyond it.
   */
  readonly stop: { readonly at: 'any' | readonly string[]; readonly after: number }
}

/** A run that was booted. */
export interface Opened {
  readonly frame: Frame
  /** Left out for a run that stands on nothing live. */
  readonly live?: LiveTerms
}

/** What a page is told of a run on live stores before it begins. */
export interface LiveTerms {
  readonly record: RecordNews
  /** What cannot be done to the real servers, with the reasons. */
  readonly cannot: Cannot
  /** What of that the run is to do, by its scenario or its own acts: it goes on without. */
  readonly leftOut: readonly LeftOut[]
}

/** Where a run got to. */
export interface Advance {
  readonly frame: Frame
  /** Keyframes on the way. */
  readonly keyframes: readonly Keyframe[]
  /** What was recorded on the way; left out for a run that stands on nothing live. */
  readonly record?: RecordNews
}

/** Where a run got to by an act, and what the box had to show for it; null for nothing. */
export interface Injected extends Advance {
  readonly shown: Json
}

/** A moment of a run: a number of events, all of them at or before a time. */
export interface Destination {
  readonly atMs: number
  readonly events: number
}

/** How far a journey is, in milliseconds of the run. */
export interface Reached {
  readonly nowMs: number
}

/** A piece of a file: put together in the order in which they come. Each but the last holds a multiple of three bytes. */
export interface FilePiece {
  readonly base64: string
}

/** A file that was handed over whole. */
export interface FileOutcome {
  readonly bytes: number
}

/** A piece of an export, or how far it is. */
export type ExportEvent = { readonly text: string } | Reached
