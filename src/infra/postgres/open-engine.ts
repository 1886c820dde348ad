/** The Postgres engine of a run: PGlite, or a live server that the host has been given. */
import type { World } from '~/kernel/simulation'
import type { PgliteServer } from './pglite/engine'
import type { PgliteAssets } from './pglite/module'
import type { PostgresEngine } from './port'

/** One server for each time its files were loaded, that is one per page or process; each run has a schema of its own. */
const servers = new WeakMap<PgliteAssets, Promise<PgliteServer>>()

/** An engine with an empty schema, on the run's clock. */
export async function openPostgresEngine(world: World): Promise<PostgresEngine> {
  const given = world.engines?.['postgres'] as PostgresEngine | undefined
  if (given !== undefined) {
    given.clock = world.clock
    await given.reset()
    return given
  }
  const [{ PgliteServer }, assets] = await Promise.all([import('./pglite/engine'), world.load('postgres')])
  const known = servers.get(assets)
  const booting = known ?? PgliteServer.boot(assets)
  if (known === undefined) servers.set(assets, booting)
  return (await booting).open(world.clock)
}
