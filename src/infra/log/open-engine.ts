/** What the brokers of a run stand on: nothing but themselves, or a real cluster that the host has given. */
import type { World } from '~/kernel/simulation'
import type { LiveLogEngine } from './live/live-log'

/** A live cluster in the place of the box's own brokers; null where there is none. */
export async function openLogEngine(world: World): Promise<LiveLogEngine | null> {
  const given = world.engines?.['log'] as ((world: World) => Promise<LiveLogEngine>) | undefined
  return given === undefined ? null : given(world)
}
