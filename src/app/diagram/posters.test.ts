/** The posters in `public/architecture` are what the drawings give: `npm run build` writes them. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalog } from '~/catalog'
import { postersOf } from './poster'

test.each(catalog.map(({ id, diagram }) => [id, diagram] as const))(
  'the posters of %s are up to date',
  (_, diagram) => {
    for (const [file, svg] of Object.entries(postersOf(diagram))) {
      expect(readFileSync(`public/architecture/${file}.svg`, 'utf8')).toBe(svg)
    }
  },
)
