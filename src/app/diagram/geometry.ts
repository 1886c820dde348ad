/**
 * Where boxes and arrows are. The still picture, the live graph and the canvas with the dots all ask here, so they agree to
 * the pixel. Coordinates are drawing units: pixels at scale 1.
 */
import { arrowName } from '~/kernel/arrow'
import type { AnyDiagram, ArrowDrawing, BoxDrawing, Side } from '~/kernel/diagram'

/** A point. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A box's place. */
export interface Rectangle extends Point {
  readonly width: number
  readonly height: number
}

/** An arrow's line: a cubic curve from one box to another. */
export interface Curve {
  readonly from: Point
  readonly control1: Point
  readonly control2: Point
  readonly to: Point
}

/** One arrow's place. */
export interface PlacedArrow {
  readonly name: string
  readonly index: number
  readonly drawing: ArrowDrawing
  readonly curve: Curve
  /** The middle of its label. */
  readonly label: Point
}

/** A whole drawing, placed. */
export interface Layout {
  readonly kind: LayoutKind
  readonly boxes: Readonly<Record<string, Rectangle>>
  readonly arrows: readonly PlacedArrow[]
  readonly bounds: Rectangle
}

/** `wide` is the drawing as drawn; `compact` keeps its arrangement on a screen as narrow as a phone's. */
export type LayoutKind = 'wide' | 'compact'

const BOX_WIDTH = 190
const BOX_HEIGHT = 80
const LINE_HEIGHT = 15
/** How far from the corner of its box an arrow to itself leaves and comes back, and how far it reaches beyond. */
const LOOP_INSET = 24
const LOOP_REACH = 34
/** How far above its box the label of such an arrow stands, and the room that it takes to either side and above. */
const LOOP_LABEL = { above: 36, halfWidth: 48, halfHeight: 10 }
/** An arrow does not touch its box nearer to a corner than this. */
const PORT_INSET = 12
/** How far from each other arrows stand that share a side of their box, at most. */
const FAN_STEP = 18
/** How far two opposite arrows between the same boxes stand apart from the middle. */
const TWIN_OFFSET = 26
const COMPACT_WIDTH = 340
const COMPACT_BOX_HEIGHT = 66
const COMPACT_ROW_GAP = 18

/** The size of a box as drawn. */
export function sizeOf(box: BoxDrawing): { readonly width: number; readonly height: number } {
  return box.size ?? { width: BOX_WIDTH, height: BOX_HEIGHT + (box.lines?.length ?? 0) * LINE_HEIGHT }
}

/** Places a drawing. */
export function layoutOf(diagram: AnyDiagram, kind: LayoutKind = 'wide'): Layout {
  return placeArrows(diagram, kind, kind === 'wide' ? wideBoxes(diagram) : compactBoxes(diagram))
}

/** Draws the arrows between boxes that stand here. */
export function placeArrows(diagram: AnyDiagram, kind: LayoutKind, boxes: Readonly<Record<string, Rectangle>>): Layout {
  const arrows = diagram.arrows.map((drawing, index) => {
    const curve = curveOf(diagram, drawing, boxes)
    return { name: arrowName(drawing), index, drawing, curve, label: labelOf(drawing, curve) }
  })
  return { kind, boxes, arrows, bounds: boundsOf([...Object.values(boxes), ...loopsOf(diagram, boxes)]) }
}

function wideBoxes(diagram: AnyDiagram): Record<string, Rectangle> {
  return Object.fromEntries(Object.entries(diagram.boxes).map(([id, box]) => [id, { ...box.at, ...sizeOf(box) }]))
}

