/** The Postgres engine of a run: PGlite, or a live server that the host has been given. */
import type { World } from '~/kernel/simulation'
import type { PgliteRuntime } from './pglite/engine'
import type { PgliteAssets } from './pglite/module'
import type { PostgresEngine } from './port'

/** One PostgreSQL for each time its files were loaded, that is one per page or process; each run has a schema of its own. */
const runtimes = new WeakMap<PgliteAssets, Promise<PgliteRuntime>>()

/** Opens an engine for a run: what a host gives that has its own. */
export type OpenPostgres = (world: World) => Promise<PostgresEngine>

/** An engine with an empty schema, on the run's clock. */
export async function openPostgresEngine(world: World): Promise<PostgresEngine> {
  const found = world.engines?.['postgres'] as PostgresEngine | OpenPostgres | undefined
  if (found !== undefined) {
    const given = typeof found === 'function' ? await found(world) : found
    given.clock = world.clock
    await given.reset()
    return given
  }
  const [{ PgliteRuntime }, assets] = await Promise.all([import('./pglite/engine'), world.load('postgres')])
  const known = runtimes.get(assets)
  const booting = known ?? PgliteRuntime.boot(assets)
  if (known === undefined) runtimes.set(assets, booting)
  return (await booting).open(world.clock)
}
