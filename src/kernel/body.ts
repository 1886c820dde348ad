/**
 * What a box shows on the stage besides its line: rows of tiles, such as the brokers of a cluster; lanes, such as the partitions of a
 * topic; batches that follow each other, such as blocks. It is plain data and the only memory of its fold, so that a moment of the past is folded on from any frame before it.
 */
import type { BoxFigures } from './reading'
import type { Tone } from './tone'
import type { Kind, TraceEvent } from './trace'

/** Parts that stand together, with how each of them does. */
export interface BodyTiles {
  readonly kind: 'tiles'
  readonly tiles: readonly { readonly name: string; readonly text: string; readonly tone: Tone }[]
}

/** One who reads lanes and has come to some place in each. */
export interface LaneReader {
  /** A letter or two: it stands beside its figure. */
  readonly tag: string
  readonly name: string
}

/** One stretch that grows at its end. Positions are whole numbers, the same on all lanes of a part. */
export interface BodyLane {
  readonly from: number
  readonly to: number
  /** The tile that it belongs to, counted from 0; -1 if none has it. */
  readonly keeper: number
  /** The tiles that have all of it. */
  readonly copies: readonly number[]
  /** Where each reader stands, in their order; null if that is not known, which is not the same as at the start. */
  readonly positions: readonly (number | null)[]
}

/** Lanes along one axis, under one heading. */
export interface BodyLanes {
  readonly kind: 'lanes'
  readonly name: string
  /** One figure, with its unit; empty for none. */
  readonly figure: string
  /** What its content means. */
  readonly tone: Tone
  readonly readers: readonly LaneReader[]
  readonly lanes: readonly BodyLane[]
}

/** What was done together, such as a block of a chain: how each thing in it came out. */
export interface BodyBatch {
  readonly name: string
  /** In their order. */
  readonly items: readonly Tone[]
  /** What it took, in the unit of the row. */
  readonly cost: number
}

/** Batches that follow each other, the last of which is not closed yet. */
export interface BodyBatches {
  readonly kind: 'batches'
  /** Oldest first; the last one fills. */
  readonly batches: readonly BodyBatch[]
  /** What costs are called, such as `gas`; bars beside each other show them. */
  readonly unit: string
  /** A line below. */
  readonly text: string
}

/** All of it, from the top down. */
export type Body = readonly (BodyTiles | BodyLanes | BodyBatches)[]

/** Plain data that a fold may change. */
export type Draft<Data> = Data extends object ? { -readonly [Field in keyof Data]: Draft<Data[Field]> } : Data

/** How the body of a box is read off the trace. */
export interface BodyReading {
  /** Kinds of events that {@link BodyReading.step} wants to see. */
  readonly kinds: readonly Kind[]
  /** The body before anything has happened. */
  begin(): Draft<Body>
  /** Takes an event in. What is not in the body is forgotten. */
  step(body: Draft<Body>, event: TraceEvent): void
  /** Writes into a copy that is about to be drawn what follows from figures, such as rates. Left out: nothing does. */
  finish?(body: Draft<Body>, figuresOf: (box: string) => BoxFigures): void
}
