/** The engine of a page: the same code as in a worker of the page, in this process, and on the live stores where there are any. */
import { loadSimulation } from '~/catalog'
import type { OwnedEngine } from '~/host/api'
import { createDesk } from '~/host/desk'
import type { LiveWorld } from '~/host/live/live-play'
import { nodeHost } from '~/host/node'

/** A desk for one page. What engines need is read from the disk, so there is no progress to tell of. */
export function createStackDesk(world?: LiveWorld): OwnedEngine {
  const host = { ...nodeHost, simulation: loadSimulation, hearProgress: () => () => undefined }
  return createDesk(world === undefined ? host : { ...host, world })
}
