/** How a drawing makes use of a wide room: its boxes keep their size, and the gaps between them grow. Pure. */
import type { Diagram } from '~/kernel/diagram'
import { placeArrows, type Layout, type Rectangle } from '../../diagram/geometry'
import { fit, roomInside, type Room } from './viewport'

/** Gaps grow to at most so many times what was drawn: farther apart, boxes would no longer look joined. */
const STRETCH_MAX = 1.8

/** Moves the columns of a layout apart until the drawing is as wide as its room, at the size at which it fits. */
export function spread(diagram: Diagram, layout: Layout, room: Room): Layout {
  const { bounds } = layout
  const free = roomInside(room).width / fit(bounds, room).zoom - bounds.width
  const columns = columnsOf(Object.values(layout.boxes))
  const gaps = columns.slice(1).map(({ from }, index) => from - columns[index]!.to)
  const gapTotal = gaps.reduce((sum, gap) => sum + gap, 0)
  if (free <= 0 || gapTotal <= 0) return layout
  const growth = Math.min(free / gapTotal, STRETCH_MAX - 1)
  let shift = 0
  const shifts = columns.map((_, index) => (shift += index === 0 ? 0 : gaps[index - 1]! * growth))
  const boxes = Object.fromEntries(
    Object.entries(layout.boxes).map(([id, box]) => {
      const column = columns.findIndex(({ from, to }) => box.x >= from && box.x < to)
      return [id, { ...box, x: box.x + shifts[column]! }]
    }),
  )
  return placeArrows(diagram, layout.kind, boxes)
}

interface Column {
  readonly from: number
  readonly to: number
}

/** Stretches of the horizontal axis that boxes stand on, from left to right. */
function columnsOf(boxes: readonly Rectangle[]): readonly Column[] {
  const columns: { from: number; to: number }[] = []
  for (const { x, width } of boxes.toSorted((one, other) => one.x - other.x)) {
    const last = columns.at(-1)
    if (last !== undefined && x <= last.to) last.to = Math.max(last.to, x + width)
    else columns.push({ from: x, to: x + width })
  }
  return columns
}
