/** The engine of a page whose run stands on nothing live: the same code as in a worker of the page, in this process. */
import { loadSimulation } from '~/catalog'
import type { EngineApi } from '~/host/api'
import { createDesk } from '~/host/desk'
import { nodeHost } from '~/host/node'

/** A desk for one page. What engines need is read from the disk, so there is no progress to tell of. */
export function createVirtualDesk(): EngineApi {
  return createDesk({ ...nodeHost, simulation: loadSimulation, hearProgress: () => () => undefined })
}
