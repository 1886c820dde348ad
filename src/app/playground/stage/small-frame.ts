/** What a diagram gives up in a frame that has little room for it. Pure. */
import type { Diagram } from '~/kernel/diagram'
import { layoutOf, type Layout, type LayoutKind } from '../../diagram/geometry'
import { COMPACT_BELOW, fit, type Room } from './viewport'

/** The arrangement that draws boxes wider in a room. */
export function roomiest(diagram: Diagram, room: Room): LayoutKind {
  if (room.width >= COMPACT_BELOW) return 'wide'
  const widthOf = (kind: LayoutKind) => {
    const { bounds, boxes } = layoutOf(diagram, kind)
    return fit(bounds, room).zoom * Math.min(...Object.values(boxes).map(({ width }) => width))
  }
  return widthOf('compact') > widthOf('wide') ? 'compact' : 'wide'
}

/** Boxes lower than this have room for their names alone, in pixels. */
const NAMES_BELOW = 34
/** Smaller than this, the small print of a box would be cut off, and its name needs the room. */
const PRINT_FROM = 0.8

/** What boxes have room for, where that is less than everything. */
export function roomOf({ boxes }: Layout, zoom: number): 'names' | 'figures' | undefined {
  const height = Math.min(...Object.values(boxes).map((box) => box.height)) * zoom
  return height < NAMES_BELOW ? 'names' : zoom < PRINT_FROM ? 'figures' : undefined
}