/** Keeps columns and the order of rows; boxes become as wide as the columns allow and rows move together. */
function compactBoxes(diagram: AnyDiagram): Record<string, Rectangle> {
  const entries = Object.entries(diagram.boxes)
  const columns = [...new Set(entries.map(([, box]) => box.at.x))].toSorted((a, b) => a - b)
  const width = Math.min(100, COMPACT_WIDTH / columns.length - (columns.length > 3 ? 12 : 17))
  const step = columns.length > 1 ? (COMPACT_WIDTH - width) / (columns.length - 1) : 0
  const minimumStep = COMPACT_BOX_HEIGHT + COMPACT_ROW_GAP
  const gaps = columns.flatMap((column) => {
    const tops = entries
      .filter(([, box]) => box.at.x === column)
      .map(([, box]) => box.at.y)
      .toSorted((a, b) => a - b)
    return tops.slice(1).map((top, index) => top - tops[index]!)
  })
  const scale = gaps.length === 0 ? 1 : minimumStep / Math.min(...gaps)
  return Object.fromEntries(
    entries.map(([id, { at }]) => [
      id,
      { x: columns.indexOf(at.x) * step, y: at.y * scale, width, height: COMPACT_BOX_HEIGHT },
    ]),
  )
}

function boundsOf(rectangles: readonly Rectangle[]): Rectangle {
  const x = Math.min(...rectangles.map((each) => each.x))
  const y = Math.min(...rectangles.map((each) => each.y))
  const right = Math.max(...rectangles.map((each) => each.x + each.width))
  const bottom = Math.max(...rectangles.map((each) => each.y + each.height))
  return { x, y, width: right - x, height: bottom - y }
}

/** The sides an arrow uses: those it was drawn with, else the ones that face each other. */
export function sidesOf(
  arrow: ArrowDrawing,
  from: Rectangle,
  to: Rectangle,
): { readonly from: Side; readonly to: Side } {
  const gapX = Math.max(to.x - (from.x + from.width), from.x - (to.x + to.width))
  const gapY = Math.max(to.y - (from.y + from.height), from.y - (to.y + to.height))
  const isAcross = gapX >= 0 || gapX >= gapY
  const isForward = isAcross ? to.x > from.x : to.y > from.y
  const [ahead, back]: [Side, Side] = isAcross ? ['right', 'left'] : ['bottom', 'top']
  const facing = isForward ? { from: ahead, to: back } : { from: back, to: ahead }
  return { from: arrow.fromSide ?? facing.from, to: arrow.toSide ?? facing.to }
}

/** `drawn` is where the drawing has it, as far as the side of the box reaches: a compact one is smaller. */
function portOf({ x, y, width, height }: Rectangle, side: Side, twin: number, drawn?: number): Point {
  const isUpright = side === 'left' || side === 'right'
  const reach = (isUpright ? height : width) / 2 - PORT_INSET
  const offset = drawn === undefined ? twin : Math.max(-reach, Math.min(reach, drawn))
  if (isUpright) return { x: side === 'left' ? x : x + width, y: y + height / 2 + offset }
  return { x: x + width / 2 + offset, y: side === 'top' ? y : y + height }
}

function controlOf(port: Point, side: Side, other: Point): Point {
  const isAcross = side === 'left' || side === 'right'
  const distance = isAcross ? Math.abs(other.x - port.x) : Math.abs(other.y - port.y)
  const reach = Math.max(distance / 2, 12)
  if (side === 'left') return { x: port.x - reach, y: port.y }
  if (side === 'right') return { x: port.x + reach, y: port.y }
  if (side === 'top') return { x: port.x, y: port.y - reach }
  return { x: port.x, y: port.y + reach }
}

/** The room that arrows from a box to itself take beside their boxes. */
function loopsOf({ arrows }: AnyDiagram, boxes: Readonly<Record<string, Rectangle>>): Rectangle[] {
  return arrows
    .filter(({ from, to }) => from === to)
    .map(({ from }) => {
      const { x, y, width, height } = boxes[from]!
      const beyond = LOOP_LABEL.above + LOOP_LABEL.halfHeight
      return { x, y: y - beyond, width: width + LOOP_LABEL.halfWidth, height: height + beyond }
    })
}

