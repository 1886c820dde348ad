/** The Postgres engine of a run: PGlite, or a live server that the host has been given. */
import type { World } from '~/kernel/simulation'
import type { PgliteEngine } from './pglite/engine'
import type { PgliteAssets } from './pglite/module'
import type { PostgresEngine } from './port'

/** One server for each time its files were loaded, that is one per page or process. */
const servers = new WeakMap<PgliteAssets, Promise<PgliteEngine>>()

/**
 * The engine, emptied and on the run's clock. A page has one server: a run takes it over from the run before, which must
 * not go on after that.
 */
export async function openPostgresEngine(world: World): Promise<PostgresEngine> {
  const given = world.engines?.['postgres'] as PostgresEngine | undefined
  if (given !== undefined) {
    given.clock = world.clock
    await given.reset()
    return given
  }
  const [{ createPgliteEngine }, assets] = await Promise.all([import('./pglite/engine'), world.load('postgres')])
  const known = servers.get(assets)
  const starting = known ?? createPgliteEngine(assets, world)
  if (known === undefined) servers.set(assets, starting)
  const engine = await starting
  engine.clock = world.clock
  engine.reset()
  return engine
}
