/** The posters in `public/architecture` are what the drawings give: `npm run build` writes them. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalog } from '~/catalog'
import { posterOf } from './poster'

test.each(catalog.map(({ id, diagram }) => [id, diagram] as const))('the poster of %s is up to date', (id, diagram) => {
  expect(readFileSync(`public/architecture/${id}.svg`, 'utf8')).toBe(posterOf(diagram))
})
