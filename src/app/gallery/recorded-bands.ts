/** Which arrows of a recording are bands, scene by scene, on one scale for all of it. Pure. */
import type { Scene } from '~/projections/recording'
import { bandsAfter, NO_BANDS, type Bands } from '../diagram/band'

/** The bands of each scene; `arrows` are names by their places in the drawing. */
export function bandsOfScenes(scenes: readonly Scene[], arrows: readonly string[]): ReadonlyMap<Scene, Bands> {
  let bands = NO_BANDS
  const each = scenes.map((scene) => {
    const rates = scene.arrows.map(({ rate }, index) => [arrows[index]!, { figures: { rate } }] as const)
    bands = bandsAfter(bands, { nowMs: scene.nowMs, arrows: Object.fromEntries(rates) })
    return [scene, bands] as const
  })
  return new Map(each.map(([scene, { names }]) => [scene, { names, ceiling: bands.ceiling }]))
}
