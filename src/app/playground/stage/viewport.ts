/** How a drawing is fitted into the room there is. */
import type { Rectangle } from '../../diagram/geometry'

/** Where the drawing's origin stands in the room, and how large one drawing unit is. */
export interface Viewport {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

/** Room kept free around the drawing, for badges and focus rings, in pixels. */
const MARGIN = { top: 26, side: 24, bottom: 18 }
const ZOOM_MAX = 1.2

/** Fits `bounds` into a room of this size, centred. */
export function fit(bounds: Rectangle, room: { readonly width: number; readonly height: number }): Viewport {
  const side = room.width < 480 ? 12 : MARGIN.side
  const width = Math.max(1, room.width - 2 * side)
  const height = Math.max(1, room.height - MARGIN.top - MARGIN.bottom)
  const zoom = Math.min(ZOOM_MAX, width / bounds.width, height / bounds.height)
  return {
    x: (room.width - bounds.width * zoom) / 2 - bounds.x * zoom,
    y: MARGIN.top + (height - bounds.height * zoom) / 2 - bounds.y * zoom,
    zoom,
  }
}
