/** How high a frame has to be for its diagram to be as wide as the frame is. */
import type { Diagram } from '~/kernel/diagram'
import { layoutOf } from '../diagram/geometry'
import { COMPACT_BELOW, heightIn } from '../playground/stage/viewport'

/** Room for what stands below the diagram, if anything does, in pixels. */
const PANEL_HEIGHT = 220
/** Nobody wants a diagram larger than this. */
const HEIGHT_MAX = 1000

/** The height of the whole frame, in pixels, as it stands now. */
export function wantedHeight(diagram: Diagram): number {
  const stage = document.querySelector('.embed-stage, .embed > svg.still')
  const panel = document.querySelector('.embed-panel')?.getBoundingClientRect().height ?? 0
  const around = window.innerHeight - (stage?.getBoundingClientRect().height ?? 0) - panel
  return heightFor(diagram, window.innerWidth, around + (panel > 0 ? PANEL_HEIGHT : 0))
}

/** The height for a width, with so much of it taken by what is around the diagram; all in pixels. */
export function heightFor(diagram: Diagram, width: number, around: number): number {
  const { bounds } = layoutOf(diagram, width < COMPACT_BELOW ? 'compact' : 'wide')
  return Math.round(Math.min(HEIGHT_MAX, heightIn(bounds, width) + around))
}
