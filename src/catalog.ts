/**
 * Every architecture there is: the folders of `simulations/`. A folder with a `diagram.ts` is drawn; one with an `index.ts`
 * besides also runs. Code is loaded only when somebody wants it to run.
 */
import type { Diagram } from './kernel/diagram'
import type { AnySimulation } from './kernel/simulation'
import type { Walk } from './kernel/walk'

const diagramModules = import.meta.glob<{ default: Diagram }>('../simulations/*/diagram.ts', { eager: true })
const walkModules = import.meta.glob<{ walk: Walk }>('../simulations/*/walk.ts')
const simulationModules = import.meta.glob<{ default: AnySimulation }>('../simulations/*/index.ts')

/** One architecture in the catalog. */
export interface CatalogEntry {
  readonly id: string
  readonly diagram: Diagram
  readonly isLive: boolean
}

/** All architectures in gallery order. */
export const catalog: readonly CatalogEntry[] = Object.entries(diagramModules)
  .map(([path, module]) => ({
    id: module.default.id,
    diagram: module.default,
    isLive: path.replace('diagram.ts', 'index.ts') in simulationModules,
  }))
  .sort((a, b) => a.diagram.order - b.diagram.order)

/** A name that is not in the catalog. The message says what is. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError'
}

/**
 * Loads what makes a diagram run.
 * @throws {CatalogError} if there is no such diagram, or it is only drawn so far
 */
export async function loadSimulation(id: string): Promise<AnySimulation> {
  const load = simulationModules[`../simulations/${id}/index.ts`]
  if (load === undefined) {
    const live = catalog.filter(({ isLive }) => isLive).map((entry) => entry.id)
    throw new CatalogError(`there is no live diagram "${id.slice(0, 40)}"; live diagrams: ${live.join(', ')}`)
  }
  return (await load()).default
}

/** Loads the walk of a diagram, and nothing that runs; null if it has none. */
export async function loadWalk(id: string): Promise<Walk | null> {
  const load = walkModules[`../simulations/${id}/walk.ts`]
  return load === undefined ? null : (await load()).walk
}
