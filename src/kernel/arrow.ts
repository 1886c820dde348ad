/**
 * Arrows: what they are called, and who calls whom along them. An arrow is drawn in the direction of what travels; who asks is
 * the box it leaves, unless the arrow says that it is pulled.
 */
import type { AnyDiagram, ArrowDrawing } from './diagram'

/** The two boxes at an arrow's ends, as drawn. */
export interface ArrowBoxes {
  readonly from: string
  readonly to: string
}

/** Who calls whom along an arrow. */
export interface ArrowEnds {
  readonly caller: string
  readonly callee: string
}

const SEPARATOR = '~'

/** An arrow's name in actions, traces and links: `from~to`. */
export function arrowName({ from, to }: ArrowBoxes): string {
  return `${from}${SEPARATOR}${to}`
}

/** The boxes that an arrow's name tells. A name without two ends gives empty ones. */
export function arrowBoxes(name: string): ArrowBoxes {
  const [from = '', to = ''] = name.split(SEPARATOR, 2)
  return { from, to }
}

/** Who calls whom along an arrow. */
export function endsOf({ from, to, pulledBy }: Pick<ArrowDrawing, 'from' | 'to' | 'pulledBy'>): ArrowEnds {
  return pulledBy === 'to' ? { caller: to, callee: from } : { caller: from, callee: to }
}

/** The box at the end of an arrow that is not this one; this one, if the arrow joins its instances. */
export function otherEnd(name: string, box: string): string {
  const { from, to } = arrowBoxes(name)
  return from === box ? to : from
}

/** The arrow of a name, or undefined if none is drawn. */
export function arrowNamed(diagram: AnyDiagram, name: string): ArrowDrawing | undefined {
  return diagram.arrows.find((arrow) => arrowName(arrow) === name)
}
