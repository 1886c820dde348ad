/**
 * Live boxes: boxes whose work a real server does, outside of the engine. The engine draws nothing for them: an arrow to a live box
 * delays nothing, and what is done to the box or the arrow is given to whoever controls the real thing.
 */
import type { Action } from './action'
import type { Json } from './json'

/** What a live box says of itself: see `Component.live`. */
export interface LiveHalf {
  /** The kind of store, by name. */
  readonly kind: string
  /** Verbs of its kind that the box does itself, on the real server, in `Component.act`. All others are given to {@link LiveControl}. */
  readonly acts: readonly string[]
  /** Verbs that nobody can do to a real server of this kind, each with the reason, for people. */
  readonly cannot: Readonly<Record<string, string>>
}

/** Something to be done to a real server, or to the connections of an arrow that leads to one. */
export interface LiveAct {
  /** Checked against the diagram. Its target is the live box, or an arrow between a box and it. */
  readonly action: Action
  /** The live box. */
  readonly box: string
  /** The kind of its store, by name. */
  readonly kind: string
}

/**
 * Who can do something to real servers and to the way to them: proxies in front of them, signals to processes. The engine asks it
 * for every act on a live box, or on an arrow to one, that the box does not do itself; such an act changes nothing in the model.
 */
export interface LiveControl {
  /**
   * Why an act cannot be done, in a sentence for people; undefined if it can. Answers at once and changes nothing. An act that somebody
   * asks for while the run plays is then refused; one of the scenario is left out, and the box states so as a fact.
   */
  refusal(act: LiveAct): string | undefined
  /**
   * Does it, and resolves once it is in force, with what is to be shown, or null. A lasting act stays until {@link end}, whatever
   * `action.untilMs` says. Time goes on meanwhile. A rejection is stated as a fact with its message and stops nothing.
   */
  begin(act: LiveAct): Promise<Json>
  /** Ends a lasting act that was begun: with an equal action. Resolves once it is over. */
  end(act: LiveAct): Promise<void>
}

/** What is live in a run, besides the engines of its stores. */
export interface Live {
  /** Left out: whatever the boxes do not do themselves is refused. */
  readonly control?: LiveControl
}

/** The fact by which a box states what became of an act on the real thing. */
export const LIVE_ACT_FACT = 'live-act'
