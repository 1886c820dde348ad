/** What a box is called where it stands alone, away from the drawing. */
import type { AnyDiagram } from '~/kernel/diagram'

/** The label of a box, after that of its host if several boxes share it. */
export function labelOf(diagram: AnyDiagram, box: string): string {
  const { label, hostedBy } = diagram.boxes[box]!
  const isShared = Object.values(diagram.boxes).filter((each) => each.label === label).length > 1
  return isShared && hostedBy !== undefined ? `${diagram.boxes[hostedBy]!.label} · ${label}` : label
}
