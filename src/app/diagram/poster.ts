/** The poster of a diagram: what stands for it where nothing runs. `npm run build` writes them into `public/architecture`. */
import type { Diagram } from '~/kernel/diagram'
import { paletteOf, type Theme } from './palette'
import { pictureOf } from './picture'

/** The poster as SVG, with a line end. */
function posterOf(diagram: Diagram, theme: Theme): string {
  return `${pictureOf(diagram, { palette: paletteOf(theme), note: `${diagram.title} · runs at a click` })}\n`
}

/** The posters of a diagram, by the names of their files. */
export function postersOf(diagram: Diagram): Readonly<Record<string, string>> {
  return { [diagram.id]: posterOf(diagram, 'light'), [`${diagram.id}-dark`]: posterOf(diagram, 'dark') }
}
