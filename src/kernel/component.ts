/** What the code in a box sees of the world: a clock, a random stream, its drawn arrows, and a place to state facts. */
import type { AnyDiagram, TargetOf } from './diagram'
import type { Json } from './json'
import type { LiveHalf } from './live'
import type { Rng } from './random'
import type { Clock } from './time'

/** What travels along an arrow. `request` ties together all that is done for one request of the outside world. */
export interface Message {
  readonly type: string
  readonly request: number
}

/** How a message came in. */
export interface Incoming {
  readonly from: string
  readonly fromInstance: number
  /** The trace number of the arrival: pass it on as `cause`. */
  readonly event: number
}

/** Terms of one call. */
export interface CallOptions {
  /** How long to wait for the answer, in milliseconds of virtual time. Every wait has a bound. */
  readonly timeoutMs: number
  /** The trace number of the event that led to this call. */
  readonly cause?: number
  /** A particular instance of the target; by default instances take turns. */
  readonly instance?: number
  /**
   * Ask along the arrow that this box pulls, where one that it pushes leads to the same target. Not needed where there is only
   * one: a box calls along whichever arrow there is.
   */
  readonly isPull?: boolean
}

/** The world of one instance of one box. */
export interface Context<Target extends string = string> {
  readonly self: string
  /** Which instance this is, from 0. */
  readonly instance: number
  /** How many instances there are. */
  readonly instances: number
  readonly clock: Clock
  readonly rng: Rng
  /**
   * Sends a message along a drawn arrow and waits for the answer.
   * @throws {CallError} refused, overloaded, rejected (definite), timeout or reset (indefinite)
   */
  call<Reply>(to: Target, message: Message, options: CallOptions): Promise<Reply>
  /** States a fact about this box. Facts are all that leaves a component besides its messages. */
  emit(key: string, value: Json, about?: { readonly request?: number; readonly cause?: number }): void
  /** A new request number, unique in the run. For boxes that start requests. */
  nextRequest(): number
  /**
   * Names a step that the code has got to, where somebody may want the process to die. Await it: it never resolves in a
   * process that died there.
   */
  step(name: string): Promise<void> | undefined
  /**
   * What this process keeps on its disk under a name: made by `make` when it is first asked for, and the same thing again after
   * every crash and restart, until the run ends. Boxes that live in one process (`hostedBy`) share its disk; instances do not.
   */
  disk<Thing>(name: string, make: () => Thing): Thing
  /** Waits for a real engine while virtual time stands still; results arrive in the order in which they were asked for. */
  io<Result>(start: () => Promise<Result>): Promise<Result>
  /**
   * Waits for work that the outside does, such as a real server's. In virtual time it is the same as {@link io}. In a real-time world
   * time goes on beside it, many may be under way, and its completion is an event of an instant of its own. What it gives is plain
   * data: what JSON holds, bytes, `undefined`; it fails with a `CallError`, or else the run stops there. So it can be recorded. A
   * recording never starts it.
   */
  outside<Result>(start: () => Promise<Result>): Promise<Result>
}

/** One page of what the inspector shows of a box. */
export interface InspectQuery {
  readonly view: string
  readonly [argument: string]: Json
}

/** The code in one instance of a box. Its fields are the memory that a crash wipes. */
export interface Component {
  /** Set by a box whose work a real server does. What is done to it is done to that server, and the way to it delays nothing. */
  readonly live?: LiveHalf
  /** Runs once when the instance starts, and again after each restart. */
  start?(): void | Promise<void>
  /** Answers a message. A thrown `CallError` travels back to the caller. */
  handle?(message: Message, incoming: Incoming): unknown
  /** Takes part in a fault or control of its own, one of the verbs its box declares. Returns what to show, if anything. */
  act?(verb: string, value: string | undefined, phase: 'start' | 'end'): Json | undefined | Promise<Json | undefined>
  /** Shows state to the inspector. Must not change anything. */
  inspect?(query: InspectQuery): Json | Promise<Json>
}

/** Builds the code of one instance. Called at the start of the run and after each crash. */
export type Build<D extends AnyDiagram, Id extends string, Setup> = (
  context: Context<TargetOf<D, Id>>,
  setup: Setup,
) => Component
