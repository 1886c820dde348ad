/** A walk: a few steps that show a newcomer what a diagram is for, each of which is over when the run shows a sign of it. */
import type { Tone } from './tone'

/** What must be seen of the run: that it plays, that something is done to a box, or no more, or what the box then says of itself. */
export type Sign<Box extends string = string> =
  | { readonly of: 'run'; readonly is: 'playing' }
  | { readonly of: Box; readonly is: 'broken' | 'healed' }
  /** The tone of the line that the box shows. */
  | { readonly of: Box; readonly is: Tone }

/** One step. */
export interface WalkStep<Box extends string = string> {
  /** What is done, or what happens, in a few words. */
  readonly title: string
  /** One or two sentences: why it is worth looking at. */
  readonly text: string
  /** The box to look at. */
  readonly at: Box
  /** What the step's button does: `play`, or an action without its time, such as `freeze:redis`. Left out: one only looks. */
  readonly does?: { readonly label: string; readonly act: string }
  /** When the step is over. */
  readonly until: Sign<Box>
  /** One or two sentences: what was seen. */
  readonly seen: string
}

/** The walk of a diagram, through the first of its scenarios. */
export interface Walk<Box extends string = string> {
  /** Length of the first phase of the run that is walked through, in milliseconds: time enough to read. */
  readonly durationMs: number
  readonly steps: readonly WalkStep<Box>[]
}

/** What a step says. */
type Words<Box extends string> = Pick<WalkStep<Box>, 'title' | 'text' | 'at' | 'seen'>

/** The first step: the run plays. */
export function playStep<const Box extends string>(words: Words<Box>): WalkStep<Box> {
  return { ...words, does: { label: 'Play', act: 'play' }, until: { of: 'run', is: 'playing' } }
}

/** Something is done to the box that is looked at, and is seen there. */
export function breakStep<const Box extends string>(label: string, verb: string, words: Words<Box>): WalkStep<Box> {
  return { ...words, does: { label, act: `${verb}:${words.at}` }, until: { of: words.at, is: 'broken' } }
}

/** The box that is looked at is healed. For what recovered before that: there nothing else would be seen. */
export function endStep<const Box extends string>(label: string, words: Words<Box>): WalkStep<Box> {
  return { ...words, does: { label, act: `heal:${words.at}` }, until: { of: words.at, is: 'healed' } }
}

/** The box that is looked at is healed, and another one (or the same) shows that it is well. */
export function healStep<const Box extends string>(label: string, shown: Box, words: Words<Box>): WalkStep<Box> {
  return { ...words, does: { label, act: `heal:${words.at}` }, until: { of: shown, is: 'allowed' } }
}
