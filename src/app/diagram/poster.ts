/** The poster of a diagram: what stands for it where nothing runs. `npm run build` writes them into `public/architecture`. */
import type { Diagram } from '~/kernel/diagram'
import { paletteOf } from './palette'
import { pictureOf } from './picture'

/** The poster as SVG, with a line end. */
export function posterOf(diagram: Diagram): string {
  return `${pictureOf(diagram, { palette: paletteOf('light'), note: `${diagram.title} · runs at a click` })}\n`
}
