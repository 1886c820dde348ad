/** How a drawing is fitted into the room there is. */
import type { Rectangle } from '../../diagram/geometry'

/** Where the drawing's origin stands in the room, and how large one drawing unit is. */
export interface Viewport {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

/** A place to draw in, in pixels. */
export interface Room {
  readonly width: number
  readonly height: number
}

/** Kept free around the drawing, for badges and focus rings, in pixels. */
const MARGIN = { top: 26, side: 28, sideSlim: 12, bottom: 22 }
const SLIM_BELOW = 480
const ZOOM_MAX = 1.7
/** Rooms narrower than this get the compact arrangement. */
export const COMPACT_BELOW = 560

/** What of a room is drawn in. */
export function roomInside({ width, height }: Room): Room {
  const side = width < SLIM_BELOW ? MARGIN.sideSlim : MARGIN.side
  return { width: Math.max(1, width - 2 * side), height: Math.max(1, height - MARGIN.top - MARGIN.bottom) }
}

/** Fits `bounds` into a room of this size, centred. */
export function fit(bounds: Rectangle, room: Room): Viewport {
  const { width, height } = roomInside(room)
  const zoom = Math.min(ZOOM_MAX, width / bounds.width, height / bounds.height)
  return {
    x: (room.width - bounds.width * zoom) / 2 - bounds.x * zoom,
    y: MARGIN.top + (height - bounds.height * zoom) / 2 - bounds.y * zoom,
    zoom,
  }
}

/** The height in which `bounds` are as wide as a room of this width lets them be. */
export function heightIn(bounds: Rectangle, width: number): number {
  const zoom = Math.min(ZOOM_MAX, roomInside({ width, height: 0 }).width / bounds.width)
  return bounds.height * zoom + MARGIN.top + MARGIN.bottom
}