/** A loop around the top right corner. */
function loopOf({ x, y, width }: Rectangle): Curve {
  const right = x + width
  const from = { x: right - LOOP_INSET, y }
  const to = { x: right, y: y + LOOP_INSET }
  return { from, control1: { x: from.x, y: y - LOOP_REACH }, control2: { x: right + LOOP_REACH, y: to.y }, to }
}

/** In the middle of the line; above the arc of a loop, which it would hide. */
function labelOf({ from, to }: ArrowDrawing, curve: Curve): Point {
  return from === to ? { x: curve.to.x, y: curve.from.y - LOOP_LABEL.above } : pointOn(curve, 0.5)
}

function curveOf(diagram: AnyDiagram, arrow: ArrowDrawing, boxes: Readonly<Record<string, Rectangle>>): Curve {
  if (arrow.from === arrow.to) return loopOf(boxes[arrow.from]!)
  const sides = sidesOf(arrow, boxes[arrow.from]!, boxes[arrow.to]!)
  const hasTwin = diagram.arrows.some((other) => other.from === arrow.to && other.to === arrow.from)
  const twin = hasTwin ? (arrow.from < arrow.to ? -TWIN_OFFSET : TWIN_OFFSET) : null
  const from = portOf(boxes[arrow.from]!, sides.from, twin ?? fanOf(diagram, arrow, 'from', boxes), arrow.fromOffset)
  const to = portOf(boxes[arrow.to]!, sides.to, twin ?? fanOf(diagram, arrow, 'to', boxes), arrow.toOffset)
  return { from, control1: controlOf(from, sides.from, to), control2: controlOf(to, sides.to, from), to }
}

/** How far from the middle of its side an arrow touches its box: those that share a side fan out, in the order of where they go. */
function fanOf(
  diagram: AnyDiagram,
  arrow: ArrowDrawing,
  end: 'from' | 'to',
  boxes: Readonly<Record<string, Rectangle>>,
): number {
  const sideOf = (each: ArrowDrawing, own: 'from' | 'to') => sidesOf(each, boxes[each.from]!, boxes[each.to]!)[own]
  const side = sideOf(arrow, end)
  const isUpright = side === 'left' || side === 'right'
  const { width, height } = boxes[arrow[end]]!
  const far = (each: ArrowDrawing) => {
    const other = boxes[each[each.from === arrow[end] ? 'to' : 'from']]!
    return isUpright ? other.y + other.height / 2 : other.x + other.width / 2
  }
  const sharing = diagram.arrows
    .filter((each) => each.from !== each.to)
    .filter((each) => (['from', 'to'] as const).some((own) => each[own] === arrow[end] && sideOf(each, own) === side))
    .toSorted((one, other) => far(one) - far(other))
  const step = Math.min(FAN_STEP, ((isUpright ? height : width) - 2 * PORT_INSET) / sharing.length)
  return (sharing.indexOf(arrow) - (sharing.length - 1) / 2) * step
}

/** The point at a share of a curve's way, 0 to 1. */
export function pointOn({ from, control1, control2, to }: Curve, share: number): Point {
  const rest = 1 - share
  const a = rest ** 3
  const b = 3 * rest ** 2 * share
  const c = 3 * rest * share ** 2
  const d = share ** 3
  return {
    x: a * from.x + b * control1.x + c * control2.x + d * to.x,
    y: a * from.y + b * control1.y + c * control2.y + d * to.y,
  }
}

/** A curve as the path of an SVG element. */
export function pathOf({ from, control1, control2, to }: Curve): string {
  const text = ({ x, y }: Point) => `${round(x)},${round(y)}`
  return `M${text(from)}C${text(control1)} ${text(control2)} ${text(to)}`
}

/** The small triangle at the end of a curve, as a path. */
export function headOf({ control2, to }: Curve): string {
  const angle = Math.atan2(to.y - control2.y, to.x - control2.x)
  const corner = (turn: number) =>
    `${round(to.x - 7 * Math.cos(angle + turn))},${round(to.y - 7 * Math.sin(angle + turn))}`
  return `M${round(to.x)},${round(to.y)}L${corner(0.42)}L${corner(-0.42)}Z`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
