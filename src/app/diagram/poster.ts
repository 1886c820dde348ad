/** The posters of a diagram: what stands for it where nothing runs. `npm run build` writes them into `public/architecture`. */
import type { Diagram } from '~/kernel/diagram'
import type { LayoutKind } from './geometry'
import { paletteOf, type Theme } from './palette'
import { pictureOf } from './picture'

/** The poster as SVG, with a line end. */
function posterOf(diagram: Diagram, theme: Theme, kind: LayoutKind): string {
  return `${pictureOf(diagram, { palette: paletteOf(theme), tagline: diagram.line, kind })}\n`
}

/** The posters of a diagram, by the names of their files. */
export function postersOf(diagram: Diagram): Readonly<Record<string, string>> {
  return {
    [diagram.id]: posterOf(diagram, 'light', 'wide'),
    [`${diagram.id}-dark`]: posterOf(diagram, 'dark', 'wide'),
    [`${diagram.id}-compact`]: posterOf(diagram, 'light', 'compact'),
    [`${diagram.id}-compact-dark`]: posterOf(diagram, 'dark', 'compact'),
  }
}
