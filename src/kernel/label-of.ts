/** What boxes and arrows are called where they stand alone, away from the drawing. */
import { arrowBoxes } from './arrow'
import type { AnyDiagram } from './diagram'

/** The label of a box, after that of its host if several boxes share it. */
export function labelOf(diagram: AnyDiagram, box: string): string {
  const { label, hostedBy } = diagram.boxes[box]!
  const isShared = Object.values(diagram.boxes).filter((each) => each.label === label).length > 1
  return isShared && hostedBy !== undefined ? `${diagram.boxes[hostedBy]!.label} · ${label}` : label
}

/** An arrow by the labels of its boxes, in the direction in which it is drawn. */
export function labelOfArrow(diagram: AnyDiagram, name: string): string {
  const { from, to } = arrowBoxes(name)
  return `${labelOf(diagram, from)} → ${labelOf(diagram, to)}`
}
