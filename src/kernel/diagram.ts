/**
 * A drawing: boxes, arrows, what they are called and where they stand. It is pure data, so the gallery can show it without
 * loading anything that runs; and it is a literal type, so that code is checked against it box by box and arrow by arrow.
 */
import type { Distribution } from './distribution'
import type { Tone } from './tone'

/** What a box stands for; it decides the small mark in the box's corner, nothing else. */
export type BoxKind = 'actor' | 'service' | 'store' | 'cache' | 'log' | 'outside' | 'response'

/** One box as drawn. Coordinates and sizes are in drawing units, which are pixels at scale 1. */
export interface BoxDrawing {
  readonly label: string
  readonly sublabel?: string
  /** What the still drawing says in its place: a state that a run would contradict. */
  readonly stillSublabel?: string
  /** Further lines of small print, as the original drawing has them. */
  readonly lines?: readonly string[]
  readonly kind: BoxKind
  /** Top left corner. */
  readonly at: { readonly x: number; readonly y: number }
  readonly size?: { readonly width: number; readonly height: number }
  /** How many identical processes stand behind this one box; 1 if left out. */
  readonly instances?: number
  /** The box whose process this one lives in: it shares the host's instances, crashes and freezes. */
  readonly hostedBy?: string
  /** At most so many requests may be in work at one instance; more are refused as overloaded. 10,000 if left out. */
  readonly inFlightMax?: number
}

/** The side of a box that an arrow leaves or enters. */
export type Side = 'left' | 'right' | 'top' | 'bottom'

/** One arrow as drawn: requests go along it, replies come back along it; the other way round if it is pulled. */
export interface ArrowDrawing<Id extends string = string> {
  readonly from: Id
  readonly to: Id
  readonly label?: string
  readonly fromSide?: Side
  readonly toSide?: Side
  /** How far from the middle of its side it leaves or enters, in drawing units: to the right, or down. */
  readonly fromOffset?: number
  readonly toOffset?: number
  /**
   * The box at the arrow's end asks, and what it is given comes down the arrow, as records do from a log to its reader. Requests go
   * against the arrow, and the dots on it are replies. Left out: the box that the arrow leaves asks.
   */
  readonly pulledBy?: 'to'
  /** What traffic on this arrow means before anything is known of its outcome. */
  readonly tone?: Tone
  /** The tone in the still drawing, where it pictures a state that a run may or may not get into. */
  readonly stillTone?: Tone
  /**
   * One-way delay. An arrow without one joins two boxes of one process and takes no time. An arrow from a box to itself joins its
   * instances, and has one.
   */
  readonly latency?: Distribution
  /**
   * Every two processes that it joins keep one connection, as a client of a store does: requests arrive in the order in which they
   * were sent, and so do answers. Left out: each message makes its own way, and may overtake others.
   */
  readonly isOrdered?: boolean
}

/** A design claim as the drawing states it. How it is executed stands with the simulation. */
export interface ClaimDrawing<Id extends string = string> {
  readonly id: Id
  readonly title: string
  /** One sentence: what the mechanism gives. */
  readonly statement: string
}

/** One line of a drawing's legend. */
export interface LegendEntry {
  readonly tone: Tone
  readonly text: string
  /** What is marked like this, in a word, where a drawing marks more than one sort of thing. */
  readonly of?: string
}

/** A whole drawing. */
export interface Diagram<Id extends string = string, ClaimId extends string = string> {
  readonly id: string
  /** Name of the still picture, without folder and suffix. */
  readonly file: string
  readonly title: string
  /** One plain sentence for the gallery. */
  readonly line: string
  /** Position in the gallery, from 1. */
  readonly order: number
  readonly boxes: Readonly<Record<Id, BoxDrawing>>
  readonly arrows: readonly ArrowDrawing<Id>[]
  readonly claims: readonly ClaimDrawing<ClaimId>[]
  readonly legend: readonly LegendEntry[]
}

/** Keeps the literal types of a drawing: box ids, arrows and claim ids become types that code is checked against. */
export function defineDiagram<
  const Boxes extends Readonly<Record<string, BoxDrawing>>,
  const Arrows extends readonly ArrowDrawing<keyof Boxes & string>[],
  const Claims extends readonly ClaimDrawing[],
>(
  diagram: Omit<Diagram, 'boxes' | 'arrows' | 'claims'> & {
    readonly boxes: Boxes
    readonly arrows: Arrows
    readonly claims: Claims
  },
): typeof diagram {
  return diagram
}

/** Any drawing, as the engine takes it. */
export type AnyDiagram = Diagram

/** The ids of a drawing's boxes. */
export type BoxId<D extends AnyDiagram> = keyof D['boxes'] & string

/** The boxes that the code in box `From` may call: where arrows lead from it, and whence it pulls. */
export type TargetOf<D extends AnyDiagram, From extends string> =
  | Extract<D['arrows'][number], { readonly from: From; readonly pulledBy?: undefined }>['to']
  | Extract<D['arrows'][number], { readonly to: From; readonly pulledBy: 'to' }>['from']

/** The ids of a drawing's claims. */
export type ClaimId<D extends AnyDiagram> = D['claims'][number]['id']

/** How many processes stand behind a box; a hosted box has as many as its host. */
export function instancesOf(diagram: AnyDiagram, box: string): number {
  const drawing = diagram.boxes[box]!
  return drawing.hostedBy === undefined ? (drawing.instances ?? 1) : instancesOf(diagram, drawing.hostedBy)
}
