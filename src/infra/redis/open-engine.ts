/** The Redis engine of a run: real Valkey, or the mock where asked for. */
import type { World } from '~/kernel/simulation'
import type { RedisEngine } from './port'

/** Boots an engine for a run: what a host gives that knows a better place for it than this thread. */
export type OpenRedis = (world: World) => Promise<RedisEngine>

/** Boots the engine that the run names, on the run's clock. Code of the other engine is not loaded. */
export async function openRedisEngine(world: World): Promise<RedisEngine> {
  const given = world.engines?.['redis'] as RedisEngine | OpenRedis | undefined
  if (typeof given === 'function') return given(world)
  if (given !== undefined) {
    await given.reset()
    return given
  }
  if (world.chosen?.['redis'] === 'mock') {
    const { loadMockEngine } = await import('./mock')
    return loadMockEngine({ clock: world.clock })
  }
  const [{ createValkeyEngine }, module] = await Promise.all([import('./valkey/engine'), world.load('valkey')])
  return createValkeyEngine(module, { clock: world.clock })
}

/**
 * An engine for each of `count` instances of a box: they keep nothing in common.
 * @throws Error when the host has given one that is already there, which cannot be several
 */
export async function openRedisEngines(world: World, count: number): Promise<readonly RedisEngine[]> {
  const given = world.engines?.['redis']
  if (given !== undefined && typeof given !== 'function' && count > 1) {
    throw new Error(`one Redis was given for ${count} instances, which are to keep nothing in common`)
  }
  return Promise.all(Array.from({ length: count }, () => openRedisEngine(world)))
}
