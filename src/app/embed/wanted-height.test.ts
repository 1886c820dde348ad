import { expect, it } from 'vitest'
import { catalog } from '~/catalog'
import { layoutOf } from '../diagram/geometry'
import { fit } from '../playground/stage/viewport'
import { heightFor } from './wanted-height'

it.each(catalog.map(({ diagram }) => [diagram.id, diagram] as const))(
  'lets %s be as wide as its frame',
  (_, diagram) => {
    for (const width of [340, 640, 900]) {
      const height = heightFor(diagram, width, 80)
      const { bounds } = layoutOf(diagram, width < 560 ? 'compact' : 'wide')
      const { zoom } = fit(bounds, { width, height: height - 80 })
      const full = fit(bounds, { width, height: 10_000 })
      if (height < 1000) expect(zoom).toBeCloseTo(full.zoom, 1)
      // No higher than it takes.
      expect(fit(bounds, { width, height: height - 80 - 20 }).zoom).toBeLessThan(full.zoom)
    }
  },
)
