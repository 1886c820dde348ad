/**
 * The posters in `public/architecture` are generated from the drawings, and are up to date. After a drawing has changed:
 * `npx vitest run --project unit posters --update`.
 */
import { expect, test } from 'vitest'
import { catalog } from '~/catalog'
import { paletteOf } from './palette'
import { pictureOf } from './picture'

test.each(catalog.map(({ id, diagram }) => [id, diagram] as const))('the poster of %s', async (id, diagram) => {
  const poster = pictureOf(diagram, { palette: paletteOf('light'), note: `${diagram.title} · runs at a click` })
  await expect(`${poster}\n`).toMatchFileSnapshot(`../../../public/architecture/${id}.svg`)
})
