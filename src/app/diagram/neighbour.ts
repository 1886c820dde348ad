/** Which box lies next in a direction: how the arrow keys walk over a drawing. */
import type { Side } from '~/kernel/diagram'
import type { Rectangle } from './geometry'

/** The nearest box on that side, or null. Boxes straight ahead win over nearer ones aside. */
export function neighbour(boxes: Readonly<Record<string, Rectangle>>, from: string, side: Side): string | null {
  const origin = middle(boxes[from]!)
  let best: string | null = null
  let bestDistance = Infinity
  for (const [id, box] of Object.entries(boxes)) {
    if (id === from) continue
    const { x, y } = middle(box)
    const [ahead, aside] = {
      right: [x - origin.x, y - origin.y],
      left: [origin.x - x, y - origin.y],
      bottom: [y - origin.y, x - origin.x],
      top: [origin.y - y, x - origin.x],
    }[side] as [number, number]
    if (ahead < 20) continue
    const distance = ahead + 2 * Math.abs(aside)
    if (distance < bestDistance) [best, bestDistance] = [id, distance]
  }
  return best
}

function middle({ x, y, width, height }: Rectangle) {
  return { x: x + width / 2, y: y + height / 2 }
}
