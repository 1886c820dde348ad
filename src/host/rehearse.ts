/** Loads what a diagram needs before anybody runs it. */
import { parameterValues } from '~/kernel/parameter'
import type { AnySimulation, World } from '~/kernel/simulation'

/** Boots its stores on nothing: engines ask for their files, and never get them. What comes is there when they ask in earnest. */
export function rehearse({ boot, parameters }: AnySimulation, load: World['load']): void {
  const world: World = {
    clock: { nowMs: () => 0 },
    load(asset) {
      load(asset).catch(() => undefined)
      return new Promise(() => undefined)
    },
  }
  void boot(world, { parameters: parameterValues(parameters, {}), without: () => false })
}
